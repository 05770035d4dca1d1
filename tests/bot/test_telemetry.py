"""An event is one line: time, level, name, fields as JSON."""

import json
import logging

from hypothesis import given
from hypothesis import strategies as st

from bot.telemetry import EventFormatter


def formatted(fields: dict[str, object], name: str = "question_answered") -> str:
    record = logging.makeLogRecord({"msg": name, "levelname": "INFO", "created": 0.0, **fields})
    return EventFormatter().format(record)


def test_an_event_is_its_time_level_name_and_fields() -> None:
    line = formatted({"answered": True, "citations": 2})
    expected = '1970-01-01T00:00:00Z info question_answered {"answered": true, "citations": 2}'
    assert line == expected


def test_an_event_without_fields_is_only_its_name() -> None:
    assert formatted({}, "started") == "1970-01-01T00:00:00Z info started"


def test_a_value_that_is_not_json_is_written_as_text() -> None:
    assert '"reason": "bad index"' in formatted({"reason": OSError("bad index")})


@given(st.text())
def test_no_value_breaks_the_line_or_reaches_the_terminal(value: str) -> None:
    line = formatted({"reason": value})
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line.split(" ", 3)[3]) == {"reason": value}


def test_a_traceback_follows_the_line() -> None:
    error = ValueError("no")
    fields: dict[str, object] = {"exc_info": (ValueError, error, None)}
    assert formatted(fields, "unexpected_error").splitlines()[1:] == ["ValueError: no"]
