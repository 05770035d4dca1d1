"""A risk is read from text as a level or a number, and means a least confidence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.risk import EXPECTED, Risk, Thresholds, least_confidence, risk_of

THRESHOLDS = Thresholds(low=0.7, normal=0.4, high=0.1)


@given(st.sampled_from(Risk) | st.floats(0, 1))
def test_what_is_written_out_is_read_back(risk: Risk | float) -> None:
    assert risk_of(str(risk)) == risk


@pytest.mark.parametrize("text", ["", "Low", "lowest", "1.01", "-1", "nan", "inf", "0,5", "50%"])
def test_a_text_that_names_no_risk_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=EXPECTED):
        risk_of(text)


def test_the_lower_the_risk_the_more_confidence_it_takes() -> None:
    least = [least_confidence(risk, THRESHOLDS) for risk in (Risk.LOW, Risk.NORMAL, Risk.HIGH)]
    assert least == [0.7, 0.4, 0.1]


@given(st.floats(0, 1))
def test_a_number_is_the_least_confidence_itself(least: float) -> None:
    assert least_confidence(least, THRESHOLDS) == least
