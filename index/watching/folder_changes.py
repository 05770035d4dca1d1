"""Tells at once when something below a folder changes, by what the operating system has for it.

The only module that imports watchfiles. Knows nothing of articles; a change that it misses, the
next regular reading finds.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Event

_LOOKED_FOR_AGAIN_S = 5.0
_QUIET_MS = 200
"""Changes are told when nothing has changed for so long, or this is going on for too long."""

_GOING_ON_MS = 2_000
_ASKED_AGAIN_MS = 500
_log = logging.getLogger(__name__)


def tell_changes(path: Path, tell: Callable[[], None], closing: Event) -> None:
    """Calls `tell` when the watch begins, and after each change, until `closing` is set.

    A path that cannot be watched, or not yet, is looked for again.
    """
    from watchfiles import watch  # noqa: PLC0415 - for those who watch a folder

    while not closing.is_set():
        try:
            changes = watch(
                path,
                watch_filter=None,
                debounce=_GOING_ON_MS,
                step=_QUIET_MS,
                stop_event=closing,
                rust_timeout=_ASKED_AGAIN_MS,
                yield_on_timeout=True,
            )
            is_beginning = True
            for found in changes:
                if found or is_beginning:
                    tell()
                is_beginning = False
        except (OSError, RuntimeError) as error:
            _log.info("folder_not_watched", extra={"path": str(path), "reason": str(error)})
            closing.wait(_LOOKED_FOR_AGAIN_S)
