"""When a source is read again, whatever happened to it."""

from hypothesis import given
from hypothesis import strategies as st

from index.watching.schedule import MAX_BACKOFF_S, MAX_RETRY_AFTER_S, Trouble, delay_s

intervals = st.floats(1, 30 * 86_400)
draws = st.floats(0, 1, exclude_max=True)
waits = st.none() | st.floats(0, 1e9)


@given(interval_s=intervals, failures=st.integers(0, 10_000), asked_s=waits, drawn=draws)
def test_a_source_waits_its_interval_at_least_and_never_for_ever(
    interval_s: float, failures: int, asked_s: float | None, drawn: float
) -> None:
    wait_s = delay_s(interval_s, Trouble(failures, asked_s), lambda: drawn)
    assert interval_s <= wait_s
    assert wait_s <= 1.1 * max(interval_s, MAX_BACKOFF_S, min(asked_s or 0, MAX_RETRY_AFTER_S))


@given(interval_s=intervals, failures=st.integers(0, 50))
def test_each_failure_in_a_row_makes_it_wait_no_less(interval_s: float, failures: int) -> None:
    waits_s = [delay_s(interval_s, Trouble(n), lambda: 0.0) for n in (failures, failures + 1)]
    assert waits_s[0] <= waits_s[1]


@given(interval_s=intervals, asked_s=st.floats(0, MAX_RETRY_AFTER_S), drawn=draws)
def test_a_server_is_not_asked_before_it_wants_to_be(
    interval_s: float, asked_s: float, drawn: float
) -> None:
    assert delay_s(interval_s, Trouble(1, asked_s), lambda: drawn) >= asked_s


def test_sources_of_one_interval_do_not_come_due_together() -> None:
    assert delay_s(300, Trouble(), lambda: 0.0) == 300
    assert delay_s(300, Trouble(), lambda: 0.5) == 315
    assert delay_s(300, Trouble(2), lambda: 0.0) == 1200
