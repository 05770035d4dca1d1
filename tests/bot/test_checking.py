import pytest

from bot.checking import Stance, stance_of

COST = "The pier cost 14 million crowns."
DENIAL = "Harbour master Tom Ruck denied that the piles were cracked."


@pytest.mark.parametrize(
    ("statement", "sentence", "stance"),
    [
        (COST, COST, Stance.SUPPORTS),
        ("The pier cost 20 million crowns.", COST, Stance.CONTRADICTS),
        ("The pier cost nothing much.", COST, None),
        ("The piles were cracked.", DENIAL, Stance.CONTRADICTS),
        ("Tom Ruck denied that the piles were cracked.", DENIAL, Stance.SUPPORTS),
        (
            "The bridge will not be rebuilt in May.",
            "The bridge will be rebuilt in May.",
            Stance.CONTRADICTS,
        ),
        (
            "The clinic treated 312 patients in November.",
            "The Amberley clinic treated 312 patients in October.",
            None,
        ),
        ("Bo Lind counted the meteors.", COST, None),
    ],
)
def test_a_sentence_takes_the_side_that_it_is_on(
    statement: str, sentence: str, stance: Stance | None
) -> None:
    assert stance_of(statement, sentence) is stance
