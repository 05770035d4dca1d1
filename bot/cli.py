"""The `onrecord` command: every use of the product from a terminal.

Parses words, calls one function, prints the result. Errors become one sentence and a remedy on
standard error, never a traceback; exit status 1 means "could not", 2 "was asked wrongly".
"""

import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import feedback, index, slack, sources
from bot.render import answer_as_text, hits_as_text, plain, summary_as_text
from bot.terminal import (
    as_json_text,
    check_length,
    fail,
    read_risk,
    settings_for,
    validated,
)
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
AsOf = Annotated[
    str | None, typer.Option(help="Answer as on this date: nothing published later is used.")
]
ArticleId = Annotated[str | None, typer.Option("--article", help="Only the article with this id.")]
RiskText = Annotated[
    str | None,
    typer.Option(
        "--risk",
        help="How wrong the answer may be: low, normal, high; or its least confidence, 0 to 1. "
        "Default: ONRECORD_RISK, normal.",
    ),
]
Conversation = Annotated[
    str | None,
    typer.Option(help="A name: questions with the same one are follow-ups of each other."),
]
IgnoreTimeWords = Annotated[
    bool,
    typer.Option("--ignore-time-words", help='Do not limit the search by words like "last week".'),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, as the HTTP service returns it.")]


def main() -> None:
    """Runs the command line; every error that can be foreseen is told in a sentence."""
    try:
        app()
    except OnRecordError as error:
        fail(str(error), error.remedy)
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
    as_of: AsOf = None,
    ignore_time_words: IgnoreTimeWords = False,
    max_citations: Annotated[int, typer.Option(min=1, max=20)] = 5,
    risk: RiskText = None,
    conversation: Conversation = None,
    as_json: AsJson = False,
) -> None:
    """Answer one question, every sentence cited. Exit status 0 also when it is not answered."""
    from bot.api.models import AnswerModel  # noqa: PLC0415
    from bot.api.requests import AskRequest  # noqa: PLC0415
    from bot.wiring import open_bot  # noqa: PLC0415

    settings = settings_for(quiet=True)
    filters = {"since": since, "until": until, "as_of": as_of, "source": source}
    with validated():
        request = AskRequest.model_validate(
            {
                "question": question,
                "conversation_id": conversation,
                "filters": filters | {"article_id": article},
                "max_citations": max_citations,
                "risk": read_risk(risk),
                "ignore_time_words": ignore_time_words,
            }
        )
    check_length(request.question, settings)
    with open_bot(settings=settings) as bot:
        answer = bot.ask(request.asked())
    typer.echo(as_json_text(AnswerModel.of(answer)) if as_json else answer_as_text(answer))


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    *,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many hits.")] = 10,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    article: ArticleId = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Find the passages nearest to a query, without answering anything."""
    from bot.api.models import HitModel, ScopeModel, SearchResponse  # noqa: PLC0415
    from bot.api.requests import SearchRequest  # noqa: PLC0415
    from bot.wiring import open_bot  # noqa: PLC0415

    settings = settings_for(quiet=True)
    filters = {"since": since, "until": until, "as_of": as_of, "source": source}
    with validated():
        request = SearchRequest.model_validate(
            {"query": query, "k": k, "filters": filters | {"article_id": article}}
        )
    check_length(request.query, settings)
    with open_bot(settings=settings) as bot:
        hits = bot.search(request.query, request.k, request.filters.filters())
        scope = ScopeModel.of(bot.scope())
    response = SearchResponse(hits=[HitModel.of(hit) for hit in hits], scope=scope)
    typer.echo(as_json_text(response) if as_json else hits_as_text(hits))


@app.command()
def ingest(
    places: Annotated[
        list[str],
        typer.Argument(help="Files and folders, or http(s) addresses.", show_default=False),
    ],
    *,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit status 1 if anything was refused.")
    ] = False,
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Only if no article is stored yet.")
    ] = False,
) -> None:
    """Take in articles: .txt, .md, .html, .pdf, .jsonl, .jsonl.gz, .warc, .warc.gz; or an address.

    An address is that of a page, or of a feed or sitemap, whose pages are then fetched once.
    What was taken before and has not changed costs nothing. What cannot be taken is named with
    the reason, and the rest is still taken; the exit status is 1 only if nothing could be taken.
    """
    from bot.ingesting import has_articles, ingest_places  # noqa: PLC0415
    from bot.progress import open_progress  # noqa: PLC0415
    from bot.rebuilding import Wanted, rebuild_index  # noqa: PLC0415

    settings = settings_for()
    with closing(open_progress()) as progress:
        if if_empty and has_articles(settings):
            rebuild_index(settings, progress, Wanted(only_if_stale=True))
            return
        summary = ingest_places(places, settings, progress)
    typer.echo(summary_as_text(summary))
    if summary.taken == 0 and not summary.refusals:
        typer.echo("no file in there has an ending that articles have", err=True)
    if summary.taken == 0 or (strict and summary.refusals):
        sys.exit(1)


for _command in (
    index.rebuild,
    index.rollback,
    index.delete,
    index.restore,
    sources.watch,
    sources.sources,
    slack.slack,
    feedback.feedback,
):
    app.command()(_command)


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
    watch: Annotated[
        bool, typer.Option("--watch", help="Also read the sources, as `onrecord watch` does.")
    ] = False,
) -> None:
    """Serve /ask, /search and /articles over HTTP until Ctrl-C."""
    from bot.serving import serve as serve_http  # noqa: PLC0415

    settings = settings_for()
    changed = {"host": host or settings.host, "port": settings.port if port is None else port}
    serve_http(settings.model_copy(update=changed), example=example, watches=watch)


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

    settings = settings_for(quiet=True)
    with closing(open_progress()) as progress:
        plan = Plan(limit=limit, within_article=within_article)
        report = evaluate_set(folder, settings, progress, plan=plan)
    typer.echo(report_as_json(report) if as_json else render_report(report))


@app.command()
def doctor() -> None:
    """Check each part and say how to mend what is broken; exit status 1 if anything is."""
    from bot.doctor import examine  # noqa: PLC0415

    broken = 0
    for finding in examine(settings_for(quiet=True)):
        mark = "ok  " if finding.is_fine else "FAIL"
        typer.echo(f"{mark} {finding.part}: {plain(finding.message)}")
        if finding.remedy is not None:
            broken += 1
            typer.echo(f"     {plain(finding.remedy)}")
    if broken:
        sys.exit(1)


if __name__ == "__main__":
    main()
