"""Where sentences end within one paragraph: finds each mark that may end one and judges it.

The rules know abbreviations in both of their roles, quotations, ellipses, enumerations and other
scripts; where they have no opinion, the caller's does. Knows nothing of lines, of nupunkt or of
how long a sentence may be. Every pattern is possessive or bounded, so the cost is linear.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.sentence_words import (
    AFTER_TIMES,
    BEFORE_NUMBERS,
    DOMAINS,
    EITHER,
    INSIDE,
    MONTHS,
    NAMES_WITH_MARKS,
    SPEECH_VERBS,
    STARTERS,
    TIMES,
    TITLES,
    USUAL_ENDS,
)

_CLOSER = "(?:[\"'”’»›)\\]}*_」』】）》〉]|[“‘«‹](?=\\s|$))"
_QUOTES = frozenset("\"'”’“‘»«›‹」』")
_MARKS = re.compile(rf"(?:[.!?…؟۔।॥。！？｡]++(?:[ ]\.)*+{_CLOSER}*+)++(?:\[\d{{1,3}}\])*+")
_EMOJI = re.compile(
    r"(?:\s*+[\U0001F000-\U0001FAFF\u2190-\u21FF\u2300-\u23FF\u2600-\u27BF\u2B00-\u2BFF]"
    r"[\uFE0F\u200D\u20E3\U0001F3FB-\U0001F3FF]*+)++"
)
_NEXT = re.compile(
    r"\s*+(?P<opening>(?:[\"'“‘«‹„(\[{¿¡$€£#@]\s?)*+)(?P<word>(?:\w|[’'.&-](?=\w)){0,40}+\.?+)"
)
_FOOTNOTE = re.compile(r"\d{1,2}(?=\s|$)")
_DOUBLE_QUOTES = frozenset('"“«„')
_SPOKEN_IN = "\"'“‘’([—"
_NO_CLOSERS = frozenset(["", *" .!?…"])
_WIDE_MARKS = frozenset("。！？｡")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)*[A-Za-z]")
_CAMEL = re.compile(r"[a-z]{1,4}[A-Z]")
_ENUMERATOR = re.compile(r"(?:^|(?P<last>\w*)[.!?:;…][\"'”’)\]]*)\s*[*•·▪–-]*\s*\d{1,2}$")
_SPEAKER = re.compile(
    rf"\s+(?!(?:{'|'.join(STARTERS)})\b)(?:[A-Z][\w’'.-]*\s+){{1,5}}(?:{'|'.join(SPEECH_VERBS)})\b"
)
_LOOK_BACK_CHARS = 48


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mark that may end a sentence, with what stands around it.

    `end` is where the sentence would end, past closing quotes, footnotes and emoji; `resumes`
    is where the next one would begin. `before` and `after` are the words on both sides, `mark`
    the terminators and closers as written, `lead` the text up to the mark, cut to 48 characters.
    """

    end: int
    resumes: int
    lead: str
    mark: str
    before: str
    opening: str
    after: str
    is_spaced: bool
    has_emoji: bool
    names_a_speaker: bool

    @property
    def closes_quote(self) -> bool:
        """Whether a quote mark belongs to the mark."""
        return not _QUOTES.isdisjoint(self.mark)

    @property
    def ends_outside(self) -> bool:
        """Whether the full stop stands after a closer, so that it belongs to no abbreviation."""
        return self.mark.endswith(".") and self.mark[-2:-1] not in _NO_CLOSERS

    @property
    def before_starter(self) -> bool:
        """Whether the next word is one that opens sentences."""
        return self.after in STARTERS

    @property
    def before_capital(self) -> bool:
        """Whether the next word has an upper-case initial."""
        return self.after[:1].isupper()

    @property
    def before_quote(self) -> bool:
        """Whether the next word stands in double quotes."""
        return not _DOUBLE_QUOTES.isdisjoint(self.opening)

    @property
    def before_lower(self) -> bool:
        """Whether the next word continues in lower case; `iPhone` does not."""
        return self.after[:1].islower() and _CAMEL.match(self.after) is None


def candidates(text: str) -> Iterator[Candidate]:
    """Every mark in `text` that has something after it, in order. `text` is one paragraph, in
    which a line break is a space."""
    for match in _MARKS.finditer(text):
        end = match.end()
        if match.group() == "." and (footnote := _FOOTNOTE.match(text, end)):
            end = footnote.end() if text[match.start() - 1 : match.start()].islower() else end
        emoji = _EMOJI.match(text, end)
        end = emoji.end() if emoji else end
        following = _NEXT.match(text, end)
        if end < len(text) and following is not None:
            yield _candidate(text, match, end, following, has_emoji=emoji is not None)


def _candidate(
    text: str, mark: re.Match[str], end: int, following: re.Match[str], *, has_emoji: bool
) -> Candidate:
    lead = text[max(0, mark.start() - _LOOK_BACK_CHARS) : mark.start()]
    before = lead.rsplit(None, 1)[-1] if lead and not lead[-1].isspace() else ""
    return Candidate(
        end=end,
        resumes=following.start("opening"),
        lead=lead,
        mark=mark.group(),
        before=before.lstrip("\"'“”‘’«»([{—"),
        opening=following.group("opening"),
        after=following.group("word"),
        is_spaced=text[end].isspace(),
        has_emoji=has_emoji,
        names_a_speaker=_SPEAKER.match(text, end, end + 120) is not None,
    )


def ends_sentence(candidate: Candidate) -> bool | None:
    """Whether a sentence ends at the candidate; None where the rules have no opinion."""
    mark = candidate.mark
    if candidate.has_emoji or not candidate.is_spaced:
        return candidate.is_spaced or _ends_unspaced(candidate)
    if not candidate.after and not candidate.opening:
        return False if "." in mark else None  # a dateline's dash, or the sign of a list item
    if not _WIDE_MARKS.isdisjoint(mark):
        return True
    if "…" in mark or ".." in mark.replace(" ", ""):
        return _ends_at_ellipsis(candidate)
    if "." not in mark or "!" in mark or "?" in mark:
        return _ends_at_exclamation(candidate)
    return _ends_at_full_stop(candidate)


def _ends_unspaced(candidate: Candidate) -> bool:
    """`shut.The` ends a sentence, `Amazon.Com`, `3.5` and `a.b@c.d` do not."""
    if not _WIDE_MARKS.isdisjoint(candidate.mark):
        is_particle = "\u3041" <= candidate.after[:1] <= "\u309f" or not candidate.after
        return not (candidate.closes_quote and is_particle)
    word = candidate.after.rstrip(".")
    is_word = word.istitle() and len(word) > 1 and word.isalpha() and word not in DOMAINS
    before = candidate.before
    return is_word and before.isalpha() and before.islower() and before not in {"www", before[:1]}


def _ends_at_ellipsis(candidate: Candidate) -> bool | None:
    if candidate.before_lower:
        return False
    spoken = candidate.before or (candidate.lead.split() or [""])[-1]
    if spoken.strip(_SPOKEN_IN).casefold() == candidate.after.rstrip(".").casefold():
        return False  # a stammer: "They... They never asked."
    return True if candidate.before or candidate.closes_quote else None


def _ends_at_exclamation(candidate: Candidate) -> bool:
    if candidate.before_lower or (candidate.closes_quote and candidate.names_a_speaker):
        return False
    return candidate.before not in NAMES_WITH_MARKS or candidate.before_starter


def _ends_at_full_stop(candidate: Candidate) -> bool | None:
    if candidate.ends_outside:
        return not candidate.before_lower
    if (candidate.before_lower and len(candidate.mark) > 1) or _leads_on(candidate):
        return False
    verdict = _ends_at_abbreviation(candidate)
    if verdict is not None:
        return verdict
    initial = candidate.after[:1]
    is_caseless = initial.isalpha() and not (initial.isupper() or initial.islower())
    is_brand = _CAMEL.match(candidate.after) is not None
    return True if candidate.before_starter or is_brand or is_caseless else None


def _leads_on(candidate: Candidate) -> bool:
    """Whether what stands before the full stop needs what comes after it."""
    before = candidate.before
    if before in TITLES or before in INSIDE or _is_enumerator(candidate):
        return True
    return candidate.after[:1].isdigit() and (before in BEFORE_NUMBERS or before in MONTHS)


def _ends_at_abbreviation(candidate: Candidate) -> bool | None:
    """The verdict after an abbreviation that can end a sentence; None after any other word."""
    before = candidate.before
    if before in TIMES:
        return _ends_at_time(candidate)
    if before in USUAL_ENDS:
        return candidate.before_capital or candidate.before_quote
    if len(before) == 1 and before.isupper():
        return candidate.before_starter
    if before in EITHER or before in MONTHS or before in BEFORE_NUMBERS or _is_initials(before):
        return candidate.before_starter or candidate.before_quote
    return None


def _ends_at_time(candidate: Candidate) -> bool:
    if candidate.before_lower or "(" in candidate.opening:
        return False
    if candidate.closes_quote and candidate.names_a_speaker:
        return False
    return candidate.after.rstrip(".") not in AFTER_TIMES


def _is_enumerator(candidate: Candidate) -> bool:
    """`parts: 1. Troops withdraw. 2. Prisoners` and `Q. Who?`, but not `see Fig. 2. Nobody`."""
    before = candidate.before
    if len(before) == 1 and candidate.lead.strip() == before:
        return True
    if not before.isdigit():
        return False
    found = _ENUMERATOR.search(candidate.lead)
    return found is not None and found.group("last") not in (MONTHS | BEFORE_NUMBERS)


def _is_initials(word: str) -> bool:
    return len(word) > 1 and _INITIALS.fullmatch(word) is not None
