"""What Slack sends of a click and of a filled-in form, made from the blocks that were shown.

Knows nothing of who clicks.
"""

from collections.abc import Iterator

from tests.slack.wire import Json


def elements_in(blocks: object) -> Iterator[Json]:
    """Every element that has an action id, with its block's id, in order."""
    yield from _elements(blocks, "")


def element_of(blocks: object, action_id: str) -> Json:
    """The element with this action id, or the first whose id begins with it."""
    elements = list(elements_in(blocks))
    exact = [one for one in elements if one["action_id"] == action_id]
    near = [one for one in elements if str(one["action_id"]).startswith(action_id)]
    for element in exact + near:
        return element
    raise AssertionError(f"no {action_id} among {[one['action_id'] for one in elements]}")


def clicked(element: Json, choice: str) -> Json:
    """The action that a click on an element makes."""
    kind = element["type"]
    action: Json = {
        "type": kind,
        "action_id": element["action_id"],
        "block_id": element["block_id"],
        "action_ts": "1.000001",
    }
    if kind == "feedback_buttons":
        button = element[f"{choice or 'positive'}_button"]
        return {**action, "value": button.get("value", ""), "text": button["text"]}
    if kind in {"static_select", "overflow", "radio_buttons"}:
        return {**action, "selected_option": _option(element, choice)}
    return {**action, "value": element.get("value", ""), "text": element.get("text")}


def view_values(blocks: list[Json], values: dict[str, str]) -> Json:
    """The state of a form: the values given by action id, else what its inputs began with."""
    state: Json = {}
    for number, block in enumerate(blocks):
        if block.get("type") != "input":
            continue
        element = block["element"]
        value = values.get(element["action_id"])
        block_id = block.get("block_id") or f"block-{number}"
        state[block_id] = {element["action_id"]: _value(element, value)}
    unknown = set(values) - {action for shown in state.values() for action in shown}
    if unknown:
        raise AssertionError(f"no such inputs: {unknown}")
    return state


def _value(element: Json, value: str | None) -> Json:
    kind = element["type"]
    if kind == "checkboxes":
        chosen = [_option(element, one) for one in (value or "").split(",") if one]
        return {"type": kind, "selected_options": chosen}
    if "options" in element:
        chosen_one = _option(element, value) if value else element.get("initial_option")
        return {"type": kind, "selected_option": chosen_one}
    if kind == "conversations_select":
        return {"type": kind, "selected_conversation": value}
    return {"type": kind, "value": element.get("initial_value") if value is None else value}


def _option(element: Json, choice: str) -> Json:
    options: list[Json] = element["options"]
    for option in options:
        if option["value"] == choice or (not choice and option is options[0]):
            return option
    raise AssertionError(f"no option {choice} among {[one['value'] for one in options]}")


def _elements(part: object, block_id: str) -> Iterator[Json]:
    if isinstance(part, list):
        for number, inner in enumerate(part):
            own = inner.get("block_id") or block_id or f"block-{number}"
            yield from _elements(inner, own) if isinstance(inner, dict) else ()
    elif isinstance(part, dict):
        own = part.get("block_id") or block_id
        if "action_id" in part:
            yield {**part, "block_id": own}
        for inner in part.values():
            if isinstance(inner, dict | list):
                yield from _elements(inner, own)
