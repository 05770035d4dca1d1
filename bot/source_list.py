"""`sources.toml`: which sources are read, checked before any of them is.

Knows the file; knows nothing of how a source is read. A key that is not known is refused: a
misspelt one that is silently ignored is worse than an error.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from index.errors import SettingsError
from index.source_states import POSTED
from index.sources.address import host_of
from index.watching.naming import Naming
from index.watching.opening import SourceSpec
from index.watching.source import SourceKind

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_DURATION = re.compile(r"(\d{1,6})\s*([smhd])")
_UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_LONGEST_S = 30 * 86_400
_NEEDED = {
    SourceKind.FILES: ("path",),
    SourceKind.FEED: ("address",),
    SourceKind.SITEMAP: ("address",),
    SourceKind.URLS: ("urls", "path"),
}
"""Of which keys a kind needs one at least; the others of them it does not have."""


def _seconds(value: object) -> object:
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError('give a time like "30s", "5m", "2h" or "1d"')
    seconds = int(match[1]) * _UNITS_S[match[2]]
    if not 1 <= seconds <= _LONGEST_S:
        raise ValueError("give a time from 1 second to 30 days")
    return float(seconds)


class _Entry(BaseModel):
    """One source, as it is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: SourceKind
    address: str | None = None
    path: Path | None = None
    urls: tuple[str, ...] | None = None
    interval: Annotated[float, BeforeValidator(_seconds)] | None = None
    max_articles: int | None = Field(default=None, ge=1, le=100_000)
    source: str | None = Field(default=None, min_length=1, max_length=200)
    language: str | None = Field(default=None, pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$")

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> "_Entry":
        needed = _NEEDED[self.kind]
        given = {key for key in ("address", "path", "urls") if getattr(self, key) is not None}
        if not given & set(needed):
            raise ValueError(f"a source of the kind {self.kind!s} needs {' or '.join(needed)}")
        for key in sorted(given - set(needed)):
            raise ValueError(f"a source of the kind {self.kind!s} has no {key}")
        if self.max_articles is not None and self.kind is SourceKind.FILES:
            raise ValueError("files are read whole; max_articles is for what is fetched")
        for url in [*(self.urls or ()), *([self.address] if self.address else [])]:
            if host_of(url) is None:
                raise ValueError(f"{url[:80]!a} is no http(s) address")
        return self


def read_source_list(file: Path) -> list[SourceSpec]:
    """The sources of a file, in its order; paths in it start from its folder.

    Raises SettingsError, which names the source and the key, for what cannot be used.
    """
    try:
        tables = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(
            f"there is no list of sources: {file} does not exist",
            remedy="write it as docs/sources.md shows, or set ONRECORD_SOURCES to another file",
        ) from error
    except OSError as error:
        raise SettingsError(
            f"the list of sources {file} cannot be read: {error.strerror or error}",
            remedy="check the file",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"the list of sources {file} is not TOML: {error}", remedy="mend it there"
        ) from error
    return [_spec(file, name, table) for name, table in tables.items()]


def _spec(file: Path, name: str, table: object) -> SourceSpec:
    if name == POSTED or not _NAME.fullmatch(name):
        raise SettingsError(
            f"{file}: a source cannot be called {name[:80]!a}",
            remedy="take lower-case letters, digits, dots and dashes"
            + (f"; {POSTED!r} is what comes by POST /articles" if name == POSTED else ""),
        )
    if not isinstance(table, Mapping):
        raise SettingsError(
            f"{file}: {name!a} is no table", remedy=f"begin each source with its name: [{name}]"
        )
    try:
        entry = _Entry.model_validate(table)
    except ValidationError as error:
        raise _refused(file, name, error) from error
    path = None if entry.path is None else (file.parent / entry.path.expanduser()).resolve()
    return SourceSpec(
        name=name,
        kind=entry.kind,
        address=entry.address or "",
        path=path,
        urls=entry.urls or (),
        interval_s=entry.interval,
        max_articles=entry.max_articles,
        naming=Naming(entry.source, entry.language),
    )


def _refused(file: Path, name: str, error: ValidationError) -> SettingsError:
    first = error.errors(include_url=False)[0]
    key = str(first["loc"][0]) if first["loc"] else ""
    if first["type"] == "extra_forbidden":
        known: Sequence[str] = sorted(_Entry.model_fields)
        near = difflib.get_close_matches(key, known, n=1)
        return SettingsError(
            f"{file}: the source {name!a} has a key that is not known: {key[:80]!a}",
            remedy=f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}",
        )
    what = first["msg"].removeprefix("Value error, ")
    place = f"{key} of the source {name!a}" if key else f"the source {name!a}"
    return SettingsError(f"{file}: {place}: {what}", remedy="docs/sources.md has every key")
