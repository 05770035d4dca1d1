"""Articles in: files and folders become articles, or refusals that say why.

Each module reads one format or decides one thing; `find` brings them together. Nothing here
knows of sentences, models or the store.
"""
