"""Whether two answers say the same thing: "Dmitry Peskov" and "Mr. Peskov", "35" and "thirty-five".

Lets articles support each other's answers, whatever their house style. Plain surface marks; knows
nothing of questions or scores, and cannot tell whom "he" means.
"""

import re
from dataclasses import dataclass
from typing import Self

from bot.amounts import Amount, amount_of
from bot.answer_words import without_apposition
from bot.date_words import date_of
from index.terms import stems_of, words_of

_DROPPED_AHEAD = frozenset(
    "a an the in on at by from of to with for mr mrs ms miss dr sir dame lord lady".split()
)
_TITLES = frozenset(
    "president prime minister mayor senator governor general colonel captain judge justice pope "
    "king queen prince princess professor chancellor secretary ambassador sheikh imam rev gen sen "
    "gov rep col capt prof".split()
)
_CHANGES_THE_NAME = frozenset(
    "north south east west northern southern eastern western central new old upper lower great "
    "greater non anti ex former deputy vice".split()
)
_NAMES_A_KIND = frozenset(
    "army navy police force forces party court ministry council government parliament bank church "
    "university college school hospital company group union league republic state states nation "
    "nations island islands river lake sea ocean city town county street park club news times post "
    "minister president jr sr".split()
)
_WORD = re.compile(r"[^\W_][\w.'’-]*")
_LONGEST_NAME = 12
"""Words beyond which nothing is taken for a name."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer in a form that compares. Two that are equal agree; so do some that are not.

    `stems` are its words without what leads up to them; `name` its words, where it ends in a name;
    `initials` are those of its capitals, and `acronym` is itself where it is one.
    """

    stems: tuple[str, ...]
    amount: Amount | None
    date: frozenset[str]
    name: tuple[str, ...]
    initials: str
    acronym: str

    @classmethod
    def of(cls, answer: str) -> Self:
        """What an answer says; about 60 us for one of a few words."""
        words = words_of(answer)
        while len(words) > 1 and words[0] in _DROPPED_AHEAD:
            words = words[1:]
        head, date = without_apposition(answer), date_of(answer)
        written = _WORD.findall(head)
        capitals = [w for w in written if w[0].isupper() and w not in ("The", "A", "An")]
        letters = re.sub(r"[.'’-]", "", head.strip().removeprefix("the ").removeprefix("The "))
        is_acronym = letters.isupper() and letters.isalpha() and 2 <= len(letters) <= 6
        return cls(
            stems=tuple(stems_of(words)) or (answer.strip(),),
            amount=None if "month" in " ".join(date) else amount_of(answer),
            date=date,
            name=_name_of(written),
            initials="".join(word[0] for word in capitals) if len(capitals) > 1 else "",
            acronym=letters if is_acronym else "",
        )

    def agrees_with(self, other: "Said") -> bool:
        """Whether both say the same, as far as one need not say more than the other."""
        return (
            self.stems == other.stems
            or _amounts_agree(self.amount, other.amount)
            or _refines(self.date, other.date)
            or _shortens(self.name, other.name)
            or _shortens(other.name, self.name)
            or (self.acronym != "" and self.acronym == other.initials)
            or (other.acronym != "" and other.acronym == self.initials)
        )


def same_answer(a: str, b: str) -> bool:
    """Whether two answers say the same thing. Symmetric, reflexive, not transitive: "Putin" is
    the same as "Vladimir Putin" and as "Lyudmila Putin". `Said` saves time where one answer is
    compared with many."""
    return Said.of(a).agrees_with(Said.of(b))


def _amounts_agree(a: Amount | None, b: Amount | None) -> bool:
    return a is not None and b is not None and a.agrees_with(b)


def _refines(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a) and bool(b) and (a <= b or b <= a)


def _name_of(written: list[str]) -> tuple[str, ...]:
    """The words of a text that ends in a name, folded; none where it does not."""
    ends_in_name = bool(written) and written[-1].lower() != written[-1]  # al-Masri does too
    if not ends_in_name or len(written) > _LONGEST_NAME:
        return ()
    return tuple(words_of(" ".join(written)))


def _shortens(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether a name is the last part of another ("Peskov", "Dmitry Peskov"), and still is it."""
    while short and (short[0] in _DROPPED_AHEAD or short[0] in _TITLES):
        short = short[1:]
    if not 0 < len(short) < len(long) or long[-len(short) :] != short:
        return False
    is_kind = len(short) == 1 and short[0] in _NAMES_A_KIND
    return not is_kind and long[-len(short) - 1] not in _CHANGES_THE_NAME
