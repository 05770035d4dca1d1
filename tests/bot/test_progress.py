"""Progress shows as a bar on a terminal and as a line now and then elsewhere."""

import io

import pytest

from bot.progress import EVERY_S, BarProgress, LineProgress, open_progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class SetClock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def test_a_stage_is_one_line_and_more_only_after_a_while() -> None:
    stream, clock = io.StringIO(), SetClock()
    progress = LineProgress(stream, clock)
    progress.stage("embedding chunks", 40)
    progress.advance(10)
    clock.now_s += EVERY_S
    progress.advance(10)
    progress.advance(10)
    progress.close()
    assert stream.getvalue().splitlines() == ["embedding chunks: 40", "embedding chunks: 20 of 40"]


def test_a_stage_of_unknown_length_says_only_how_much_is_done() -> None:
    stream, clock = io.StringIO(), SetClock()
    progress = LineProgress(stream, clock)
    progress.stage("writing the index", None)
    clock.now_s += EVERY_S
    progress.advance(3)
    assert stream.getvalue().splitlines() == ["writing the index", "writing the index: 3"]


@pytest.mark.parametrize(("stream", "kind"), [(io.StringIO(), LineProgress), (Terminal(), None)])
def test_a_bar_is_drawn_only_on_a_terminal(
    stream: io.StringIO, kind: type[LineProgress] | None
) -> None:
    progress = open_progress(stream)
    progress.close()
    assert isinstance(progress, kind or BarProgress)


def test_a_bar_ends_full_whatever_was_counted() -> None:
    stream = Terminal()
    progress = BarProgress(stream)
    progress.stage("reading articles", 3)
    progress.advance(1)
    progress.stage("embedding chunks", None)
    progress.advance(7)
    progress.close()
    drawn = stream.getvalue()
    assert "reading articles" in drawn
    assert "1/1" in drawn
    assert "7/7" in drawn
