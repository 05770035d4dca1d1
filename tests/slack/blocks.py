"""What Slack documents for blocks: which exist, their fields, lengths and counts, and what all
blocks of a message may hold together. A message that breaks a rule is refused, as Slack does.
"""

from collections.abc import Callable, Iterator, Mapping

from tests.slack.elements import (
    count_problems,
    element_problems,
    string_problems,
    text_problems,
    unknown_fields,
)
from tests.slack.wire import Json, RefusedError, parts_of, texts_in

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MARKDOWN_CHARS = 12_000
ALL_BLOCKS_CHARS = 13_200  # not documented; measured by others

_CONTROLS = {
    "button", "checkboxes", "conversations_select", "datepicker", "overflow", "radio_buttons",
    "static_select",
}  # fmt: skip
_INPUTS = _CONTROLS - {"button", "overflow"} | {"plain_text_input"}
# In a container both by the documentation and by what Slack's validator says.
_CHILDREN = {"actions", "context", "divider", "header", "image", "section", "table", "video"}
_RICH_PARTS = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
_RICH_LEAVES = {
    "broadcast", "channel", "color", "date", "emoji", "link", "team", "text", "user", "usergroup",
}  # fmt: skip


def check_message_blocks(blocks: object) -> None:
    """Raises RefusedError for blocks that a message may not have."""
    _check(blocks, MESSAGE_BLOCKS, MESSAGE_KINDS)
    if sum(len(text) for text in texts_in(blocks)) > ALL_BLOCKS_CHARS:
        raise RefusedError("msg_blocks_too_long")
    markdown = sum(len(str(block["text"])) for block in parts_of(blocks, "markdown"))
    if markdown > MARKDOWN_CHARS:
        raise RefusedError("msg_too_long")


def check_view_blocks(blocks: object) -> None:
    """Raises RefusedError for blocks that a modal or a home tab may not have."""
    _check(blocks, VIEW_BLOCKS, VIEW_KINDS)


def _check(blocks: object, most: int, kinds: set[str]) -> None:
    if not isinstance(blocks, list):
        raise RefusedError("invalid_blocks_format")
    problems = list(_problems(blocks, kinds, "/blocks"))
    if len(blocks) > most:
        problems.append(f"no more than {most} items allowed, has {len(blocks)} [/blocks]")
    ids = [block.get("block_id") for block in blocks if isinstance(block, dict)]
    named = [block_id for block_id in ids if block_id]
    if len(named) != len(set(named)):
        problems.append("block_id is not unique [/blocks]")
    if problems:
        raise RefusedError(
            "invalid_blocks",
            errors=problems,
            response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]},
        )


def _problems(blocks: list[object], kinds: set[str], place: str) -> Iterator[str]:
    for number, block in enumerate(blocks):
        where = f"{place}/{number}"
        kind = block.get("type") if isinstance(block, dict) else None
        if not isinstance(block, dict) or kind not in kinds:
            yield f"unsupported block: {kind} [{where}]"
            continue
        fields, check = _CHECKS[str(kind)]
        yield from unknown_fields(block, fields | {"type", "block_id"}, where)
        yield from string_problems(block, {"block_id": 255}, where)
        yield from check(block, where)


def _section(block: Json, place: str) -> Iterator[str]:
    if "text" in block:
        yield from text_problems(block["text"], f"{place}/text", 3000)
    elif not block.get("fields"):
        yield f"missing required field: text or fields [{place}]"
    if "fields" in block:
        yield from count_problems(block, "fields", (1, 10), place)
        for number, field in enumerate(block["fields"] or []):
            yield from text_problems(field, f"{place}/fields/{number}", 2000)
    if "accessory" in block:
        yield from element_problems(block["accessory"], _CONTROLS | {"image"}, f"{place}/accessory")


def _elements(kinds: set[str], bounds: tuple[int, int]) -> Callable[[Json, str], Iterator[str]]:
    def check(block: Json, place: str) -> Iterator[str]:
        yield from count_problems(block, "elements", bounds, place)
        elements = block.get("elements")
        for number, element in enumerate(elements if isinstance(elements, list) else []):
            yield from element_problems(element, kinds, f"{place}/elements/{number}")
        yield from _repeated_ids(elements, place)

    return check


def _repeated_ids(elements: object, place: str) -> Iterator[str]:
    if isinstance(elements, list):
        ids = [element.get("action_id") for element in elements if isinstance(element, dict)]
        named = [action_id for action_id in ids if action_id]
        if len(named) != len(set(named)):
            yield f"action_id is not unique [{place}/elements]"


def _header(block: Json, place: str) -> Iterator[str]:
    yield from text_problems(block.get("text"), f"{place}/text", 150, is_plain=True)


def _markdown(block: Json, place: str) -> Iterator[str]:
    if not isinstance(block.get("text"), str) or not block["text"]:
        yield f"must be more than 0 characters [{place}/text]"
    yield from string_problems(block, {"text": MARKDOWN_CHARS}, place)


def _image(block: Json, place: str) -> Iterator[str]:
    yield from string_problems(block, {"image_url": 3000, "alt_text": 2000}, place)
    if not block.get("image_url") or not block.get("alt_text"):
        yield f"missing required field: image_url or alt_text [{place}]"
    if "title" in block:
        yield from text_problems(block["title"], f"{place}/title", 2000, is_plain=True)


def _input(block: Json, place: str) -> Iterator[str]:
    yield from text_problems(block.get("label"), f"{place}/label", 2000, is_plain=True)
    yield from element_problems(block.get("element"), _INPUTS, f"{place}/element")
    if "hint" in block:
        yield from text_problems(block["hint"], f"{place}/hint", 2000, is_plain=True)


def _container(block: Json, place: str) -> Iterator[str]:
    if "rich_text_title" not in block:
        yield from text_problems(block.get("title"), f"{place}/title", 150, is_plain=True)
    if "subtitle" in block:
        yield from text_problems(block["subtitle"], f"{place}/subtitle", 150)
    if block.get("width", "standard") not in {"narrow", "standard", "wide", "full"}:
        yield f"invalid width [{place}/width]"
    yield from count_problems(block, "child_blocks", (1, 10), place)
    children = block.get("child_blocks")
    if isinstance(children, list):
        yield from _problems(children, _CHILDREN, f"{place}/child_blocks")


def _rich_text(block: Json, place: str) -> Iterator[str]:
    for number, part in enumerate(block.get("elements") or []):
        if not isinstance(part, dict) or part.get("type") not in _RICH_PARTS:
            yield f"unsupported element [{place}/elements/{number}]"
            continue
        for leaf in part.get("elements") or []:
            kind = leaf.get("type") if isinstance(leaf, dict) else None
            if kind not in _RICH_LEAVES | _RICH_PARTS:
                yield f"unsupported element: {kind} [{place}/elements/{number}]"


def _alert(block: Json, place: str) -> Iterator[str]:
    yield from text_problems(block.get("text"), f"{place}/text", 3000)
    if block.get("level", "default") not in {"default", "info", "warning", "error", "success"}:
        yield f"invalid level [{place}/level]"


def _task_card(block: Json, place: str) -> Iterator[str]:
    if block.get("status") not in {"pending", "in_progress", "complete", "error"}:
        yield f"invalid status [{place}/status]"
    for name in ("task_id", "title"):
        if not block.get(name):
            yield f"missing required field: {name} [{place}]"


def _no_check(_block: Json, _place: str) -> Iterator[str]:
    return iter(())


_Check = tuple[set[str], Callable[[Json, str], Iterator[str]]]
_CHECKS: Mapping[str, _Check] = {
    "actions": ({"elements"}, _elements(_CONTROLS, (1, 25))),
    "alert": ({"text", "level"}, _alert),
    "container": (
        {"title", "rich_text_title", "subtitle", "child_blocks", "width", "icon",
         "is_collapsible", "default_collapsed", "has_header_divider"},
        _container,
    ),
    "context": ({"elements"}, _elements({"image", "mrkdwn", "plain_text"}, (1, 10))),
    "context_actions": ({"elements"}, _elements({"feedback_buttons", "icon_button"}, (1, 5))),
    "divider": (set(), _no_check),
    "header": ({"text"}, _header),
    "image": ({"image_url", "alt_text", "title"}, _image),
    "input": ({"label", "element", "hint", "optional", "dispatch_action"}, _input),
    "markdown": ({"text"}, _markdown),
    "rich_text": ({"elements"}, _rich_text),
    "section": ({"text", "fields", "accessory", "expand"}, _section),
    "task_card": ({"task_id", "title", "details", "output", "sources", "status"}, _task_card),
}  # fmt: skip
MESSAGE_KINDS = set(_CHECKS)
VIEW_KINDS = set(_CHECKS) - {"markdown", "context_actions", "task_card"}
