"""Which language an article is in: what it declares, as a BCP 47 tag, else what its text shows.

The only module that imports py3langid. Knows nothing of formats; a short text stays unknown.
"""

import re
from functools import cache
from typing import Any

_TAG = re.compile(r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<rest>[a-z0-9-]+))?")
_MAX_TAG_CHARS = 35
_NO_LANGUAGE = frozenset({"und", "zxx", "mul", "mis"})
_MIN_LETTERS = 60
_READ_CHARS = 2_000
# On sentences of 140 languages the library's own figure is right about this often; headlines,
# tables and names alone stay far below it.
_MIN_CONFIDENCE = 0.8


def language_of(text: str, *, declared: str | None = None) -> str | None:
    """The declared language where it is a tag, else the text's, else None.

    The same text gives the same language in every run. The first text that is looked at takes
    some 0.7 s and 80 MB, which stay; each other less than a millisecond.
    """
    return tag_of(declared) or _detected(text[:_READ_CHARS])


def tag_of(declared: str | None) -> str | None:
    """The BCP 47 tag that is written, in its usual case: `en-GB`; None for what is no tag."""
    written = (declared or "").strip().replace("_", "-").lower()
    parts = _TAG.fullmatch(written)
    if parts is None or len(written) > _MAX_TAG_CHARS or parts["language"] in _NO_LANGUAGE:
        return None
    script = parts["script"].title() if parts["script"] else None
    rest = [part.upper() if len(part) == 2 else part for part in (parts["rest"] or "").split("-")]
    return "-".join(part for part in (parts["language"], script, *rest) if part)


def _detected(text: str) -> str | None:
    if sum(map(str.isalpha, text)) < _MIN_LETTERS:
        return None
    language, confidence = _identifier().classify(text)
    if confidence < _MIN_CONFIDENCE:
        return None
    return tag_of(language)


@cache
def _identifier() -> Any:
    """The library's own model, which reads and never changes: threads may share it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - see language_of

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
