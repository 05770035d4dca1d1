"""`onrecord feedback`: what people said of answers, as evaluation cases.

Parses its words, calls one function and prints the result.
"""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from bot.terminal import fail, settings_for


def feedback(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Where the cases are written. Default: feedback in ONRECORD_DATA_DIR."),
    ] = None,
) -> None:
    """Write what people said of answers as a set that `onrecord eval` reads.

    Answers that were called right become questions with known answers. The others go to open.jsonl
    in the same folder: somebody has to say what would have been right.
    """
    from bot.feedback_cases import export_cases  # noqa: PLC0415
    from index.store import Store  # noqa: PLC0415

    settings = settings_for(quiet=True)
    settings.folders.make()
    into = folder or settings.data_dir / "feedback"
    with closing(Store.open(settings.folders.store)) as store:
        try:
            done = export_cases(store, into)
        except OSError as error:
            fail(f"{into} cannot be written: {error.strerror}", "name another folder")
    typer.echo(f"{done.cases} cases, {done.open} open, {done.gone} no longer kept: {into}")
