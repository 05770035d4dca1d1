"""Whether an article says of itself that it was corrected, or that it is taken back.

It has to speak of itself: a label that opens a line or the title, or "this article". What it says
of another's correction or retraction is news, and what it quotes are another's words. Knows
phrases in English only, and nothing of formats or the store.
"""

import re

from index.types import Notice

_QUOTED = re.compile(r"“[^“”\n]*”|\"[^\"\n]*\"|«[^«»\n]*»")
# A notice begins its line or a sentence, perhaps behind a bracket, a bullet or another label.
_BEGINNING = r"(?:^|(?<=[.!?)\]:;*•–—]\s)|(?<=[(\[*•–—]))[ \t(\[*•–—]*"
# The colon or dash of a label, perhaps behind a date.
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_DATED = rf"(?:,? ?\(?(?:{_MONTH}|\d)[\w.,/ -]{{0,30}}\)?)?\s*[:–—]"
_WAS = r"(?:has been|was|is|is being|had to be) (?:(?:now|since|hereby|fully|formally|also) )*"
# "This report was withdrawn" may be a ministry's report; an article is the paper's own.
_ARTICLE = r"(?:news )?(?:article|story|column|dispatch|post|op-ed|interview|headline|obituary)"
_PIECE = rf"(?:{_ARTICLE}|news report|report|piece|page|caption|version)"
_THIS = r"(?:this|the above|the foregoing)"

# Each of these begins as `_BEGINNING` says; upper and lower case are alike.
_RETRACTIONS = (
    rf"{_THIS} (?:{_ARTICLE}|piece|page|version) {_WAS}(?:retracted|unpublished)"
    r"(?! by the (?:journal|authors?))",
    rf"{_THIS} {_ARTICLE} {_WAS}(?:withdrawn|taken down|removed from)"
    r"(?! by the (?:journal|authors?))",
    r"(?:[\w.’'&-]+ ){1,6}(?:fully |formally )?(?:retract(?:s|ed|ing)?|withdr[ae]w(?:s|n|ing)?) "
    rf"{_THIS} {_ARTICLE}",
    rf"editor[’']?s?[’']? note{_DATED}[^\n]{{0,200}}?\b(?:the|this) (?:{_ARTICLE}|report) {_WAS}"
    r"(?:retracted|withdrawn|unpublished|removed)",
    rf"retraction(?: notice)?{_DATED}",
    r"a kill is mandatory",
)
_VERSION = (
    r"(?:(?:an?|the|our) )?(?:earlier|previous|prior|original|initial|first|online|print) "
    rf"(?:(?:web|online|print) )?version of (?:this|the) {_PIECE}"
    r"(?:,? [^.\n]{0,80})?"
)
_WRONG = r"(?:an? |the )?(?:error|incorrect|wrong)"
_CORRECTIONS = (
    rf"corrections?(?: (?:notice|note))?(?: and clarifications?)?{_DATED}",
    r"correction appended",
    rf"{_VERSION} (?:misstated|misidentified|misspelled|misspelt|misquoted|misattributed"
    r"|mischaracteri[sz]ed|misreported|omitted)",
    rf"{_VERSION} (?:incorrectly|mistakenly|erroneously|wrongly|inaccurately)",
    rf"{_VERSION} (?:gave|contained|included|had|used|carried) {_WRONG}",
    rf"(?:because of|due to) an? (?:\w+ )?error,[^.\n]{{0,80}}version of this {_PIECE}",
    rf"this (?:[\w ]{{1,20}}\d{{1,2}} )?{_PIECE} {_WAS}"
    r"(?:(?:updated and|further) )*(?:corrected|amended|(?:partly|partially) retracted)",
    rf"this {_PIECE} {_WAS}(?:updated|revised|edited) to (?:correct|fix|reflect the correct)",
    rf"this {_PIECE} corrects ",
    r"(?:we|the [\w ]{2,30}) regrets? (?:the|this|these) (?:error|mistake|inaccurac)",
)

# These open a line, and are labels only in their own case: "Withdrawn: how ..." is a headline.
_RETRACTION_LABELS = (
    r"[\s(\[*]*(?:RETRACTED|RETRACTION|WITHDRAWN|WITHDRAWAL)(?: ARTICLE)?\s*(?:[:\])–—-]|$)",
    r"(?:[A-Z][A-Z ./-]{0,40}[ -])?(?:BULLETIN|MANDATORY|FLASH|STORY) KILL\s*[:\])–—]",
    r"[(\[]?KILL\s*[:\])–—]",
    r"(?:EDITORS|Editors|EDS|Eds): (?:[^\n]{0,80}\b)?(?:[Kk]ill|KILL) (?:the|this) ",
)
_CORRECTION_LABELS = (
    r"[\s(\[]*CORRECTED(?:\s*[:)\]–—-]|$)",
    r"\(Corrects [^)\n]+\)",
    r"[\s(\[]*(?:EDS|Eds): (?:CORRECTS|Corrects)\b",
)


def notice_of(title: str, text: str) -> Notice | None:
    """What the article says of itself; a retraction where it says both; None for most."""
    said = _QUOTED.sub("“”", f"{title}\n{text}")
    if _RETRACTION_LABEL.search(said) or _RETRACTION.search(said):
        return Notice.RETRACTION
    if _CORRECTION_LABEL.search(said) or _CORRECTION.search(said):
        return Notice.CORRECTION
    return None


def _any_of(phrases: tuple[str, ...], *, beginning: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(f"{beginning}(?:{'|'.join(phrases)})", re.MULTILINE | flags)


_RETRACTION = _any_of(_RETRACTIONS, beginning=_BEGINNING, flags=re.IGNORECASE)
_CORRECTION = _any_of(_CORRECTIONS, beginning=_BEGINNING, flags=re.IGNORECASE)
_RETRACTION_LABEL = _any_of(_RETRACTION_LABELS, beginning="^")
_CORRECTION_LABEL = _any_of(_CORRECTION_LABELS, beginning="^")
