"""Which URLs are fetched, and what exactly is asked for."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fetching.addresses import Allowed
from index.fetching.failure import FetchError
from index.fetching.targets import redirected, target_of

NOTHING = Allowed()


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://news.example", "https://news.example/"),
        ("HTTP://News.EXAMPLE:80/A?b=C#part", "http://news.example/A?b=C"),
        ("https://news.example:443/", "https://news.example/"),
        ("https://news.example:8443/", "https://news.example:8443/"),
        ("https://news.example./", "https://news.example/"),
        ("https://news.example?q=1", "https://news.example/?q=1"),
        (" https://news.example/a b ", "https://news.example/a%20b"),
        ("https://news.example/%C3%A9/é", "https://news.example/%C3%A9/%C3%A9"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://BÜCHER。example/", "https://xn--bcher-kva.example/"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://my_host.example/", "https://my_host.example/"),
        ("http://[2606:4700::1111]:8080/", "http://[2606:4700::1111]:8080/"),
    ],
)
def test_a_url_is_asked_for_in_one_plain_form(url: str, asked: str) -> None:
    assert target_of(url, NOTHING).url == asked


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "neither http nor https"),
        ("news.example/story", "neither http nor https"),
        ("file:///etc/passwd", "neither http nor https"),
        ("ftp://news.example/", "neither http nor https"),
        ("gopher://news.example:70/_x", "neither http nor https"),
        ("javascript:alert(1)", "neither http nor https"),
        ("https:///story", "no host"),
        ("https://user:secret@news.example/", "a user name or a password"),
        ("https://user@news.example/", "a user name or a password"),
        ("https://@news.example/", "a user name or a password"),
        ("https://news.example:22/", "port 22"),
        ("https://news.example:0/", "port 0"),
        ("https://news.example:6667/", "port 6667"),
        ("https://news.example:65536/", "malformed"),
        ("https://news.example:web/", "malformed"),
        ("https://[::1/", "malformed"),
        ("http://[fe80::1%25eth0]/", "no name"),
        ("https://news.example/\r\nHost: evil.example", "control characters"),
        ("https://news.example/\x00", "control characters"),
        ("https://news .example/", "no name"),
        ("https://news.example\\@evil.example/", "a user name"),
        ("https://news.example\\.evil.example/", "no name"),
        ("https://news%2eexample/", "no name"),
        ("https://-news.example/", "no name"),
        ("https://news..example/", "no name"),
        (f"https://{'a' * 64}.example/", "no name"),
        (f"https://{'a.' * 130}example/", "no name"),
        (f"https://{'é' * 1000}.example/", "no name"),
        ("https://\u2603\ufe0f\u200d.example/", "no name"),
        (f"https://news.example/{'a' * 4096}", "characters"),
    ],
)
def test_a_url_that_is_never_fetched_is_refused_with_the_reason(url: str, reason: str) -> None:
    with pytest.raises(FetchError, match=reason) as refused:
        target_of(url, NOTHING)
    assert refused.value.is_permanent
    assert refused.value.remedy
    assert len(str(refused.value)) < 400
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    "url",
    [
        "https://user:secret@news.example/",
        "ftp://user:secret@news.example/",
        "https://user:secret@news.example:99999/",
        "https://user:secret@news\u2100.example/",
        "https://user:secret@news.example/\n",
    ],
)
def test_a_password_is_not_repeated_in_the_message(url: str) -> None:
    with pytest.raises(FetchError) as refused:
        target_of(url, NOTHING)
    assert "secret" not in f"{refused.value} {refused.value.remedy}"


def test_any_port_can_be_allowed() -> None:
    allowed = Allowed.of(["news.example:81"])
    assert target_of("http://news.example:81/", allowed).port == 81
    with pytest.raises(FetchError, match="port 82"):
        target_of("http://news.example:82/", allowed)


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        ("/b", "https://news.example/b"),
        ("c?d=1", "https://news.example/a/c?d=1"),
        ("../b", "https://news.example/b"),
        ("//other.example/", "https://other.example/"),
        ("http://other.example", "http://other.example/"),
        ("?page=2", "https://news.example/a/story?page=2"),
    ],
)
def test_a_redirect_is_read_from_where_it_stands(location: str, asked: str) -> None:
    start = target_of("https://news.example/a/story", NOTHING)
    assert redirected(start, location, NOTHING).url == asked


@pytest.mark.parametrize("location", ["file:///etc/passwd", "//[", "//u:p@x.example", "//x:22"])
def test_a_redirect_to_what_is_never_fetched_is_refused(location: str) -> None:
    start = target_of("https://news.example/", NOTHING)
    with pytest.raises(FetchError):
        redirected(start, location, NOTHING)


@given(st.one_of(st.text(), st.text().map(lambda text: f"https://{text}")))
def test_any_text_is_a_plain_target_or_refused(text: str) -> None:
    with suppress(FetchError):
        target = target_of(text, NOTHING)
        assert target.url.isascii()
        assert " " not in target.url
        assert target_of(target.url, NOTHING) == target
