"""XML and HTML without what makes them dangerous: no entities, no network, no endless depth.

The only module that imports lxml. Knows nothing of sitemaps or feeds.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

# What XML forbids, and C1 controls, which are mistakes for windows-1252
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_MARKUP = re.compile(r"<[a-zA-Z!/]|&[#a-zA-Z]")
_BLOCKS = frozenset(
    "address article aside blockquote br caption dd div dl dt figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul".split()
)
_UNSEEN = frozenset("head iframe noscript object script style svg template title".split())


@dataclass(frozen=True, slots=True)
class Block:
    """An element, and the texts of the elements inside, in order.

    Names are without namespace; an inner one is the path to it: `loc`, `news/title`.
    """

    name: str
    fields: tuple[tuple[str, str], ...]

    def first(self, name: str) -> str | None:
        """The text of the first element of this name that has any."""
        return next((text for field, text in self.fields if field == name and text), None)


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of an XML document. `is_whole` is False where it is cut short or not well formed,
    `has_more` where there were more blocks than were asked for."""

    root: str | None
    blocks: tuple[Block, ...]
    is_whole: bool = True
    has_more: bool = False


def read_blocks(body: bytes, names: Collection[str], *, limit: int) -> Blocks:
    """The elements with these names, `limit` at most. Malformed XML is read as far as possible.

    Entities are left as they are, unresolved; whatever else lxml raises passes through.
    """
    from lxml import etree  # noqa: PLC0415 - 60 ms to import, for few runs

    parsing = etree.iterparse(
        BytesIO(body),
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root: str | None = None
    found: list[Block] = []
    try:
        for event, element in parsing:
            if root is None:
                root = _name(element)
            if event == "start" or _name(element) not in names:
                continue
            if len(found) == limit:
                return Blocks(root, tuple(found), has_more=True)
            found.append(Block(_name(element), tuple(_fields(element))))
            element.clear()
    except etree.XMLSyntaxError:
        return Blocks(root, tuple(found), is_whole=False)
    return Blocks(root, tuple(found), is_whole=not len(parsing.error_log))


def text_of(fragment: str) -> str:
    """The words of an HTML fragment as a reader sees them, a block a line, without blank lines."""
    clean = _CONTROLS.sub("", fragment)
    if not _MARKUP.search(clean):
        return _tidied(clean)
    from lxml import etree  # noqa: PLC0415

    parser = etree.HTMLParser(
        encoding="utf-8", recover=True, no_network=True, remove_comments=True, remove_pis=True
    )
    tree = etree.fromstring(f"<html><body>{clean}</body></html>".encode(), parser)
    if tree is None:
        return ""
    pieces: list[str] = []
    hidden = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        name = _name(element)
        hidden += (name in _UNSEEN) * (1 if event == "start" else -1)
        if name in _BLOCKS:
            pieces.append("\n")
        text = element.text if event == "start" else element.tail
        if text and not hidden:
            pieces.append(re.sub(r"\s+", " ", text))
    return _tidied("".join(pieces))


def _fields(element: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    for child in element:  # no deeper than libxml2 lets it be
        if name := _name(child):
            yield f"{prefix}{name}", (child.text or "").strip()
            yield from _fields(child, f"{prefix}{name}/")


def _name(element: Any) -> str:
    """Without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _tidied(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
