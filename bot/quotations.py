"""What of a sentence stands in quotation marks, also where these stand in another sentence.

Knows nothing of who is quoted.
"""

import re

from bot.types import Span

HIDDEN = "\ufffc"
"""Stands for every character of a quotation, its marks included."""

_LONGEST_CHARS = 1200
_MARK = re.compile(r'[“”«»„"]')
_QUOTATIONS = (
    re.compile(r"“[^”]*(?:”|$)"),
    re.compile(r"«[^»]*(?:»|$)"),
    re.compile(r'(?:(?<=[\s(\[])|^)"[^"]*(?:"|$)'),
    re.compile(r"(?<!\w)‘(?:[^’]|’(?=\w))*(?:’|$)"),
)


def hide_quotations(text: str, span: Span) -> str:
    """The sentence at `span`, of the same length, with HIDDEN for all that is quoted in it."""
    sentence = text[span.start : span.end]
    if is_quoted_at(text, span.start):
        closing = _MARK.search(sentence)
        quoted = closing.end() if closing else len(sentence)
        sentence = HIDDEN * quoted + sentence[quoted:]
    for quotation in _QUOTATIONS:
        sentence = quotation.sub(lambda match: HIDDEN * len(match.group()), sentence)
    return sentence


def is_quoted_at(text: str, place: int) -> bool:
    """Whether a quotation that was opened before, in the same paragraph, is open at `place`."""
    first = max(0, place - _LONGEST_CHARS)
    paragraph = text.rfind("\n", first, place) + 1
    marks = list(_MARK.finditer(text, max(paragraph, first), place))
    return bool(marks) and _opens(text, marks[-1].start())


def _opens(text: str, place: int) -> bool:
    # A straight mark looks the same on both sides: it opens after white space.
    if text[place] != '"':
        return text[place] in "“«„"
    return place == 0 or text[place - 1].isspace() or text[place - 1] in "(["
