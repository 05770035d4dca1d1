"""The `onrecord` command: every use of the product from a terminal.

Parses words, calls one function, prints the result. Errors become one sentence and a remedy on
standard error, never a traceback; exit status 1 means "could not", 2 "was asked wrongly".
"""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError

from bot.render import answer_as_text, hits_as_text, json_as_text, plain, summary_as_text
from bot.risk import Risk, risk_of
from bot.settings import Settings, load_settings
from bot.telemetry import set_up_logging
from index.errors import OnRecordError

app = typer.Typer(
    name="onrecord",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="""Answers questions from news articles, in the articles' own words, with the exact
    sentences cited.

    Begin with [bold]onrecord ingest seeds[/bold], then
    [bold]onrecord ask "Who denied Russian involvement?"[/bold].
    Everything that is written lies in ONRECORD_DATA_DIR (default ./data); if something does not
    work, [bold]onrecord doctor[/bold] says what and how to mend it.""",
    rich_markup_mode="rich",
)

Since = Annotated[str | None, typer.Option(help="Only articles published on or after this date.")]
Until = Annotated[str | None, typer.Option(help="Only articles published on or before this date.")]
Source = Annotated[str | None, typer.Option(help="Only articles of this source.")]
ArticleId = Annotated[str | None, typer.Option("--article", help="Only the article with this id.")]
RiskText = Annotated[
    str | None,
    typer.Option(
        "--risk",
        help="How wrong the answer may be: low, normal, high; or its least confidence, 0 to 1. "
        "Default: ONRECORD_RISK, normal.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, as the HTTP service returns it.")]


def main() -> None:
    """Runs the command line; every error that can be foreseen is told in a sentence."""
    try:
        app()
    except OnRecordError as error:
        _fail(str(error), error.remedy)
    except KeyboardInterrupt:
        typer.echo("stopped; what was stored is safe, run the same command to go on", err=True)
        sys.exit(130)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    *,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    article: ArticleId = None,
    max_citations: Annotated[int, typer.Option(min=1, max=20)] = 5,
    risk: RiskText = None,
    as_json: AsJson = False,
) -> None:
    """Answer one question, every sentence cited. Exit status 0 also when it is not answered."""
    from bot.api.models import AnswerModel, AskRequest  # noqa: PLC0415
    from bot.wiring import open_bot  # noqa: PLC0415

    settings = _settings(quiet=True)
    filters = {"since": since, "until": until, "source": source, "article_id": article}
    with _validated():
        request = AskRequest.model_validate(
            {
                "question": question,
                "filters": filters,
                "max_citations": max_citations,
                "risk": _risk(risk),
            }
        )
    _check_length(request.question, settings)
    with open_bot(settings=settings) as bot:
        answer = bot.ask(request.asked())
    typer.echo(_dump(AnswerModel.of(answer)) if as_json else answer_as_text(answer))


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    *,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many hits.")] = 10,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    article: ArticleId = None,
    as_json: AsJson = False,
) -> None:
    """Find the passages nearest to a query, without answering anything."""
    from bot.api.models import HitModel, ScopeModel, SearchRequest, SearchResponse  # noqa: PLC0415
    from bot.wiring import open_bot  # noqa: PLC0415

    settings = _settings(quiet=True)
    filters = {"since": since, "until": until, "source": source, "article_id": article}
    with _validated():
        request = SearchRequest.model_validate({"query": query, "k": k, "filters": filters})
    _check_length(request.query, settings)
    with open_bot(settings=settings) as bot:
        hits = bot.search(request.query, request.k, request.filters.filters())
        scope = ScopeModel.of(bot.scope())
    response = SearchResponse(hits=[HitModel.of(hit) for hit in hits], scope=scope)
    typer.echo(_dump(response) if as_json else hits_as_text(hits))


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.", show_default=False)],
    *,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit status 1 if anything was refused.")
    ] = False,
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Only if no article is stored yet.")
    ] = False,
) -> None:
    """Take in articles: .txt, .md, .html, .pdf, .jsonl, .jsonl.gz.

    What was taken before and has not changed costs nothing. What cannot be taken is named with
    the reason, and the rest is still taken; the exit status is 1 only if nothing could be taken.
    """
    from bot.ingesting import has_articles  # noqa: PLC0415
    from bot.ingesting import ingest as ingest_paths  # noqa: PLC0415
    from bot.ingesting import rebuild as rebuild_index  # noqa: PLC0415
    from bot.progress import open_progress  # noqa: PLC0415

    settings = _settings()
    with closing(open_progress()) as progress:
        if if_empty and has_articles(settings):
            rebuild_index(settings, progress, only_if_stale=True)
            return
        summary = ingest_paths(paths, settings, progress)
    typer.echo(summary_as_text(summary))
    if summary.taken == 0 and not summary.refusals:
        typer.echo("no file in there has an ending that articles have", err=True)
    if summary.taken == 0 or (strict and summary.refusals):
        sys.exit(1)


@app.command()
def rebuild(
    *,
    if_stale: Annotated[
        bool, typer.Option("--if-stale", help="Do nothing if the index is current.")
    ] = False,
) -> None:
    """Make the index again from the stored articles; the old one serves until the new one is."""
    from bot.ingesting import rebuild as rebuild_index  # noqa: PLC0415
    from bot.progress import open_progress  # noqa: PLC0415

    settings = _settings()
    with closing(open_progress()) as progress:
        manifest = rebuild_index(settings, progress, only_if_stale=if_stale)
    if manifest is None:
        typer.echo("the index is current")
    else:
        typer.echo(f"{manifest.version}: {manifest.articles} articles, {manifest.chunks} chunks")


@app.command()
def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Default: ONRECORD_HOST, 127.0.0.1.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Default: ONRECORD_PORT, 8000.")
    ] = None,
    example: Annotated[
        str | None, typer.Option(help="A question to answer on the terminal at the start.")
    ] = None,
) -> None:
    """Serve /ask, /search and /articles over HTTP until Ctrl-C."""
    from bot.serving import serve as serve_http  # noqa: PLC0415

    settings = _settings()
    changed = {"host": host or settings.host, "port": settings.port if port is None else port}
    serve_http(settings.model_copy(update=changed), example=example)


@app.command("eval")
def evaluate(
    folder: Annotated[Path, typer.Argument(help="Has articles.jsonl[.gz], questions.jsonl[.gz].")],
    *,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask only so many questions.")] = None,
    within_article: Annotated[
        bool, typer.Option("--within-article", help="Ask each question of its own article only.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Ask the questions of a set with known answers and report how many were answered rightly.

    The set's articles go into a data directory of their own, not among yours.
    """
    from bot.evaluating import evaluate as evaluate_set  # noqa: PLC0415
    from bot.evaluation.report import render_report, report_as_json  # noqa: PLC0415
    from bot.evaluation.run import Plan  # noqa: PLC0415
    from bot.progress import open_progress  # noqa: PLC0415

    settings = _settings(quiet=True)
    with closing(open_progress()) as progress:
        plan = Plan(limit=limit, within_article=within_article)
        report = evaluate_set(folder, settings, progress, plan=plan)
    typer.echo(report_as_json(report) if as_json else render_report(report))


@app.command()
def doctor() -> None:
    """Check each part and say how to mend what is broken; exit status 1 if anything is."""
    from bot.doctor import examine  # noqa: PLC0415

    broken = 0
    for finding in examine(_settings(quiet=True)):
        mark = "ok  " if finding.is_fine else "FAIL"
        typer.echo(f"{mark} {finding.part}: {plain(finding.message)}")
        if finding.remedy is not None:
            broken += 1
            typer.echo(f"     {plain(finding.remedy)}")
    if broken:
        sys.exit(1)


def _settings(*, quiet: bool = False) -> Settings:
    settings = load_settings()
    set_up_logging("error" if quiet and settings.log_level != "debug" else settings.log_level)
    return settings


@contextmanager
def _validated() -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        _fail(f"{place}: {first['msg']}" if place else first["msg"], None, status=2)


def _risk(text: str | None) -> Risk | float | None:
    try:
        return None if text is None else risk_of(text)
    except ValueError as error:
        _fail(f"risk: {error}", None, status=2)


def _check_length(text: str, settings: Settings) -> None:
    if len(text) > settings.max_question_chars:
        limit = settings.max_question_chars
        _fail(f"{len(text)} characters are too many, the limit is {limit}", None, status=2)


def _dump(model: object) -> str:
    from pydantic import BaseModel  # noqa: PLC0415

    if not isinstance(model, BaseModel):
        raise TypeError(f"only what goes over the wire is printed, got {type(model).__name__}")
    return json_as_text(model.model_dump(mode="json"))


def _fail(message: str, remedy: str | None, *, status: int = 1) -> NoReturn:
    typer.echo(f"onrecord: {plain(message)}", err=True)
    if remedy:
        typer.echo(f"  {plain(remedy)}", err=True)
    sys.exit(status)


if __name__ == "__main__":
    main()
