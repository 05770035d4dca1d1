"""Robots.txt is honoured and hosts are not flooded. The clock is turned by hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fetching.addresses import Allowed
from index.fetching.failure import FetchError
from index.fetching.limits import Manners
from index.fetching.pacing import Pacing
from index.fetching.robots import Robots
from index.fetching.targets import Target, target_of
from tests.index.fetching.guarded import HandClock

MANNERS = Manners("OnRecord/1.0 (+https://desk.example)", spacing_s=2, max_wait_s=10)


@dataclass(slots=True)
class Library:
    """Gives the robots.txt of each origin, and counts how often it is asked."""

    texts: Mapping[str, str | FetchError]
    reads: list[str] = field(default_factory=list)

    def __call__(self, target: Target) -> str:
        self.reads.append(target.origin)
        found = self.texts[target.origin]
        if isinstance(found, FetchError):
            raise found
        return found


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def page(path: str, origin: str = "https://news.example") -> Target:
    return target_of(origin + path, Allowed())


def rules(text: str | FetchError, clock: HandClock) -> tuple[Robots, Library]:
    library = Library({"https://news.example": text, "http://news.example": ""})
    return Robots(MANNERS, clock, library), library


def is_allowed(text: str, path: str) -> bool:
    robots, _ = rules(text, HandClock())
    try:
        robots.check(page(path))
    except FetchError as refused:
        return not refused.is_permanent
    return True


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("", "/story", True),
        ("User-agent: *\nDisallow: /private", "/private/a", False),
        ("User-agent: *\nDisallow: /private", "/story", True),
        ("User-agent: *\nDisallow: /\nAllow: /news/", "/news/a", True),
        ("User-agent: *\nAllow: /news/\nDisallow: /news/old", "/news/old/a", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", True),
        ("User-agent: onrecord\nDisallow: /\n\nUser-agent: *\nAllow: /", "/story", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: OnRecord\nAllow: /", "/story", True),
        ("User-agent: OtherBot\nDisallow: /", "/story", True),
        ("User-agent: *\nDisallow: /s%C3%A9", "/sé", False),
        ("<html><p>This is no robots.txt</p></html>", "/story", True),
    ],
)
def test_robots_txt_says_what_may_be_fetched(text: str, path: str, expected: bool) -> None:
    assert is_allowed(text, path) == expected


def test_a_refusal_names_the_robot_and_is_permanent(clock: HandClock) -> None:
    robots, _ = rules("User-agent: *\nDisallow: /", clock)
    with pytest.raises(FetchError, match="does not allow OnRecord to fetch") as refused:
        robots.check(page("/story"))
    assert refused.value.is_permanent


def test_the_rules_are_read_once_an_hour_for_each_origin(clock: HandClock) -> None:
    robots, library = rules("", clock)
    for _ in range(3):
        robots.check(page("/a"))
        robots.check(page("/a", "http://news.example"))
        clock.now += 1000
    assert library.reads == ["https://news.example", "http://news.example"]
    clock.now += 1000
    robots.check(page("/b"))
    assert library.reads[2:] == ["https://news.example"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 499])
def test_where_there_are_no_rules_all_is_allowed(clock: HandClock, status: int) -> None:
    robots, _ = rules(FetchError("nothing there", remedy="-", status=status), clock)
    assert robots.check(page("/story")) == 0


@pytest.mark.parametrize("status", [None, 429, 500, 503])
def test_where_the_rules_cannot_be_read_nothing_is_allowed_for_a_minute(
    clock: HandClock, status: int | None
) -> None:
    trouble = FetchError("it burns", remedy="-", status=status, is_permanent=True)
    robots, library = rules(trouble, clock)
    for _ in range(2):
        with pytest.raises(FetchError, match="for now: it burns") as refused:
            robots.check(page("/story"))
        assert not refused.value.is_permanent
        assert refused.value.retry_after_s
        clock.now += refused.value.retry_after_s / 2
    assert len(library.reads) == 1
    clock.now += 60
    library.texts = {"https://news.example": ""}
    assert robots.check(page("/story")) == 0


@pytest.mark.parametrize(
    ("text", "delay_s"),
    [
        ("User-agent: *\nCrawl-delay: 5", 5),
        ("User-agent: *\nCrawl-delay: 1\n\nUser-agent: OnRecord\nCrawl-delay: 0.5", 0.5),
        ("User-agent: *\nCrawl-delay: -5", 0),
        ("User-agent: *\nCrawl-delay: nan", 0),
        ("User-agent: *\nCrawl-delay: inf", 0),
        ("User-agent: *\nCrawl-delay: long", 0),
        ("User-agent: *\nDisallow:", 0),
    ],
)
def test_the_pause_that_a_server_wants_is_told(clock: HandClock, text: str, delay_s: float) -> None:
    assert rules(text, clock)[0].check(page("/story")) == delay_s


@given(st.text())
def test_any_robots_txt_is_understood_or_left_aside(text: str) -> None:
    is_allowed(text, "/story")


def test_the_rules_of_many_servers_do_not_fill_the_memory(clock: HandClock) -> None:
    reads: list[str] = []

    def read(target: Target) -> str:
        reads.append(target.origin)
        return ""

    robots = Robots(MANNERS, clock, read)
    for number in (*range(1001), 1000, 0):
        robots.check(page("/", f"https://n{number}.example"))
    assert len(reads) == 1002
    assert reads[-1] == "https://n0.example"


@pytest.mark.parametrize(
    ("agent", "name"),
    [("OnRecord", "OnRecord"), ("Desk-Bot/2.0 (x)", "Desk-Bot"), ("2bot", "OnRecord")],
)
def test_robots_txt_knows_us_by_the_start_of_the_user_agent(agent: str, name: str) -> None:
    assert Manners(agent).robots_name == name


def pacing(clock: HandClock) -> Callable[[str, float], float]:
    return Pacing(MANNERS, clock, clock.wait).take_turn


def test_one_host_is_asked_at_intervals_and_others_meanwhile(clock: HandClock) -> None:
    take_turn = pacing(clock)
    assert take_turn("a.example", 0) == 0
    assert take_turn("b.example", 0) == 0
    assert take_turn("a.example", 0) == 2
    clock.now += 5
    assert take_turn("a.example", 0) == 0
    assert clock.waits == [2]


def test_a_longer_pause_that_the_server_wants_is_kept(clock: HandClock) -> None:
    take_turn = pacing(clock)
    take_turn("a.example", 7)
    assert take_turn("a.example", 1) == 7
    assert take_turn("a.example", 1) == 2


def test_nobody_waits_longer_than_allowed_but_is_told_when(clock: HandClock) -> None:
    take_turn = pacing(clock)
    take_turn("a.example", 60)
    with pytest.raises(FetchError, match="for 60 s") as refused:
        take_turn("a.example", 0)
    assert refused.value.retry_after_s == 60
    assert not refused.value.is_permanent
    clock.now += 60
    assert take_turn("a.example", 0) == 0
