from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.build import BATCH, IngestSummary, is_current, publish, take_in
from index.catch_up import KEPT_SNAPSHOTS
from index.embedding_cache import CachedEmbedder
from index.types import Found, Refusal
from index.workshop import Workshop
from tests.builders import (
    QuietProgress,
    WordEmbedder,
    article,
    found,
    open_words_workshop,
    refusal,
    some_articles,
    stock,
)


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    opened = open_words_workshop(tmp_path)
    with closing(opened.store):
        yield opened


def cached(workshop: Workshop, embedder: WordEmbedder, path: Path) -> Workshop:
    """The workshop with a cache between it and the embedder that it uses."""
    through_cache = CachedEmbedder(embedder, path)
    return replace(workshop, embedder=through_cache, open_bulk=lambda _: through_cache)


# Taking in


def test_the_summary_says_what_became_of_everything(workshop: Workshop) -> None:
    stock(workshop.store, article("old"), article("same"))
    summary = take_in(
        workshop.store,
        [
            found(article("new"), note="the date is a guess"),
            refusal(),
            found(article("old", "Changed.")),
            found(article("same"), note="also a guess"),
        ],
    )
    assert summary == IngestSummary(
        added=1,
        updated=1,
        unchanged=1,
        refusals=[refusal()],
        notes=["new.txt: the date is a guess", "same.txt: also a guess"],
    )
    assert summary.taken == 3


def test_each_batch_is_durable_when_the_next_begins(workshop: Workshop) -> None:
    counts: list[int] = []

    def finding() -> Iterator[Found | Refusal]:
        for each in some_articles(2 * BATCH + 1):
            counts.append(workshop.store.count())
            yield found(each)

    assert take_in(workshop.store, finding()).added == 2 * BATCH + 1
    assert counts == [0] * BATCH + [BATCH] * BATCH + [2 * BATCH]
    assert workshop.store.count() == 2 * BATCH + 1


def test_a_source_that_fails_loses_at_most_one_batch(workshop: Workshop) -> None:
    def finding() -> Iterator[Found | Refusal]:
        yield from map(found, some_articles(BATCH + 7))
        raise ConnectionResetError("gone")

    with pytest.raises(ConnectionResetError):
        take_in(workshop.store, finding())
    assert workshop.store.count() == BATCH


# Whether there is anything to build


def test_an_empty_store_without_an_index_needs_none(workshop: Workshop) -> None:
    assert is_current(workshop)


def test_an_index_is_current_until_an_article_changes(workshop: Workshop) -> None:
    stock(workshop.store, article())
    assert not is_current(workshop)
    publish(workshop, QuietProgress())
    assert is_current(workshop)
    take_in(workshop.store, [refusal(), found()])
    assert is_current(workshop)
    stock(workshop.store, article(text="Changed."))
    assert not is_current(workshop)


@pytest.mark.parametrize(
    "embedder", [WordEmbedder(id="other@1"), WordEmbedder(dimension=32)], ids=["id", "dimension"]
)
def test_an_index_by_another_recipe_is_not_current(
    workshop: Workshop, embedder: WordEmbedder
) -> None:
    stock(workshop.store, article())
    publish(workshop, QuietProgress())
    assert not is_current(replace(workshop, embedder=embedder))


@pytest.mark.parametrize("name", ["CURRENT", "manifest.json", "vectors.faiss", "bm25.npz"])
def test_a_damaged_index_is_not_current_and_publishing_mends_it(
    workshop: Workshop, tmp_path: Path, name: str
) -> None:
    stock(workshop.store, article())
    publish(workshop, QuietProgress())
    [damaged] = (tmp_path / "snapshots").rglob(name)
    damaged.write_bytes(b"")
    assert not is_current(workshop)
    publish(workshop, QuietProgress())
    assert is_current(workshop)


# Publishing


def test_a_snapshot_holds_every_article_with_all_its_sentences(workshop: Workshop) -> None:
    stock(workshop.store, *some_articles(30))
    progress = QuietProgress()
    manifest, notes = publish(workshop, progress)
    snapshot = workshop.snapshots.open(manifest.version, embedder=workshop.embedder.id)
    entries = snapshot.catalog.entries
    assert [(entry.id, entry.revision) for entry in entries] == [
        (each.id, each.revision) for each in some_articles(30)
    ]
    for number, each in enumerate(some_articles(30)):
        spans = snapshot.catalog.sentences_of(number)
        quoted = [each.text[span.start : span.end] for span in spans]
        assert "".join(quoted).replace(" ", "") == "".join(each.text.split())
    assert notes == []
    assert progress.stages == {
        "splitting articles": 30,
        "embedding chunks": manifest.chunks,
        "writing the index": 0,
    }


def test_publishing_again_embeds_nothing_again(workshop: Workshop, tmp_path: Path) -> None:
    embedder = WordEmbedder()
    shop = cached(workshop, embedder, tmp_path / "embeddings.db")
    stock(shop.store, *some_articles(10))
    first, _ = publish(shop, QuietProgress())
    done = len(embedder.embedded)
    assert done == len(set(embedder.embedded)) == first.chunks
    second, _ = publish(shop, QuietProgress())
    assert len(embedder.embedded) == done
    assert second.segments == first.segments


def test_publishing_after_a_change_embeds_only_what_is_new(
    workshop: Workshop, tmp_path: Path
) -> None:
    embedder = WordEmbedder()
    shop = cached(workshop, embedder, tmp_path / "embeddings.db")
    stock(shop.store, *some_articles(10))
    publish(shop, QuietProgress())
    embedder.embedded.clear()
    stock(shop.store, article("new", "Only this is new."))
    publish(shop, QuietProgress())
    assert len(embedder.embedded) == 1
    assert "Only this is new." in embedder.embedded[0]


def test_a_sentence_beyond_the_window_is_noted_with_its_article(workshop: Workshop) -> None:
    endless = article("endless", "on " * 300)
    stock(workshop.store, article(), endless)
    _, notes = publish(workshop, QuietProgress())
    assert len(notes) == 1
    assert notes[0].startswith("endless: a sentence is longer than the model's window")


def test_a_model_with_a_small_window_gets_smaller_chunks(tmp_path: Path) -> None:
    workshop = open_words_workshop(tmp_path, WordEmbedder(max_tokens=32))
    with closing(workshop.store):
        stock(workshop.store, *some_articles(3))
        manifest, notes = publish(workshop, QuietProgress())
    assert manifest.chunks > 3
    assert notes == []


def test_an_empty_store_publishes_an_empty_index(workshop: Workshop) -> None:
    manifest, notes = publish(workshop, QuietProgress())
    assert (manifest.articles, manifest.chunks, notes) == (0, 0, [])
    assert is_current(workshop)


def test_the_last_snapshots_are_kept(workshop: Workshop, tmp_path: Path) -> None:
    versions: list[str] = []
    for count in (1, 2, 3, 4):
        stock(workshop.store, *some_articles(count))
        versions.append(publish(workshop, QuietProgress())[0].version)
    kept = {path.name for path in (tmp_path / "snapshots").iterdir() if path.is_dir()}
    assert kept == {*versions[-KEPT_SNAPSHOTS:], "segments"}
