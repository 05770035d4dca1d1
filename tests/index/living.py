"""A process that keeps changing articles and index, to be killed at any moment by a test.

It writes down what it is about to do and what it has been told is done, each line durable, so that
afterwards one can say what must be there and what must not.
"""

import os
import random
import resource
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from index.build import take_in
from index.data_dir import DataDir
from index.errors import OnRecordError
from index.indexer import Indexer
from index.parts import NoProgress
from index.rebuild import rebuild, roll_back
from index.types import Article
from index.withdrawal import restore, withdraw
from index.workshop import Workshop
from tests.builders import article, found, open_words_workshop

IDS = tuple(f"boat-{number:02d}" for number in range(30))
GONE = 0
"""The version of an article that was deleted."""


def boat(id_: str, version: int) -> Article:
    text = f"The boat {id_} carries cargo {version}. Its captain denied voyage {version * 7}."
    return article(id_, text, title=f"Cargo {version} of {id_}")


def live(root: Path, journal: Path, seed: int, *, max_file_bytes: int | None) -> None:
    """Changes things until it is killed, or until the disk takes no more."""
    if max_file_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (max_file_bytes, max_file_bytes))
    draw = random.Random(seed)
    try:
        shop = open_shop(root)
    except OnRecordError:
        return
    with journal.open("a") as lines, Indexer(shop, poll_s=0.01) as indexer:
        while True:
            try:
                _change(shop, draw, lines.fileno())
            except OnRecordError:
                continue
            indexer.wake()


def open_shop(root: Path) -> Workshop:
    """A workshop that keeps others out while it writes, as the product's does."""
    opened = open_words_workshop(root)
    writing = partial(DataDir(root).writing, timeout_s=30)
    return Workshop(
        store=opened.store,
        snapshots=opened.snapshots,
        embedder=opened.embedder,
        embedder_name=opened.embedder_name,
        open_quick=opened.open_quick,
        open_bulk=opened.open_bulk,
        writing=writing,
    )


def _change(shop: Workshop, draw: random.Random, journal: int) -> None:
    kind = draw.choices(("store", "delete", "many", "rebuild", "roll back"), (60, 15, 5, 4, 4))[0]
    if kind == "rebuild":
        rebuild(shop, NoProgress())
    elif kind == "roll back":
        roll_back(shop, draw.choice(shop.snapshots.versions() or ["none"]))
    elif kind == "delete":
        id_ = draw.choice(IDS)
        _note(journal, "begins", {id_: GONE})
        withdraw(shop.store, id_)
        restore(shop.store, id_)
        _note(journal, "done", {id_: GONE})
    else:
        chosen = IDS if kind == "many" else draw.sample(IDS, draw.randint(1, 3))
        version = draw.randrange(1, 10**9)
        _note(journal, "begins", dict.fromkeys(chosen, version))
        take_in(shop.store, [found(boat(id_, version)) for id_ in chosen])
        _note(journal, "done", dict.fromkeys(chosen, version))


def _note(journal: int, what: str, versions: Mapping[str, int]) -> None:
    said = " ".join(f"{id_}={version}" for id_, version in versions.items())
    os.write(journal, f"{what} {said}\n".encode())
    os.fsync(journal)


@dataclass(slots=True)
class Possible:
    """The versions that an article may have: the last that is done, or any begun since."""

    versions: set[int] = field(default_factory=lambda: {GONE})


def possible_after(journal: Path) -> dict[str, Possible]:
    """What each article may be after the process was killed."""
    states = {id_: Possible() for id_ in IDS}
    for what, versions in _entries(journal.read_text().splitlines()):
        for id_, version in versions:
            if what == "done":
                states[id_].versions = {version}
            else:
                states[id_].versions.add(version)
    return states


def _entries(lines: Sequence[str]) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    for line in lines:
        what, *said = line.split()
        pairs = (one.split("=") for one in said)
        yield what, [(id_, int(version)) for id_, version in pairs]
