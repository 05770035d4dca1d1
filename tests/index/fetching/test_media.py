"""Which content is taken for what, by what servers say and what they send."""

import codecs
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fetching.failure import FetchError
from index.fetching.media import Takes, check_declared, declared_by, settled_type

HTML = b"<!DOCTYPE html>\n<html><p>Text.</p></html>"
RSS = b'<?xml version="1.0"?>\n<!-- made by hand -->\n<rss version="2.0"></rss>'
ATOM = b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>'
RDF = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>'
SITEMAP = b"<?xml version='1.0'?><?xml-stylesheet href='a.xsl'?><urlset></urlset>"
PDF = b"%PDF-1.7 and so on"
LIST = b"https://news.example/a\nhttps://news.example/b\n"
BINARY = b"GIF89a\x00\x00\x00"


def taken_as(content_type: str, body: bytes, takes: Takes) -> str:
    declared = declared_by(content_type)
    check_declared(declared, takes)
    return settled_type(body, declared, takes)


@pytest.mark.parametrize(
    ("takes", "content_type", "body", "media_type"),
    [
        (Takes.PAGE, "text/html; charset=utf-8", HTML, "text/html"),
        (Takes.PAGE, "TEXT/HTML", b"no markup", "text/html"),
        (Takes.PAGE, "text/plain", b"Text.", "text/plain"),
        (Takes.PAGE, "application/xhtml+xml", HTML, "application/xhtml+xml"),
        (Takes.PAGE, "application/xml", b"<html xmlns='x'/>", "application/xhtml+xml"),
        (Takes.PAGE, "application/pdf", PDF, "application/pdf"),
        (Takes.PAGE, "application/octet-stream", PDF, "application/pdf"),
        (Takes.PAGE, "text/html", PDF, "application/pdf"),
        (Takes.PAGE, "application/pdf", b"junk\n" + PDF, "application/pdf"),
        (Takes.PAGE, "text/plain", b"Such files begin with %PDF-1.7.", "text/plain"),
        (Takes.PAGE, "", HTML, "text/html"),
        (Takes.PAGE, "nonsense", b"Text.", "text/plain"),
        (Takes.PAGE, "text/html", codecs.BOM_UTF16_LE + "<p>".encode("utf-16-le"), "text/html"),
        (Takes.FEED, "application/rss+xml", RSS, "application/rss+xml"),
        (Takes.FEED, "text/xml; charset=iso-8859-1", RDF, "text/xml"),
        (Takes.FEED, "text/plain", ATOM, "application/xml"),
        (Takes.FEED, "application/octet-stream", RSS, "application/xml"),
        (Takes.FEED, "text/html", RSS, "application/xml"),
        (Takes.FEED, "", b"\xef\xbb\xbf \n" + RSS, "application/xml"),
        (Takes.FEED, "text/xml", codecs.BOM_UTF16_BE + "<rss/>".encode("utf-16-be"), "text/xml"),
        (Takes.FEED, "application/xml", b"warning: x in y\n" + RSS, "application/xml"),
        (Takes.SITEMAP, "application/xml", SITEMAP, "application/xml"),
        (Takes.SITEMAP, "text/html", b"<sitemapindex/>", "application/xml"),
        (Takes.SITEMAP, "application/x-gzip", SITEMAP, "application/xml"),
        (Takes.SITEMAP, "text/plain", LIST, "text/plain"),
        (Takes.SITEMAP, "application/rss+xml", RSS, "application/rss+xml"),
    ],
)
def test_content_is_taken_for_what_it_is(
    takes: Takes, content_type: str, body: bytes, media_type: str
) -> None:
    assert taken_as(content_type, body, takes) == media_type


@pytest.mark.parametrize(
    ("takes", "content_type", "body", "reason"),
    [
        (Takes.PAGE, "image/png", BINARY, "of the type image/png, not a page"),
        (Takes.PAGE, "application/json", b"{}", "application/json"),
        (Takes.PAGE, "text/css", b"p {}", "text/css"),
        (Takes.PAGE, "text/html", BINARY, "binary"),
        (Takes.PAGE, "application/pdf", HTML, "no PDF file"),
        (Takes.PAGE, "application/rss+xml", RSS, "<rss>"),
        (Takes.PAGE, "text/html", SITEMAP, "<urlset>"),
        (Takes.PAGE, "application/xml", b"<note/>", "XML"),
        (Takes.PAGE, "text/html", b" \n", "empty"),
        (Takes.FEED, "text/html", HTML, "web page, not a feed"),
        (Takes.FEED, "application/xml", HTML, "web page, not a feed"),
        (Takes.FEED, "text/html", b"no markup", "web page, not a feed"),
        (Takes.FEED, "text/plain", LIST, "no XML"),
        (Takes.FEED, "text/xml", SITEMAP, "<urlset>"),
        (Takes.FEED, "application/octet-stream", BINARY, "binary"),
        (Takes.FEED, "video/mp4", RSS, "video/mp4"),
        (Takes.FEED, "application/gzip", RSS, "application/gzip"),
        (Takes.SITEMAP, "text/html", HTML, "web page, not a sitemap"),
        (Takes.SITEMAP, "application/zip", SITEMAP, "application/zip"),
        (Takes.SITEMAP, "text/xml", b"<note/>", "<note>"),
    ],
)
def test_content_of_another_kind_is_refused_with_the_reason(
    takes: Takes, content_type: str, body: bytes, reason: str
) -> None:
    with pytest.raises(FetchError, match=reason) as refused:
        taken_as(content_type, body, takes)
    assert refused.value.is_permanent == (reason != "empty")


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("text/html", None),
        ("text/html; charset=ISO-8859-1", "iso-8859-1"),
        ('text/html;charset="windows-1252"', "windows-1252"),
        ("text/html; boundary=x; charset = utf-8 ; y", "utf-8"),
        ("text/html; charset=", None),
        ("text/html; xcharset=utf-8", None),
    ],
)
def test_the_charset_is_what_the_header_says(content_type: str, charset: str | None) -> None:
    assert declared_by(content_type).charset == charset


@given(content_type=st.text(), body=st.binary(), takes=st.sampled_from(Takes))
def test_any_content_has_a_type_or_is_refused(content_type: str, body: bytes, takes: Takes) -> None:
    with suppress(FetchError):
        assert "/" in taken_as(content_type, body, takes)
