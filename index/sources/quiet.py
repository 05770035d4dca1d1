"""Keeps parsers from talking past us: their warnings and log lines say nothing of the article.

Knows nothing of the parsers but the names of their loggers.
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet(*loggers: str) -> Iterator[None]:
    """Inside it, these loggers and the `warnings` module are silent; errors are raised as ever.

    Loggers and warning filters belong to the process: another thread is quiet for as long.
    """
    named = [logging.getLogger(name) for name in loggers]
    levels = [logger.level for logger in named]
    for logger in named:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(named, levels, strict=True):
            logger.setLevel(level)
