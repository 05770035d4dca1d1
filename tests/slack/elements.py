"""What Slack documents for text objects and for the elements of blocks: fields, lengths, counts.

Gives back what is wrong, in words, with the place. Knows nothing of blocks or of methods.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.slack.wire import Json

ACTION_ID = 255
OPTION_TEXT = 75


def text_problems(value: object, place: str, most: int, *, is_plain: bool = False) -> Iterator[str]:
    """What is wrong with a text object of at most `most` characters."""
    if not isinstance(value, dict):
        yield f"must provide an object [{place}]"
        return
    kinds = {"plain_text"} if is_plain else {"plain_text", "mrkdwn"}
    if value.get("type") not in kinds:
        yield f"unsupported type: {value.get('type')} [{place}/type]"
    own = {"plain_text": "emoji", "mrkdwn": "verbatim"}.get(str(value.get("type")), "")
    yield from unknown_fields(value, {"type", "text", own}, place)
    text = value.get("text")
    if not isinstance(text, str) or not text:
        yield f"must be more than 0 characters [{place}/text]"
    elif len(text) > most:
        yield f"must be less than {most + 1} characters [{place}/text]"


def string_problems(part: Json, limits: Mapping[str, int], place: str) -> Iterator[str]:
    """What is wrong with the fields that are plain strings with a greatest length."""
    for name, most in limits.items():
        value = part.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            yield f"must be a string [{place}/{name}]"
        elif len(value) > most:
            yield f"must be less than {most + 1} characters [{place}/{name}]"


def unknown_fields(part: Json, known: set[str], place: str) -> Iterator[str]:
    """The fields of a part that Slack does not know."""
    for name in part:
        if name not in known:
            yield f"invalid additional property: {name} [{place}]"


def count_problems(part: Json, name: str, bounds: tuple[int, int], place: str) -> Iterator[str]:
    """What is wrong with a list that holds too little or too much."""
    value, (least, most) = part.get(name), bounds
    if not isinstance(value, list):
        yield f"must provide an array [{place}/{name}]"
    elif not least <= len(value) <= most:
        yield f"must have between {least} and {most} items, has {len(value)} [{place}/{name}]"


def element_problems(element: object, kinds: set[str], place: str) -> Iterator[str]:
    """What is wrong with an element, which must be of one of these kinds."""
    kind = element.get("type") if isinstance(element, dict) else None
    if not isinstance(element, dict) or kind not in kinds or kind not in _CHECKS:
        yield f"unsupported type: {kind} [{place}]"
        return
    if kind in {"mrkdwn", "plain_text"}:
        yield from text_problems(element, place, 3000)
        return
    fields, check = _CHECKS[str(kind)]
    yield from unknown_fields(element, fields | {"type", "action_id"}, place)
    yield from string_problems(element, {"action_id": ACTION_ID}, place)
    yield from check(element, place)
    if "confirm" in element:
        yield from _confirm(element["confirm"], f"{place}/confirm")


def _button(element: Json, place: str) -> Iterator[str]:
    yield from text_problems(element.get("text"), f"{place}/text", 75, is_plain=True)
    limits = {"value": 2000, "url": 3000, "accessibility_label": 75, "agent_prompt": 4000}
    yield from string_problems(element, limits, place)
    yield from _style(element, place)
    if not str(element.get("url", "https://")).startswith(("https://", "http://", "mailto:")):
        yield f"invalid url [{place}/url]"


def _style(element: Json, place: str) -> Iterator[str]:
    if element.get("style") not in {None, "primary", "danger"}:
        yield f"invalid style [{place}/style]"


def _feedback_buttons(element: Json, place: str) -> Iterator[str]:
    for name in ("positive_button", "negative_button"):
        button = element.get(name)
        if not isinstance(button, dict):
            yield f"missing required field: {name} [{place}]"
            continue
        where = f"{place}/{name}"
        yield from unknown_fields(button, {"text", "value", "accessibility_label"}, where)
        yield from text_problems(button.get("text"), f"{where}/text", 75, is_plain=True)
        yield from string_problems(button, {"value": 2000, "accessibility_label": 75}, where)


def _icon_button(element: Json, place: str) -> Iterator[str]:
    yield from text_problems(element.get("text"), f"{place}/text", 75, is_plain=True)
    yield from string_problems(element, {"value": 2000, "accessibility_label": 75}, place)
    if element.get("icon") != "trash":
        yield f"invalid icon [{place}/icon]"


def _image(element: Json, place: str) -> Iterator[str]:
    if not element.get("image_url") or not element.get("alt_text"):
        yield f"missing required field: image_url or alt_text [{place}]"
    yield from string_problems(element, {"image_url": 3000, "alt_text": 2000}, place)


def _choice(least: int, most: int) -> Callable[[Json, str], Iterator[str]]:
    def check(element: Json, place: str) -> Iterator[str]:
        yield from count_problems(element, "options", (least, most), place)
        options = element.get("options")
        for number, option in enumerate(options if isinstance(options, list) else []):
            yield from _option(option, f"{place}/options/{number}")
        yield from _placeholder(element, place)
        initial = element.get("initial_option")
        if initial is not None and initial not in (options or []):
            yield f"initial_option is not among the options [{place}]"

    return check


def _option(option: Any, place: str) -> Iterator[str]:
    if not isinstance(option, dict):
        yield f"must provide an object [{place}]"
        return
    yield from unknown_fields(option, {"text", "value", "description", "url"}, place)
    yield from text_problems(option.get("text"), f"{place}/text", OPTION_TEXT)
    if "description" in option:
        yield from text_problems(option["description"], f"{place}/description", OPTION_TEXT)
    yield from string_problems(option, {"value": 150, "url": 3000}, place)
    if not option.get("value"):
        yield f"missing required field: value [{place}]"


def _placeholder(element: Json, place: str) -> Iterator[str]:
    if "placeholder" in element:
        yield from text_problems(element["placeholder"], f"{place}/placeholder", 150, is_plain=True)


def _input(element: Json, place: str) -> Iterator[str]:
    yield from _placeholder(element, place)
    for name in ("min_length", "max_length"):
        if not 0 <= element.get(name, 1) <= 3000:
            yield f"must be between 0 and 3000 [{place}/{name}]"
    yield from string_problems(element, {"initial_value": element.get("max_length", 3000)}, place)


def _menu(element: Json, place: str) -> Iterator[str]:
    yield from _placeholder(element, place)


def _confirm(confirm: Any, place: str) -> Iterator[str]:
    if not isinstance(confirm, dict):
        yield f"must provide an object [{place}]"
        return
    yield from unknown_fields(confirm, {"title", "text", "confirm", "deny", "style"}, place)
    for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        is_plain = name != "text"
        yield from text_problems(confirm.get(name), f"{place}/{name}", most, is_plain=is_plain)


def _no_check(_element: Json, _place: str) -> Iterator[str]:
    return iter(())


_Check = tuple[set[str], Callable[[Json, str], Iterator[str]]]
_BUTTON = {"text", "value", "url", "style", "confirm", "accessibility_label", "agent_prompt"}
_CHOICE = {"options", "initial_option", "placeholder", "confirm", "focus_on_load"}
_LENGTHS = {"min_length", "max_length"}
_TYPED = {"placeholder", "initial_value", "multiline", "dispatch_action_config", "focus_on_load"}
_CHECKS: Mapping[str, _Check] = {
    "button": (_BUTTON, _button),
    "feedback_buttons": ({"positive_button", "negative_button"}, _feedback_buttons),
    "icon_button": (
        {"icon", "text", "value", "accessibility_label", "confirm", "visible_to_user_ids"},
        _icon_button,
    ),
    "image": ({"image_url", "alt_text"}, _image),
    "static_select": (_CHOICE, _choice(1, 100)),
    "radio_buttons": (_CHOICE, _choice(1, 10)),
    "checkboxes": (_CHOICE - {"initial_option"} | {"initial_options"}, _choice(1, 10)),
    "overflow": ({"options", "confirm"}, _choice(1, 5)),
    "plain_text_input": (_TYPED | _LENGTHS, _input),
    "datepicker": ({"initial_date", "placeholder", "confirm", "focus_on_load"}, _menu),
    "conversations_select": (
        {
            "placeholder",
            "initial_conversation",
            "default_to_current_conversation",
            "confirm",
            "response_url_enabled",
            "filter",
            "focus_on_load",
        },
        _menu,
    ),
    "mrkdwn": (set(), _no_check),
    "plain_text": (set(), _no_check),
}
