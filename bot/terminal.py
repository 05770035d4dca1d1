"""What every command of `onrecord` needs: its settings, its words checked, its errors told.

Knows the terminal; knows nothing of what the commands do.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from pydantic import BaseModel, ValidationError

from bot.render import json_as_text, plain
from bot.risk import Risk, risk_of
from bot.settings import Settings, load_settings
from bot.telemetry import set_up_logging


def settings_for(*, quiet: bool = False) -> Settings:
    """The settings of the environment, with logging set up; `quiet` logs errors only."""
    settings = load_settings()
    set_up_logging("error" if quiet and settings.log_level != "debug" else settings.log_level)
    return settings


@contextmanager
def validated() -> Iterator[None]:
    """Turns what pydantic finds wrong into a sentence and exit status 2."""
    try:
        yield
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        fail(f"{place}: {first['msg']}" if place else first["msg"], None, status=2)


def read_risk(text: str | None) -> Risk | float | None:
    """A level or a number; ends the process with status 2 for anything else."""
    try:
        return None if text is None else risk_of(text)
    except ValueError as error:
        fail(f"risk: {error}", None, status=2)


def check_length(text: str, settings: Settings) -> None:
    """Ends the process with status 2 for a question that is too long."""
    if len(text) > settings.max_question_chars:
        limit = settings.max_question_chars
        fail(f"{len(text)} characters are too many, the limit is {limit}", None, status=2)


def as_json_text(model: BaseModel) -> str:
    """A model as the HTTP service would send it."""
    return json_as_text(model.model_dump(mode="json"))


def fail(message: str, remedy: str | None, *, status: int = 1) -> NoReturn:
    """Says what is wrong and what to do, on standard error, and ends the process."""
    typer.echo(f"onrecord: {plain(message)}", err=True)
    if remedy:
        typer.echo(f"  {plain(remedy)}", err=True)
    sys.exit(status)
