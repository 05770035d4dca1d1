"""Copies: articles that carry the same story word for word, or nearly so."""
