"""Trains the reader model on the training sets: `python -m bench.training reader`."""
