"""Sources that are read again and again: what is new in each goes to the store.

Knows nothing of the index; what is stored, somebody else makes searchable.
"""
