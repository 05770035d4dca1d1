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
from index.merging import merge
from index.parts import NoProgress
from index.purge import purge
from index.rebuild import rebuild, roll_back
from index.segment import Unsettled, write_parts
from index.snapshot import Snapshots
from index.types import Article
from index.withdrawal import restore, withdraw
from index.workshop import Workshop
from tests.builders import article, found, open_words_workshop
from tests.index.stages import tell_stages
from tests.permissions import obey_permissions

STAGES = (
    take_in,
    write_parts,
    Unsettled.finish,
    Snapshots.write,
    Snapshots.make_current,
    merge,
    rebuild,
    roll_back,
    withdraw,
    purge,
)
"""What a kill may fall into."""

IDS = tuple(f"boat-{number:02d}" for number in range(30))
_KINDS = {"store": 60, "delete": 15, "many": 5, "rebuild": 4, "roll back": 4, "purge": 4}
"""What is done, and how often of 92 times."""

GONE = 0
"""The version of an article that was deleted."""


def boat(id_: str, version: int) -> Article:
    text = f"The boat {id_} carries cargo {version}. Its captain denied voyage {version * 7}."
    return article(id_, text, title=f"Cargo {version} of {id_}")


@dataclass(frozen=True, slots=True)
class Life:
    """Where it works, where it writes down what it does and in which stages, and its seed.

    Its disk takes no file that is larger than `max_file_bytes`.
    """

    root: Path
    journal: Path
    stages: Path
    seed: int
    max_file_bytes: int | None = None


def live(life: Life) -> None:
    """Changes things until it is killed, or until the disk takes no more."""
    obey_permissions()
    tell_stages(life.stages, STAGES)
    if life.max_file_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (life.max_file_bytes, life.max_file_bytes))
    root, journal, draw = life.root, life.journal, random.Random(life.seed)
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
    kind = draw.choices(tuple(_KINDS), tuple(_KINDS.values()))[0]
    if kind == "rebuild":
        rebuild(shop, NoProgress())
    elif kind == "roll back":
        roll_back(shop, draw.choice(shop.snapshots.versions() or ["none"]))
    elif kind == "delete":
        id_ = draw.choice(IDS)
        _note(journal, "begins", {id_: GONE})
        withdraw(shop.store, id_)
        _note(journal, "done", {id_: GONE})
    elif kind == "purge":
        purge(shop)
    else:
        chosen = IDS if kind == "many" else draw.sample(IDS, draw.randint(1, 3))
        version = draw.randrange(1, 10**9)
        for id_ in chosen:
            restore(shop.store, id_)
        _note(journal, "begins", dict.fromkeys(chosen, version))
        take_in(shop.store, [found(boat(id_, version)) for id_ in chosen])
        _note(journal, "done", dict.fromkeys(chosen, version))


def _note(journal: int, what: str, versions: Mapping[str, int]) -> None:
    said = " ".join(f"{id_}={version}" for id_, version in versions.items())
    line = f"{what} {said}\n".encode()
    if os.write(journal, line) < len(line):
        os._exit(0)  # the disk takes no more, not even this
    os.fsync(journal)


@dataclass(slots=True)
class Possible:
    """The versions that an article may have: the last that is done, or any begun since."""

    versions: set[int] = field(default_factory=lambda: {GONE})


def possible_after(journal: Path) -> dict[str, Possible]:
    """What each article may be after the process was killed."""
    states = {id_: Possible() for id_ in IDS}
    whole = journal.read_text().rpartition("\n")[0]  # of the last line, a part may be there
    for what, versions in _entries(whole.splitlines()):
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
