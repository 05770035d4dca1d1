"""`onrecord eval` as a function: a folder of articles and questions in, a report out.

The set gets a data directory of its own, below the one that is set, which later runs reuse.
"""

from pathlib import Path

from bot.evaluation.dataset import file_of
from bot.evaluation.run import Plan, evaluate_folder
from bot.evaluation.score import Report
from bot.ingesting import ingest
from bot.settings import Settings
from bot.wiring import open_bot
from index.parts import Progress


def evaluate(folder: Path, settings: Settings, progress: Progress, *, plan: Plan) -> Report:
    """Ingests the folder's articles, asks its questions as planned, scores the answers.

    Raises DatasetError where the folder holds no set in the format of docs/evaluation.md.
    """
    articles = file_of(folder, "articles")
    own = settings.model_copy(
        update={
            "data_dir": settings.data_dir / "eval" / folder.resolve().name,
            "models_dir": settings.folders.models,
            "keep_answers_days": 0,
        }
    )
    ingest([articles], own, progress)
    progress.stage("asking questions", None)
    asked = 0

    def on_progress(done: int, _total: int) -> None:
        nonlocal asked
        progress.advance(done - asked)
        asked = done

    with open_bot(settings=own) as bot:
        return evaluate_folder(bot, folder, plan, on_progress=on_progress)
