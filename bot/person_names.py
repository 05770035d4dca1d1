"""Names of people as news writes them: where they stand in a text, without titles.

Surface marks of English prose; a place or a company is written like a person. Knows nothing of
who speaks.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.types import Span

PEOPLE = frozenset(
    "academic activist actor actress adm admiral adviser advisor agent aide ambassador analyst "
    "anchor archbishop architect artist assistant astronaut athlete attorney author banker "
    "baron bishop boss boy brigadier brother builder businessman businesswoman campaigner "
    "candidate capt captain cardinal chair chairman chairperson chairwoman chancellor chef "
    "chief coach col colleague colonel columnist commander commissioner commodore congressman "
    "congresswoman constable consul coroner correspondent councillor councilman councilwoman "
    "counsel countess cpl critic curator dame daughter dean delegate democrat deputy det "
    "detective diplomat director doctor dr driver duke economist editor engineer envoy "
    "executive farmer father fighter filmmaker fisherman founder gen general girl goalkeeper "
    "gov governor head historian hon husband hydrologist imam insp inspector investigator "
    "journalist judge king lady lawmaker lawyer leader lecturer lieutenant lord lt maj major "
    "man manager marshal master mayor mechanic mep meteorologist midfielder miner minister miss "
    "mother mp mr mrs ms musician negotiator neighbor neighbour novelist nun nurse officer "
    "official opponent organiser organizer owner painter parent partner pastor patient "
    "photographer pilot player pm poet policeman policewoman pope predecessor premier president "
    "priest prince princess principal producer prof professor prosecutor pte publisher pupil "
    "queen rabbi referee rep reporter representative republican researcher resident rev "
    "reverend rival scientist secretary sen senator sergeant sgt sheriff shopkeeper singer sir "
    "sister skipper soldier solicitor son spokesman spokesperson spokeswoman sprinter striker "
    "student successor superintendent surgeon survivor teacher team-mate teammate technician "
    "trainer treasurer tutor veteran victim villager waiter widow wife witness woman worker "
    "writer".split()
)
"""What somebody is, in lower case: a title or a trade."""

_MODIFIERS = frozenset(
    "acting agriculture bakers' city consumer council crown culture defence defense "
    "education energy environment ex finance fire fisheries foreign former "
    "health home interim interior junior justice labor labour miners' opposition party police "
    "prime privacy school senior sports state teachers' town trade transport union vice".split()
)
ROLES = PEOPLE | _MODIFIERS
"""Words that say what somebody is, in lower case: no part of the name."""

_MEN = frozenset(
    "mr sir lord king prince duke baron spokesman chairman businessman policeman actor husband "
    "father son brother councilman congressman fisherman priest boy man waiter imam".split()
)
_WOMEN = frozenset(
    "mrs ms miss lady dame queen princess countess spokeswoman chairwoman businesswoman "
    "policewoman actress wife mother daughter sister councilwoman congresswoman widow girl woman "
    "nun".split()
)
_NOT_NAMES = frozenset(
    "the a an this that these those it he she they we i you in on at as by and but or nor if when "
    "while after before his her their its our my your there here for from with to of not no yes "
    "so asked speaking neither either both one two three what who why how where which all some "
    "many most few each every another other such since until during under over about against "
    "without within however although though because according then now also only even still once "
    "never finally meanwhile moreover instead today yesterday later earlier last next first "
    "second third fourth nobody nothing everybody everyone anyone none monday tuesday wednesday "
    "thursday friday saturday sunday mon tue wed thu fri sat sun".split()
)
_MONTHS = frozenset(
    "january february march april may june july august september october november december jan "
    "feb mar apr jun jul aug sep sept oct nov dec".split()
)
"""No name by themselves, but the second half of one: "Theresa May"."""

_PARTICLES = frozenset(
    "de la las los del der den van von da dos das di du al el bin bint ibn ben ter ten zu y e "
    "le".split()
)
_OPENING_PARTICLES = frozenset("de del der van von da dos di du bin ibn".split())
_SHORTENED = frozenset(
    "dr mr mrs ms sen rep gov gen col lt capt sgt st rev prof jr sr maj cpl adm hon det "
    "insp".split()
)
_TOKEN = re.compile(r"[^\W_](?:[\w'’.‐‑-]*[^\W_])?")
_PREFIXED = re.compile(r"(?:al|as|ash|an|el|ar|d|l|ibn)['’-][^\W\d_]")
_WORDS_BEFORE = re.compile(r"(?:[\w'’-]+ ){1,4}$")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])\W?$")
"""At the end of a word, looked for in the word and the one character after it."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name at `span`; `roles` are the titles written right before it, in lower case.

    `is_possessive` where "'s" follows it: then it is not who the sentence is about. `is_body`
    where it reads like an organisation: "the Ministry of Health".
    """

    span: Span
    roles: Sequence[str] = ()
    is_possessive: bool = False
    is_body: bool = False


def names_within(text: str, span: Span) -> list[Name]:
    """The names in a stretch of text, in order, titles left out.

    A single capitalised word that opens a sentence counts where the text has it as a name too.
    """
    found = (_named(text, run) for run in _runs(text, span))
    return [name for name in found if name is not None]


def gender_of(roles: Sequence[str]) -> str | None:
    """ "he" or "she" where a title tells, else None."""
    for role in roles:
        if role in _MEN:
            return "he"
        if role in _WOMEN:
            return "she"
    return None


def _runs(text: str, span: Span) -> Iterator[list[Span]]:
    """Capitalised words in a row, particles before and between them included."""
    run: list[Span] = []
    for match in _TOKEN.finditer(text, span.start, span.end):
        token = Span(match.start(), match.end())
        if run and (_is_possessive(text, run[-1]) or not _adjoins(text, run[-1], token)):
            yield run
            run = []
        if _is_name_word(text, token, is_first=not run):
            run.append(token)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _named(text: str, run: Sequence[Span]) -> Name | None:
    words = [text[token.start : token.end] for token in run]
    while words and words[-1] in _PARTICLES:
        words.pop()
    titles = _count_titles([word.lower() for word in words])
    kept = run[titles : len(words)]
    roles = (*_roles_before(text, run[0].start), *(word.lower() for word in words[:titles]))
    if not kept or (len(kept) == 1 and not _is_name_alone(text, kept[0], roles)):
        return None
    end = kept[-1].end - (2 if words[-1].endswith(("'s", "’s")) else 0)
    return Name(Span(kept[0].start, end), roles, _is_possessive(text, kept[-1]))


def _count_titles(words: Sequence[str]) -> int:
    """How many words the title has that a run begins with; it leaves at least one for the name."""
    count = max((n + 1 for n, word in enumerate(words[:-1]) if word in PEOPLE), default=0)
    while count < len(words) - 1 and words[count] in ROLES:
        count += 1
    return count


def _is_name_alone(text: str, token: Span, roles: Sequence[str]) -> bool:
    """Whether a single word is a name: no mere title, nor what only opens a sentence."""
    if text[token.start : token.end].lower() in ROLES:
        return gender_of(roles) is not None
    return bool(roles) or not _opens_sentence(text, token.start) or _recurs(text, token)


def _roles_before(text: str, start: int) -> list[str]:
    """Roles in lower case right before a place: "finance minister" of "finance minister Drozd"."""
    before = _WORDS_BEFORE.search(text, max(0, start - 60), start)
    roles: list[str] = []
    for word in reversed(before.group().split() if before else []):
        if word.lower() not in ROLES:
            break
        roles.insert(0, word.lower())
    return roles


def _adjoins(text: str, before: Span, after: Span) -> bool:
    gap = text[before.end : after.start]
    if gap == " ":
        return True
    word = text[before.start : before.end]
    return gap == ". " and (len(word) == 1 or "." in word or word.lower() in _SHORTENED)


def _is_name_word(text: str, token: Span, *, is_first: bool) -> bool:
    word = text[token.start : token.end]
    if word in (_OPENING_PARTICLES if is_first else _PARTICLES):
        return True
    prefixed = _PREFIXED.match(word)
    if prefixed:
        return word[prefixed.end() - 1].isupper()
    is_other = word.lower() in _NOT_NAMES or (is_first and word.lower() in _MONTHS)
    return word[0].isupper() and not is_other


def _is_possessive(text: str, token: Span) -> bool:
    # The mark after "s" is no part of the word.
    return _POSSESSIVE.search(text[token.start : token.end + 1]) is not None


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start].rstrip(" \t")
    return not before or not (before[-1].isalnum() or before[-1] in ",;-'’")


def _recurs(text: str, token: Span) -> bool:
    """Whether the text has the word inside of a sentence, or never as a common word."""
    word = text[token.start : token.end]
    if re.search(rf"(?<=[\w,] ){re.escape(word)}(?!\w)", text):
        return True
    is_apart = text.startswith(",", token.end) or word.endswith("s")
    return not is_apart and not re.search(rf"\b{re.escape(word.lower())}\b", text)
