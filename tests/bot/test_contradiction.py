"""What takes back what: figures, dates, holders of an office, the same speaker, a bare "not"."""

import pytest

from bot.contradiction import Claim, contradicts

FIRE = "How many people were killed in the Varnholm fire?"
MAYOR = "Who is the mayor of Varnholm?"
OPENING = "When will the Varnholm pier open?"
CRACKS = "Were the piles of the pier cracked?"

TWELVE = Claim("At least 12 people were killed in the fire at Varnholm.", "12 people")
CALDER = Claim("Ines Calder, the mayor of Varnholm, opened the pier.", "Ines Calder")
MAY = Claim("The Varnholm pier will open on 3 May.", "3 May")
RUCK_DENIES = Claim("Tom Ruck denied that the piles of the pier were cracked.", "")

TAKES_BACK = [
    (FIRE, TWELVE, Claim("The fire at Varnholm killed 31 people, the mayor said.", "31 people")),
    (
        FIRE,
        TWELVE,
        Claim("Nobody but nine people were killed in the Varnholm fire.", "nine people"),
    ),
    (MAYOR, CALDER, Claim("Tom Ruck was sworn in as mayor of Varnholm.", "Tom Ruck")),
    ("Who's the mayor of Varnholm?", CALDER, Claim("Mayor of Varnholm: Bo Lind.", "Bo Lind")),
    (OPENING, MAY, Claim("The Varnholm pier will not open before 10 June.", "10 June")),
    (
        "Where is the ferry Alma?",
        Claim("The ferry Alma is in Selby.", "Selby"),
        Claim("The ferry Alma was towed to Varnholm.", "Varnholm"),
    ),
    (CRACKS, RUCK_DENIES, Claim("Tom Ruck admitted that the piles of the pier were cracked.", "")),
    (
        "Is the bridge open?",
        Claim("The bridge is open to cars.", ""),
        Claim("The bridge isn't open to cars.", ""),
    ),
]

LEAVES_STANDING = [
    # The same, in other words.
    (FIRE, TWELVE, Claim("Twelve people died when fire swept Varnholm.", "Twelve people")),
    (OPENING, MAY, Claim("The pier of Varnholm will open on Monday, 3 May 2021.", "3 May 2021")),
    (MAYOR, CALDER, Claim("Varnholm's mayor is Calder.", "Calder")),
    # Something else.
    (FIRE, TWELVE, Claim("Nine died when a train left the rails near Selby.", "Nine")),
    ("Is the bridge open?", Claim("The bridge is open.", ""), Claim("Boats do not run.", "")),
    # What several people can do or be.
    (
        "Who denied the claim?",
        Claim("Ines Calder denied the claim.", "Ines Calder"),
        Claim("Tom Ruck denied the claim.", "Tom Ruck"),
    ),
    (
        "Which towns were flooded?",
        Claim("Selby was flooded on Monday.", "Selby"),
        Claim("Varnholm was flooded on Monday.", "Varnholm"),
    ),
    # Another's word: both said what they said.
    (CRACKS, RUCK_DENIES, Claim("Ines Calder confirmed that the piles were cracked.", "")),
    # A stance against a bare statement takes nothing back.
    (CRACKS, RUCK_DENIES, Claim("The piles of the pier were cracked.", "")),
    # Where nothing is known that answers.
    (FIRE, TWELVE, Claim("The fire at Varnholm killed 31 people.", "")),
    (
        "Why did it burn?",
        Claim("The Varnholm mill burned for its dust.", "its dust"),
        Claim("The Varnholm mill burned for a spark.", "a spark"),
    ),
]


@pytest.mark.parametrize(("question", "one", "other"), TAKES_BACK)
def test_one_takes_the_other_back(question: str, one: Claim, other: Claim) -> None:
    assert contradicts(question, one, other)
    assert contradicts(question, other, one)


@pytest.mark.parametrize(("question", "one", "other"), LEAVES_STANDING)
def test_both_can_stand(question: str, one: Claim, other: Claim) -> None:
    assert not contradicts(question, one, other)
    assert not contradicts(question, other, one)


@pytest.mark.parametrize("claim", [TWELVE, CALDER, MAY, RUCK_DENIES])
@pytest.mark.parametrize("question", [FIRE, MAYOR, OPENING, CRACKS])
def test_nothing_takes_itself_back(question: str, claim: Claim) -> None:
    assert not contradicts(question, claim, claim)
