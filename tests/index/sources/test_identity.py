"""The same article has the same id in every run, and only one that is given is kept as it is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ArticleRefusedError
from index.sources.address import host_of, normalise_url
from index.sources.draft import Draft
from index.sources.identity import Place, identify
from index.types import Found, Notice

_IDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=200).filter(
    str.strip
)


def _identified(draft: Draft, *, path: Path | None = None) -> Found:
    return identify(draft, Place("here", path))


@given(_IDS)
def test_a_given_id_is_kept_as_it_is(given_id: str) -> None:
    found = _identified(Draft(text="A.", title="A", given_id=given_id, url="https://a.example/"))
    assert found.article.id == given_id
    assert found.id_is_given


@pytest.mark.parametrize("given_id", ["", "  ", "a\nb", "a\0b", "x" * 201])
def test_an_id_that_cannot_be_kept_is_refused(given_id: str) -> None:
    with pytest.raises(ArticleRefusedError, match="'id'"):
        _identified(Draft(text="A.", title="A", given_id=given_id))


@pytest.mark.parametrize(
    "url",
    [
        "https://News.Example/a?b=1",
        "HTTPS://news.example:443/a?b=1#top",
        "https://news.example/a?utm_source=x&b=1&fbclid=y",
    ],
)
def test_copies_of_one_page_have_one_id(url: str) -> None:
    found = _identified(Draft(text="A.", title="A", url=url))
    reference = _identified(Draft(text="B.", title="B", url="https://news.example/a?b=1"))
    assert found.article.id == reference.article.id
    assert found.article.id.startswith("url-")
    assert len(found.article.id) == len("url-") + 16
    assert found.article.url == url
    assert found.id_is_given


@pytest.mark.parametrize(
    "url", ["https://news.example/b", "http://news.example/a", "https://news.example/a?b=2"]
)
def test_other_pages_have_other_ids(url: str) -> None:
    assert normalise_url(url) != normalise_url("https://news.example/a?b=1")


def test_a_missing_source_is_the_urls_host() -> None:
    draft = Draft(text="A.", title="A", url="https://News.example:8443/a")
    assert _identified(draft).article.source == "news.example"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "news.example/a",
        "http://",
        "http://[",
        "http://a:b/",
        "https://a b/",
        "ftp://a/",
    ],
)
def test_what_is_no_web_address_is_left_out_and_noted(url: str) -> None:
    assert host_of(url) is None
    found = _identified(Draft(text="A.", title="A", url=url))
    assert found.article.url is None
    assert not found.id_is_given
    assert "left out" in found.notes[0]


@given(st.text())
def test_any_text_as_url_gives_an_article(url: str) -> None:
    article = _identified(Draft(text="A.", title="A", url=url)).article
    assert (article.url is None) == (article.source is None)


def test_a_files_id_comes_from_its_place_however_it_is_reached(tmp_path: Path) -> None:
    folder = tmp_path / "seeds"
    folder.mkdir()
    straight = _identified(Draft(text="A.", title="A"), path=folder / "Bürger & Co.txt")
    around = _identified(
        Draft(text="B.", title="B"), path=folder / ".." / "seeds" / "Bürger & Co.txt"
    )
    assert straight.article.id == around.article.id
    assert straight.article.id.startswith("burger-co-")
    assert not straight.id_is_given


def test_without_a_place_the_content_is_the_id() -> None:
    first = _identified(Draft(text="A.", title="A")).article.id
    assert first == _identified(Draft(text="A.", title="A", author="B")).article.id
    assert first != _identified(Draft(text="A. ", title="A")).article.id
    assert first.startswith("text-")


def test_an_article_gets_its_author_language_and_notice_here() -> None:
    text = "The new ferry will sail from the harbour in May.\nCorrection: It will carry 400 people."
    draft = Draft(text=text, title="A", author="By Ada Lind, Reuters", url="https://a.example/")
    article = _identified(draft).article
    assert (article.author, article.language) == ("Ada Lind", "en")
    assert article.notice is Notice.CORRECTION
    assert _identified(replace(draft, language="no-such language")).article.language == "en"
    assert _identified(replace(draft, language="de_at")).article.language == "de-AT"


_NOON = datetime(2021, 3, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("published_at", "updated_at", "doubt"),
    [
        (None, _NOON, None),
        (_NOON, None, None),
        (_NOON, _NOON, None),
        (_NOON, _NOON + timedelta(days=1), None),
        (_NOON, _NOON - timedelta(minutes=1), "before it was published"),
        (_NOON, _NOON + timedelta(days=3), "not come yet"),
        (None, _NOON + timedelta(days=3000), "not come yet"),
    ],
)
def test_a_date_of_change_that_cannot_be_true_is_left_out_with_a_note(
    published_at: datetime | None, updated_at: datetime | None, doubt: str | None
) -> None:
    draft = Draft(text="A.", title="A", published_at=published_at, updated_at=updated_at)
    found = identify(draft, Place("here", seen_at=_NOON))
    assert found.article.published_at == published_at
    assert found.article.updated_at == (updated_at if doubt is None else None)
    assert found.notes == () if doubt is None else doubt in found.notes[0]


def test_ids_of_addresses_are_those_that_they_always_were() -> None:
    ids = {
        "https://news.example/a?b=1": "url-8e07eff632bc35f0",
        "http://www.news.example/a/?utm_source=x": "url-363d7eace7c65e02",
    }
    for url, id_ in ids.items():
        assert _identified(Draft(text="A.", title="A", url=url)).article.id == id_
