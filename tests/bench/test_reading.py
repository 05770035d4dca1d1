"""Reading against the bare pass: in turns, and the median of the questions' ratios."""

import pytest

from bench.reading import Lap, Turn, result_of, take_turns


def test_both_kinds_of_work_are_done_once_a_turn_and_take_turns_at_being_first() -> None:
    done: list[str] = []
    turn = Turn(read=lambda: done.append("read"), forward=lambda: done.append("forward"))
    laps = take_turns([turn] * 4)
    assert done == ["read", "forward", "forward", "read"] * 2
    assert len(laps) == 4


def test_each_time_is_that_of_its_own_work() -> None:
    busy = Turn(read=lambda: sum(range(300_000)), forward=lambda: None)
    assert all(lap.read_ms > 10 * lap.forward_ms for lap in take_turns([busy, busy]))


def test_the_ratio_is_the_median_of_the_questions_own() -> None:
    # One question that was disturbed does not move it, however long it took.
    result = result_of("a-reader", [Lap(11, 10), Lap(240, 200), Lap(9000, 100)])
    assert result.read_over_forward == pytest.approx(1.2)
    assert (result.read.count, result.read.p50_ms, result.forward.p50_ms) == (3, 240, 100)


def test_no_question_is_an_error_and_no_figure() -> None:
    with pytest.raises(ValueError, match="percentile of 0 values"):
        result_of("a-reader", [])
