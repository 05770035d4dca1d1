"""Pages out of the web, without trusting it: every address, size, time and type is checked.

Knows nothing of articles, feeds or the store.
"""
