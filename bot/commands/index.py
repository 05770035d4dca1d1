"""`onrecord rebuild`, `rollback`, `delete` and `restore`: the index and what is in it, changed.

Each parses its words, calls one function and prints the result.
"""

from contextlib import closing
from typing import Annotated

import typer

from bot.render import plain
from bot.terminal import fail, settings_for

ArticleId = Annotated[str, typer.Argument(help="The article's id, as `onrecord search` shows it.")]


def rebuild(
    *,
    if_stale: Annotated[
        bool, typer.Option("--if-stale", help="Only what is missing; nothing if it is current.")
    ] = False,
    embedder: Annotated[
        str | None, typer.Option(help="Another embedding model. Default: ONRECORD_EMBEDDER.")
    ] = None,
    job: Annotated[str | None, typer.Option(hidden=True)] = None,
) -> None:
    """Make the index again from the stored articles; the old one serves until the new one is.

    Set ONRECORD_EMBEDDER too where another model is to stay: at its next start, `onrecord serve`
    builds with the one that is set.
    """
    from bot.progress import open_progress  # noqa: PLC0415
    from bot.rebuilding import Wanted, rebuild_index  # noqa: PLC0415

    settings = settings_for()
    if embedder is not None:
        settings = settings.model_copy(update={"embedder": embedder})
    with closing(open_progress()) as progress:
        manifest = rebuild_index(settings, progress, Wanted(only_if_stale=if_stale, job_id=job))
    if manifest is None:
        typer.echo("the index is current")
    else:
        typer.echo(f"{manifest.version}: {manifest.articles} articles, {manifest.chunks} chunks")


def rollback(
    version: Annotated[
        str | None, typer.Argument(help="A snapshot; without one, those that are kept are listed.")
    ] = None,
) -> None:
    """Go back to an earlier snapshot of the index, with what was stored and deleted since."""
    from bot.wiring import open_workshop  # noqa: PLC0415
    from index.rebuild import roll_back  # noqa: PLC0415

    with open_workshop(settings_for(quiet=True)) as shop:
        if version is not None:
            manifest = roll_back(shop, version)
            typer.echo(f"{manifest.version}: {manifest.articles} articles, as {version}")
            return
        current = shop.snapshots.current_version()
        kept = shop.snapshots.versions()
        if not kept:
            fail("there is no index yet", "add articles with `onrecord ingest PATH`")
        for name in kept:
            made = shop.snapshots.manifest(name)
            mark = "*" if name == current else " "
            typer.echo(f"{mark} {name}  {made.created_at[:19]}  {made.articles} articles")


def delete(
    article: ArticleId,
    *,
    reason: Annotated[str | None, typer.Option(help="Why; kept, and shown nowhere.")] = None,
) -> None:
    """Delete an article for good: no question finds it again, and its text leaves the disk."""
    from bot.wiring import open_workshop  # noqa: PLC0415
    from index.build import publish  # noqa: PLC0415
    from index.parts import NoProgress  # noqa: PLC0415
    from index.purge import purge  # noqa: PLC0415
    from index.withdrawal import withdraw  # noqa: PLC0415

    with open_workshop(settings_for(quiet=True)) as shop:
        gone = withdraw(shop.store, article, reason=reason)
        publish(shop, NoProgress())
        purge(shop)
    typer.echo(f"{plain(gone.article_id)} was deleted on {gone.at:%Y-%m-%d at %H:%M} UTC")


def restore(article: ArticleId) -> None:
    """Let a deleted article be taken in again. Its text has to be handed in anew."""
    from bot.wiring import open_workshop  # noqa: PLC0415
    from index.withdrawal import restore as let_in_again  # noqa: PLC0415

    with open_workshop(settings_for(quiet=True)) as shop:
        was_deleted = let_in_again(shop.store, article)
    if not was_deleted:
        fail(f"{article!a} was not deleted", "list what is stored with `GET /articles`")
    typer.echo(f"{plain(article)} can be taken in again: `onrecord ingest PATH`")
