"""What a status means, and how long Retry-After asks to wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fetching.addresses import Allowed
from index.fetching.failure import FetchError
from index.fetching.statuses import check_whole, retry_after_s
from index.fetching.targets import target_of

PAGE = target_of("https://news.example/story", Allowed())
NOON = "Fri, 27 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 120 ", 120),
        ("99999999999999999999", 86_400),
        ("Fri, 27 Nov 2026 12:05:00 GMT", 300),
        ("Fri, 27 Nov 2026 11:00:00 GMT", 0),
        ("Fri, 27 Nov 2099 12:00:00 GMT", 86_400),
        ("Friday, 27-Nov-26 12:05:00 GMT", 300),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("²", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_a_day_at_most(
    value: str, seconds: float | None
) -> None:
    assert retry_after_s({"retry-after": value, "date": NOON}) == seconds


@given(st.text(), st.text())
def test_any_retry_after_is_a_time_to_wait_or_none(value: str, date: str) -> None:
    seconds = retry_after_s({"retry-after": value, "date": date})
    assert seconds is None or 0 <= seconds <= 86_400


@pytest.mark.parametrize("status", [200, 203])
def test_a_whole_page_is_taken(status: int) -> None:
    check_whole(status, {}, PAGE)


@pytest.mark.parametrize("status", [100, 201, 204, 206, 300, 304, 400, 401, 403, 404, 410, 429])
@pytest.mark.parametrize("more", [0, 300])
def test_anything_else_is_an_error_with_its_status(status: int, more: int) -> None:
    with pytest.raises(FetchError) as refused:
        check_whole(status + more, {"retry-after": "7", "date": NOON}, PAGE)
    assert refused.value.status == status + more
    assert refused.value.is_permanent == (status + more in (404, 410))
    assert refused.value.retry_after_s == (7 if status + more in (429, 503) else None)
