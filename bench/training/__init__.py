"""Fits the similarity reader's weights on the training sets: `python -m bench.training`.

Reads `train/` only; the evaluation sets are never looked at.
"""
