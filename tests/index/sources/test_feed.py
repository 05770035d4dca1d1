"""A feed gives its entries in any dialect and however broken it is; what is none is refused."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ArticleRefusedError
from index.sources.address import host_of
from index.sources.draft import checked
from index.sources.feed import MOST_ENTRIES, Feed, FeedEntry, draft_of_entry, read_feed
from index.sources.identity import Place, identify
from index.sources.limits import SourceLimits

URL = "https://fjord.example/news/feed.xml"
PUBLISHED = datetime(2021, 3, 3, 10, 0, tzinfo=UTC)
ITEM = (
    "<item><title>Ferry route agreed</title><link>https://fjord.example/1</link><guid>g-1</guid>"
    "<pubDate>Wed, 03 Mar 2021 10:00:00 GMT</pubDate>"
    "<description>It will sail.</description></item>"
)
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Fjord Post</title>
<entry><id>urn:1</id><title type="html">Ferry &lt;i&gt;route&lt;/i&gt; agreed</title>
<link rel="enclosure" href="/1.mp3"/><link href="../1"/><author><name>Ada Lind</name></author>
<published>2021-03-03T10:00:00Z</published><updated>2021-03-04T10:00:00+01:00</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>It will sail.</p><p>In May.</p>
</div></content></entry></feed>"""


def rss(items: str = ITEM, *, head: str = "<title>The Fjord Post</title>") -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"{head}<language>en-gb</language>{items}</channel></rss>"
    ).encode()


def item(content: str) -> FeedEntry:
    (entry,) = read_feed(rss(f"<item>{content}</item>"), url=URL).entries
    return entry


def test_an_rss_entry_has_its_fields() -> None:
    feed = read_feed(rss(), url=URL)
    assert (feed.title, feed.language, feed.notes) == ("The Fjord Post", "en-gb", ())
    assert feed.entries == (
        FeedEntry(
            id="g-1",
            url="https://fjord.example/1",
            title="Ferry route agreed",
            summary="It will sail.",
            published_at=PUBLISHED,
        ),
    )


def test_an_atom_entry_has_its_fields() -> None:
    (entry,) = read_feed(ATOM.encode(), url=URL).entries
    assert entry == FeedEntry(
        id="urn:1",
        url="https://fjord.example/1",
        title="Ferry route agreed",
        content="It will sail.\nIn May.",
        author="Ada Lind",
        published_at=PUBLISHED,
        updated_at=datetime(2021, 3, 4, 9, 0, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ('<rss version="0.91"><channel>', "</channel></rss>"),
        ('<rss version="0.92"><channel>', "</channel></rss>"),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns="http://purl.org/rss/1.0/"><channel><title>A</title></channel>',
            "</rdf:RDF>",
        ),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>A</title></channel>',
            "</rdf:RDF>",
        ),
    ],
)
def test_old_dialects_are_read(opening: str, closing: str) -> None:
    (entry,) = read_feed(f"{opening}{ITEM}{closing}".encode(), url=URL).entries
    assert (entry.title, entry.url) == ("Ferry route agreed", "https://fjord.example/1")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<link>/1</link>", "https://fjord.example/1"),
        ("<link> 1\n</link>", "https://fjord.example/news/1"),
        ("<guid>https://fjord.example/2</guid>", "https://fjord.example/2"),
        ('<guid isPermaLink="false">https://fjord.example/2</guid>', None),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>file:///etc/passwd</link>", None),
        ("<link>http://[</link>", None),
        ("<guid>g-1</guid>", None),
        ("<title>No link</title>", None),
    ],
)
def test_a_link_is_absolute_and_on_the_web_or_none(content: str, expected: str | None) -> None:
    assert item(content).url == expected


def test_markup_becomes_plain_text_and_scripts_vanish() -> None:
    entry = item(
        "<title>Fish &amp;amp; chips</title><description>&lt;p&gt;A &lt;b&gt;bold&lt;/b&gt; move."
        "&lt;script&gt;steal()&lt;/script&gt;&lt;/p&gt;&lt;img src=x onerror=steal()&gt;"
        "</description><content:encoded><![CDATA[<h2>Ferry</h2><p>It will sail<br>in May.</p>]]>"
        "</content:encoded>"
        "<dc:creator>Ada Lind</dc:creator>"
    )
    assert (entry.title, entry.summary) == ("Fish & chips", "A bold move.")
    assert entry.content == "Ferry\nIt will sail\nin May."
    assert entry.text == entry.content
    assert entry.author == "Ada Lind"


@pytest.mark.parametrize("written", ["yesterday", "03/04/2021", "Mar 2021", "2021"])
def test_a_date_that_is_not_whole_stays_unknown_with_a_note(written: str) -> None:
    entry = item(f"<pubDate>{written}</pubDate>")
    assert entry.published_at is None
    assert written in entry.notes[0]


@pytest.mark.parametrize("cut", [b"</channel></rss>", b"</rss>", b"nnel></rss>"])
def test_a_broken_feed_is_read_as_far_as_possible(cut: bytes) -> None:
    feed = read_feed(rss(ITEM + "<item><title>A & B</title>").removesuffix(cut), url=URL)
    assert feed.entries[0].title == "Ferry route agreed"
    assert "not well formed" in feed.notes[0]


def test_the_charset_of_the_answer_is_used() -> None:
    body = rss(ITEM.replace("Ferry", "Fähre")).replace(b'encoding="utf-8"', b"").decode()
    feed = read_feed(body.encode("iso-8859-1"), url=URL, charset="iso-8859-1")
    assert feed.entries[0].title == "Fähre route agreed"


def test_entities_do_not_expand_and_nothing_outside_is_read() -> None:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    opening = f'<!DOCTYPE rss [<!ENTITY a0 "lol"><!ENTITY x SYSTEM "file:///etc/passwd">{bomb}]>'
    begun = perf_counter()
    for title in ("&a11;", "&x;"):
        body = opening.encode() + rss(head=f"<title>{title}</title>").partition(b"?>")[2]
        feed = read_feed(body, url=URL)
        assert len(feed.title) < 100
        assert "root:" not in feed.title
    assert perf_counter() - begun < 2


def test_a_feed_without_end_is_read_up_to_a_limit_with_a_note() -> None:
    feed = read_feed(rss(ITEM * 3_000), url=URL)
    assert len(feed.entries) == MOST_ENTRIES
    assert "3,000 entries" in feed.notes[0]


def test_a_feed_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(ArticleRefusedError, match=r"more than the 10\.0 MB allowed"):
        read_feed(b"<a " * 5_000_000, url=URL)


@pytest.mark.parametrize(
    "body", [b"", b"words", b"<html><body>x</body></html>", b"/etc/hostname", b"{}", b"\x1f\x8b"]
)
def test_what_is_no_feed_is_refused(body: bytes) -> None:
    with pytest.raises(ArticleRefusedError, match="no feed") as raised:
        read_feed(body, url=URL)
    assert raised.value.remedy


def test_an_entry_without_a_page_becomes_an_article() -> None:
    feed = read_feed(rss(ITEM.replace("<link>https://fjord.example/1</link>", "")), url=URL)
    draft = draft_of_entry(feed.entries[0], feed)
    article = identify(checked(draft, SourceLimits()), Place(URL)).article
    assert (article.text, article.source) == ("It will sail.", "The Fjord Post")
    assert (article.published_at, article.language) == (PUBLISHED, "en-GB")
    assert article.id.startswith("entry-")
    other = read_feed(rss(), url="https://other.example/feed")
    elsewhere = draft_of_entry(feed.entries[0], other)
    assert identify(checked(elsewhere, SourceLimits()), Place(URL)).article.id != article.id


def test_an_entry_with_a_page_is_that_page() -> None:
    feed = read_feed(rss(), url=URL)
    draft = draft_of_entry(feed.entries[0], feed)
    assert (draft.url, draft.given_id) == ("https://fjord.example/1", None)


def test_an_entry_without_text_is_no_article() -> None:
    with pytest.raises(ArticleRefusedError, match="no text"):
        draft_of_entry(FeedEntry(id="1", url=None, title="A"), Feed(URL, "A", ()))


_PIECES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [
            b"<item>",
            b"</item>",
            b"<entry>",
            b"<title>",
            b"<![CDATA[",
            b"]]>",
            b"&a;",
            b"&#0;",
            b"<link href='//['/>",
            b"<pubDate>",
            b"<!DOCTYPE x [",
            b"<content type='application/x'>",
        ]
    ),
)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([b"", rss()[:-30], ATOM.encode()[:400], b"\xff\xfe", b"\xef\xbb\xbf<rss>"]),
    st.lists(_PIECES, max_size=6),
    st.none() | st.text(max_size=12),
)
def test_any_bytes_are_a_feed_or_refused(
    opening: bytes, pieces: list[bytes], charset: str | None
) -> None:
    entries: Sequence[FeedEntry] = ()
    with suppress(ArticleRefusedError):
        entries = read_feed(opening + b"".join(pieces), url=URL, charset=charset).entries
    assert all(entry.url is None or host_of(entry.url) for entry in entries)
