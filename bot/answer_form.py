"""What the short answer to a question looks like: a name, a number, a date, a whole sentence ...

Plain surface marks of English questions. Knows nothing of evidence; `question_kind` asks another
thing, whether a sentence could answer at all, and the similarity reader's weights depend on it.
"""

import re
from enum import StrEnum


class AnswerForm(StrEnum):
    """What the short answer is cut to.

    A PASSAGE may be as long as a sentence (why, how, what somebody said); YES_NO is answered by
    the whole sentence that bears on it; a PHRASE is whatever else.
    """

    NAME = "name"
    PLACE = "place"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    PASSAGE = "passage"
    PHRASE = "phrase"


def form_of(question: str) -> AnswerForm:
    """The form of the answer; PHRASE where no mark is seen.

    What is asked counts, not how it is wrapped: "Do you know who ...?" asks for a name.
    """
    core, is_whether = _core(question)
    if is_whether or _asks_yes_or_no(core):
        return AnswerForm.YES_NO
    asked = _asked_part(core)
    return next((form for form, marks in _FORMS if marks.match(asked)), AnswerForm.PHRASE)


def asks_for_several(question: str) -> bool:
    """Whether the question wants a list: "Which countries ...?", "Who were ...?", "Name the ..."

    In doubt it does not: one answer too few is seen beside the statements, one too many misleads.
    """
    core, is_whether = _core(question)
    if is_whether or _asks_yes_or_no(core):
        return False
    return any(marks.match(_asked_part(core)) for marks in _SEVERAL)


_I = re.IGNORECASE
_WH = r"(?:who|whom|whose|what|which|when|where|why|how)\b"
_BE = r"(?:is|are|was|were)"
_HELPS = (
    rf"(?:{_BE}|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)"
    r"(?:n['’]t)?\b|(?:can|won|shan)['’]t\b|cannot\b"
)
_PREPOSITION = (
    r"(?:in|on|at|by|for|from|to|with|of|about|under|during|until|since|after|before|against)"
)
_CONTRACTED = re.compile(r"\b(who|what|when|where|why|how)['’]s\b", _I)
_OPENERS = re.compile(
    r"^(?:\W+|(?:please|so|and|but|now|well|ok|okay|hi|hello|hey|thanks|exactly)\b[\s,]*)+", _I
)
_ASKED_POLITELY = re.compile(
    r"(?:(?:(?:do|does|did) (?:you|we|they|anyone|anybody|the (?:article|report|story)s?)"
    r"|(?:can|could|would|will) (?:you|anyone|somebody|someone)"
    rf"|{_BE} (?:it|there)|{_BE} (?:you|we) (?:able|allowed) to|i|i['’]d|let|have you|any)"
    r"(?: (?:please|kindly|happen|want|need|wish|would|like|love|wonder|am|wondering|idea|word"
    r"|any|an|to|know|known|clear|tell|say|remember|recall|explain|find|out|me|us|heard"
    r"|reported|mention|show|give))*"
    r"|(?:tell|remind|show) (?:me|us))"
    rf"[ ,:]+(?:if you know[ ,]+)?(?=(?:(?:about|exactly) )?(?:{_PREPOSITION} )?{_WH}"
    r"|(?:whether|if|name|list) )",
    _I,
)
_WHETHER = re.compile(r"(?:whether|if)\b", _I)
_OPENS_WITH_HELP = re.compile(rf"(?:{_HELPS})", _I)
_HELP_AFTER_COMMA = re.compile(rf"[,;:]\s*(?:{_HELPS})", _I)
_ANY_WH = re.compile(rf"\b{_WH}", _I)
_WH_OPENS = re.compile(rf"(?:^|[,;:–—]\s*)(?:(?:about|{_PREPOSITION})\s+)?(?P<wh>{_WH})", _I)
_SUBORDINATE = re.compile(rf"(?:when|where|while|how|what|who)\s+(?!(?:{_HELPS}))\w", _I)
_ORDERS = re.compile(r"(?:name|list|give|explain|describe)\b", _I)

_QUANTITY = (
    r"(?:number|percentage|percent|proportion|share|fraction|amount|age|price|cost|sum|total|toll"
    r"|population|temperature|speed|size|length|height|distance|rate|ratio|salary)\b"
)
_MEASURED = (
    r"(?:many|much|old|long|far|often|big|large|tall|high|fast|deep|wide|heavy|few|frequently"
    r"|soon|late|early|close|hot|cold)\b"
)
_TIME = r"(?:year|date|day|month|century|decade|time|week|weekday|season|hour)\b"
_SPOT = (
    r"(?:country|countries|city|cities|town|towns|state|states|place|places|region|regions"
    r"|village|villages|province|provinces|continent|location|area|island|islands)\b"
)
_PERSON = (
    r"(?:person|persons|man|men|woman|women|people|officials?|ministers?|spokes\w+|presidents?"
    r"|leaders?|generals?|players?|authors?|actors?|actress\w*|singers?|companies|company|names?)\b"
)
_WHICH_IS = rf"(?:what|which)\s+(?:(?:{_BE})\s+)?(?:the\s+)?(?:[\w-]+['’]s?\s+)?(?:\w+\s+)?"
_FORMS = tuple(
    (form, re.compile(marks, _I))
    for form, marks in (
        (AnswerForm.DATE, r"when\b|how long ago\b"),
        (AnswerForm.NUMBER, rf"how {_MEASURED}"),
        (AnswerForm.PASSAGE, r"why\b|how\b|explain\b|describe\b"),
        (
            AnswerForm.PASSAGE,
            r"what (?:else )?(?:did|does|do|has|have|had)\b.*"
            r"\b(?:say|said|tell|told|claim|claimed|argue|argued|think|thought|respond|reply)\b",
        ),
        (
            AnswerForm.PASSAGE,
            r"(?:what|which) (?:(?:is|was) the )?(?:happen\w*|reasons?|causes?)\b",
        ),
        (AnswerForm.PLACE, rf"where\b|(?:what|which) (?:\w+ )?{_SPOT}"),
        (AnswerForm.NAME, rf"(?:who|whom|whose|name)\b|{_WHICH_IS}{_PERSON}"),
        (AnswerForm.NUMBER, rf"{_WHICH_IS}{_QUANTITY}"),
        (AnswerForm.DATE, rf"{_WHICH_IS}{_TIME}"),
    )
)

# "Which owns" and "which is" are no plurals, nor are crisis, virus and boss.
_PLURAL = (
    r"(?!(?:was|has|does|says|news|gas|owns|wants|makes|series|means)\b)"
    r"(?:people|men|women|children|\w{2,}(?<![sui])s)\b"
)
_COUNTED = (
    r"(?:(?:two|three|four|five|six|seven|eight|nine|ten|\d+|other|foreign|neighbouring"
    r"|neighboring|main|major|different|(?-i:[A-Z])\w+)\s+)*"
)
_SEVERAL = tuple(
    re.compile(marks, _I)
    for marks in (
        rf"which\s+{_COUNTED}{_PLURAL}",
        # "What causes ..." looks like a plural, so a helping verb or a preposition has to follow.
        rf"what\s+{_COUNTED}{_PLURAL}\s+(?:{_HELPS}|{_PREPOSITION}\b)",
        r"who(?:m)?\s+(?:are|were)\b(?!\s+you\b)",
        rf"what\s+(?:are|were)\s+(?:the|all|some|his|her|its|their|\w+['’]s?)\s+(?:\w+\s+)?{_PLURAL}",
        rf"(?:name|list|give)\s+(?:me\s+|us\s+)?(?:(?:the|all|some|any|of)\s+)*{_COUNTED}"
        rf"(?:(?!(?:who|that|which|whose|of|in)\b)\w+\s+)?{_PLURAL}",
    )
)


def _core(question: str) -> tuple[str, bool]:
    """The question without its wrapping, and whether that wrapping makes it a yes/no question."""
    spelled_out = _CONTRACTED.sub(r"\1 is", " ".join(question.split()))
    opened = _OPENERS.sub("", spelled_out)
    wrapping = _ASKED_POLITELY.match(opened)
    if wrapping is None:
        return opened, False
    core = opened[wrapping.end() :]
    return core, _WHETHER.match(core) is not None


def _asks_yes_or_no(core: str) -> bool:
    if _OPENS_WITH_HELP.match(core):
        return True
    later = _HELP_AFTER_COMMA.search(core)
    return later is not None and _ANY_WH.search(core, 0, later.start()) is None


def _asked_part(core: str) -> str:
    """From the word that asks: "In which year ..." and "When it sank, how many ..." start there."""
    if _ORDERS.match(core):
        return core
    opening = list(_WH_OPENS.finditer(core))
    if len(opening) > 1 and opening[0].start() == 0 and _SUBORDINATE.match(core):
        opening = opening[1:]
    if opening:
        return core[opening[0].start("wh") :]
    anywhere = list(_ANY_WH.finditer(core))  # "The ferry sank where?"
    return core[anywhere[-1].start() :] if anywhere else core
