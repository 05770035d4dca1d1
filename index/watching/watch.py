"""Reads several sources side by side, each when it is due, until it is told to end.

Each source has a thread of its own, so that a slow one keeps nobody waiting; a lock file keeps
other processes on the data directory from reading the same one meanwhile. Knows nothing of what
sources read.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from time import monotonic

from index.claims import claimed
from index.errors import OnRecordError
from index.source_states import SourceState, SourceStates
from index.store import Store
from index.watching.folder_changes import tell_changes
from index.watching.reading import Reading, Terms, read_source
from index.watching.schedule import Draw, Trouble, delay_s
from index.watching.source import Source

_LONGEST_WAIT_S = 3600.0
"""After that it is looked again whether a source is due: clocks are set, and others read too."""

_BUSY_S = 5.0
_GRACE_S = 10.0
_LOOK_S = 0.5
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Watched:
    """A source, how often it is read, and the folder whose changes are reason to do so at once."""

    source: Source
    interval_s: float
    max_articles: int | None = None
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """That a source was not read: another process is at it, or else it is stopped."""

    state: SourceState
    is_busy: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What watching needs: the store, a folder for lock files, chance, and whom to tell.

    `tell` gets a source's name and what became of it, an error where the store could not be
    written; it is called from several threads. `interrupt` ends what is being fetched.
    """

    store: Store
    claims: Path
    draw: Draw
    tell: Callable[[str, Reading | Skipped | OnRecordError], None]
    interrupt: Callable[[], None]


class Why(Enum):
    """Why a source is to be read."""

    DUE = auto()
    """Only if it is due by now."""
    NOW = auto()
    """Due or not, but not if it is stopped."""
    INSISTED = auto()
    """In any case."""


@dataclass(slots=True)
class _Post:
    """A source at work, what wakes it, and how often not even its failure could be stored."""

    watched: Watched
    wake: threading.Event = field(default_factory=threading.Event)
    unstored: int = 0


@dataclass(frozen=True, slots=True)
class _Attempt:
    """Whether a source could be read, or need not be, and how long it is left alone now."""

    is_fine: bool
    wait_s: float


class Watch:
    """Reads sources that are registered. Can be closed from any thread, and by a signal."""

    def __init__(self, watched: Sequence[Watched], around: Surroundings) -> None:
        self._posts = [_Post(one) for one in watched]
        self._around = around
        self._states = SourceStates(around.store)
        self._closing = threading.Event()

    def read_once(self, why: Why = Why.NOW) -> bool:
        """Reads every source one time; says whether all of them could be read."""
        outcomes: list[bool] = []

        def read(post: _Post) -> None:
            outcomes.append(self._attempt(post, why).is_fine)

        self._run(
            [threading.Thread(target=read, args=(post,), daemon=True) for post in self._posts]
        )
        return len(outcomes) == len(self._posts) and all(outcomes)

    def run(self) -> None:
        """Reads every source when it is due, until `close`; what is being stored is finished."""
        threads = [
            threading.Thread(target=self._follow, args=(post,), daemon=True) for post in self._posts
        ]
        threads += [
            threading.Thread(
                target=tell_changes,
                args=(post.watched.folder, post.wake.set, self._closing),
                daemon=True,
            )
            for post in self._posts
            if post.watched.folder is not None
        ]
        self._run(threads)

    def close(self) -> None:
        """Ends `run` and `read_once` as soon as nothing is being stored."""
        self._closing.set()
        for post in self._posts:
            post.wake.set()

    def _run(self, threads: Sequence[threading.Thread]) -> None:
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive() and not self._closing.is_set():
                thread.join(_LOOK_S)
        if self._closing.is_set():
            self._around.interrupt()
            ends_at = monotonic() + _GRACE_S
            for thread in threads:
                thread.join(max(0.0, ends_at - monotonic()))

    def _follow(self, post: _Post) -> None:
        wait_s = 0.0
        while not self._closing.is_set():
            is_woken = post.wake.wait(wait_s)
            post.wake.clear()
            if not self._closing.is_set():
                wait_s = self._attempt(post, Why.NOW if is_woken else Why.DUE).wait_s

    def _attempt(self, post: _Post, why: Why) -> _Attempt:
        """Reads a source unless there is no need. What goes wrong is told; the others go on."""
        name = post.watched.source.name
        try:
            attempt = self._attempt_alone(post, why)
        except OnRecordError as error:
            self._around.tell(name, error)
        except Exception:
            _log.exception("watching_failed", extra={"source": name})
        else:
            post.unstored = 0
            return attempt
        post.unstored += 1
        wait_s = delay_s(post.watched.interval_s, Trouble(post.unstored), self._around.draw)
        return _Attempt(is_fine=False, wait_s=wait_s)

    def _attempt_alone(self, post: _Post, why: Why) -> _Attempt:
        source, tell = post.watched.source, self._around.tell
        self._around.claims.mkdir(parents=True, exist_ok=True)
        try:
            with claimed(self._around.claims / f"{source.name}.claim", timeout_s=0):
                # Read only now: another process may have read the source while we waited.
                state = self._states.of(source.name)
                if state.is_stopped and why is not Why.INSISTED:
                    if why is Why.NOW:
                        tell(source.name, Skipped(state, is_busy=False))
                    return _Attempt(is_fine=False, wait_s=_LONGEST_WAIT_S)
                wait_s = self._until_due_s(state)
                if why is Why.DUE and wait_s > 0:
                    return _Attempt(is_fine=True, wait_s=min(wait_s, _LONGEST_WAIT_S))
                return self._read(post)
        except TimeoutError:
            if why is not Why.DUE:
                tell(source.name, Skipped(self._states.of(source.name), is_busy=True))
            return _Attempt(is_fine=False, wait_s=_BUSY_S)

    def _read(self, post: _Post) -> _Attempt:
        one = post.watched
        terms = Terms(one.interval_s, one.max_articles, self._closing)
        reading = read_source(self._around.store, one.source, terms, self._around.draw)
        self._around.tell(one.source.name, reading)
        wait_s = min(self._until_due_s(reading.state), _LONGEST_WAIT_S)
        return _Attempt(is_fine=reading.failure is None, wait_s=wait_s)

    def _until_due_s(self, state: SourceState) -> float:
        """Seconds until a source is due, none if it is; long for one that is never."""
        if state.is_stopped:
            return _LONGEST_WAIT_S
        if state.due_at is None:
            return 0.0
        return max(0.0, (state.due_at - self._around.store.clock()).total_seconds())
