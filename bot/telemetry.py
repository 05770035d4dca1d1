"""Logs: one line an event, its name first, then its fields as JSON. Set up once, at the edge.

Never logs a token, an article or a question's text.
"""

import json
import logging
import sys
from datetime import UTC, datetime

_PLAIN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "color_message"}


class EventFormatter(logging.Formatter):
    """`2026-11-22T10:00:00Z info question_answered {"answered": true, ...}`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line; an exception's traceback follows it, for the operator's log only."""
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        fields = {name: value for name, value in record.__dict__.items() if name not in _PLAIN}
        line = f"{at} {record.levelname.lower()} {record.getMessage()}"
        if fields:
            line += " " + json.dumps(fields, default=str)
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


def set_up_logging(level: str) -> None:
    """Logs to standard error from `level` on; libraries from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(EventFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in ("bot", "index"):
        logging.getLogger(name).setLevel(level.upper())
