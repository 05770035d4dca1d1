"""What a fetch gives back, from a server that behaves."""

import gzip
import socket
import ssl
import subprocess
import zlib
from collections.abc import Sequence
from pathlib import Path
from shutil import which
from threading import Thread

import httpcore2
import pytest

from index.fetching.addresses import Allowed
from index.fetching.failure import FetchError
from index.fetching.fetch import Fetcher, Seen, Takes
from index.fetching.limits import Manners
from index.fetching.wire import Network
from tests.index.fetching.guarded import QUICK
from tests.index.fetching.playing import LOOPBACK, STORY, Asked, Playing, answer, playing, redirect

RSS = b"<rss><channel><title>Town</title></channel></rss>"
SITEMAP = b"<urlset><url><loc>https://news.example/a</loc></url></urlset>"
POLITE = Manners(spacing_s=0)


def test_a_page_is_fetched_whole_with_what_the_server_says_of_it(
    server: Playing, fetcher: Fetcher
) -> None:
    body = "<p>Der Müller mahlt.</p>".encode("iso-8859-1")
    url = server.plays(
        "/story?id=1",
        answer(
            body,
            content_type='Text/HTML; charset="ISO-8859-1"',
            etag='W/"abc"',
            last_modified="Fri, 27 Nov 2026 12:00:00 GMT",
        ),
    )
    found = fetcher.fetch(url + "#top", takes=Takes.PAGE)
    assert found
    assert found.url == url
    assert found.body == body
    assert found.media_type == "text/html"
    assert found.charset == "iso-8859-1"
    assert found.seen == Seen('W/"abc"', "Fri, 27 Nov 2026 12:00:00 GMT")
    assert found.moved_to is None


def test_a_request_says_who_asks_and_carries_nothing_else(
    server: Playing, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text(f"machine {LOOPBACK} login me password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{LOOPBACK}:9/")
    url = server.plays("/story", answer(set_cookie="id=1"))
    manners = Manners("OnRecord (+https://desk.example)", spacing_s=0)
    with Fetcher(Allowed.of([LOOPBACK]), manners=manners) as fetcher:
        fetcher.fetch(url, takes=Takes.PAGE)
        fetcher.fetch(url, takes=Takes.PAGE)
    assert [one.path for one in server.asked] == ["/robots.txt", "/story", "/story"]
    for one in server.asked:
        assert one.headers["host"] == f"{LOOPBACK}:{server.port}"
        assert one.headers["user-agent"] == "OnRecord (+https://desk.example)"
        assert one.headers.keys() == {
            "host", "user-agent", "accept", "accept-encoding", "connection",
        }  # fmt: skip


def test_what_did_not_change_is_not_sent_again(server: Playing, fetcher: Fetcher) -> None:
    def act(connection: socket.socket, asked: Asked) -> None:
        is_known = asked.headers.get("if-none-match") == '"1"'
        assert is_known == ("if-modified-since" in asked.headers)
        answer(b"" if is_known else RSS, status=304 if is_known else 200, etag='"1"')(
            connection, asked
        )

    url = server.plays("/feed", act)
    first = fetcher.fetch(url, takes=Takes.FEED)
    assert first
    assert first.seen.etag == '"1"'
    seen = Seen('"1"', "Fri, 27 Nov 2026 12:00:00 GMT")
    assert fetcher.fetch(url, takes=Takes.FEED, seen=seen) is None


def test_not_modified_is_an_error_where_nothing_was_known(
    server: Playing, fetcher: Fetcher
) -> None:
    url = server.plays("/feed", answer(b"", status=304))
    with pytest.raises(FetchError) as odd:
        fetcher.fetch(url, takes=Takes.FEED)
    assert odd.value.status == 304


def test_what_was_seen_can_smuggle_no_header_in(server: Playing, fetcher: Fetcher) -> None:
    url = server.plays("/story", answer())
    fetcher.fetch(url, takes=Takes.PAGE, seen=Seen('"1"\r\nX-Evil: 1', "é" * 10))
    assert not {"x-evil", "if-none-match", "if-modified-since"} & server.asked[-1].headers.keys()


@pytest.mark.parametrize(
    ("statuses", "is_moved"),
    [
        ([301], True),
        ([308, 301], True),
        ([302], False),
        ([301, 302], False),
        ([307, 301], False),
        ([303], False),
    ],
)
def test_redirects_are_followed_and_permanent_ones_told(
    server: Playing, fetcher: Fetcher, statuses: list[int], is_moved: bool
) -> None:
    for number, status in enumerate(statuses):
        server.plays(f"/{number}", redirect(f"/{number + 1}", status))
    end = server.plays(f"/{len(statuses)}", answer())
    found = fetcher.fetch(server.url("/0"), takes=Takes.PAGE)
    assert found
    assert found.url == end
    assert found.moved_to == (end if is_moved else None)
    assert server.paths() == [f"/{number}" for number in range(len(statuses) + 1)]


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [("gzip", gzip.compress(STORY)), ("deflate", zlib.compress(STORY)), ("identity", STORY)],
    ids=["gzip", "deflate", "identity"],  # gzip has the time in it
)
def test_what_comes_packed_is_unpacked(
    server: Playing, fetcher: Fetcher, encoding: str, packed: bytes
) -> None:
    url = server.plays("/story", answer(packed, content_encoding=encoding))
    found = fetcher.fetch(url, takes=Takes.PAGE)
    assert found
    assert found.body == STORY


@pytest.mark.parametrize("content_type", ["application/gzip", "application/octet-stream"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_packed_sitemap_is_unpacked(
    server: Playing, fetcher: Fetcher, content_type: str, times: int
) -> None:
    packed = gzip.compress(SITEMAP)
    act = answer(packed, content_type=content_type)
    if times == 2:
        act = answer(gzip.compress(packed), content_type=content_type, content_encoding="gzip")
    found = fetcher.fetch(server.plays("/sitemap.xml.gz", act), takes=Takes.SITEMAP)
    assert found
    assert found.body == SITEMAP
    assert found.media_type == "application/xml"


def test_a_feed_is_taken_by_what_it_is(server: Playing, fetcher: Fetcher) -> None:
    url = server.plays("/feed", answer(RSS, content_type="application/octet-stream"))
    found = fetcher.fetch(url, takes=Takes.FEED)
    assert found
    assert found.media_type == "application/xml"
    with pytest.raises(FetchError, match="web page, not a feed"):
        fetcher.fetch(server.plays("/", answer()), takes=Takes.FEED)


def test_many_threads_fetch_at_once(server: Playing, fetcher: Fetcher) -> None:
    urls = [server.plays(f"/{number}", answer(b"%d" % number)) for number in range(16)]
    bodies: dict[str, bytes] = {}

    def fetch(url: str) -> None:
        found = fetcher.fetch(url, takes=Takes.PAGE)
        assert found
        bodies[url] = found.body

    threads = [Thread(target=fetch, args=[url]) for url in urls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bodies == {url: b"%d" % number for number, url in enumerate(urls)}


def test_a_host_that_redirects_to_itself_is_not_waited_for(server: Playing) -> None:
    url = server.plays("/old", redirect("/story"))
    server.plays("/story", answer())
    with Fetcher(Allowed.of([LOOPBACK]), manners=Manners(spacing_s=3600)) as fetcher:
        assert fetcher.fetch(url, takes=Takes.PAGE)
    assert server.paths() == ["/old", "/story"]


def test_pages_of_one_host_are_asked_for_at_intervals(server: Playing) -> None:
    url = server.plays("/story", answer())
    server.plays("/robots.txt", answer(b"User-agent: *\nCrawl-delay: 90"))
    with Fetcher(Allowed.of([LOOPBACK])) as fetcher:
        fetcher.fetch(url, takes=Takes.PAGE)
        with pytest.raises(FetchError, match="must not be asked again for 90 s") as early:
            fetcher.fetch(url, takes=Takes.PAGE)
    assert early.value.retry_after_s
    assert server.paths() == ["/story"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of news.example, made for this run."""
    if which("openssl") is None:
        pytest.skip("needs openssl to make a certificate")
    path = tmp_path_factory.mktemp("tls") / "news.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"),
            *("-keyout", str(path), "-out", f"{path}.crt"),
        ],
        check=True,
        capture_output=True,
    )
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


def test_tls_and_host_keep_the_name_while_the_address_is_pinned(certificate: Path) -> None:
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    trusting = ssl.create_default_context(cafile=str(certificate))
    resolved: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        resolved.append(host)
        return [LOOPBACK]

    with playing(context) as server:
        server.plays("/story", answer())
        allowed = Allowed.of([f"news.example:{server.port}", f"other.example:{server.port}"])
        network = Network(resolve, trusting)
        with Fetcher(allowed, limits=QUICK, manners=POLITE, network=network) as fetcher:
            url = f"https://news.example:{server.port}/story"
            found = fetcher.fetch(url, takes=Takes.PAGE)
            with pytest.raises(FetchError, match="certificate"):
                fetcher.fetch(url.replace("news", "other"), takes=Takes.PAGE)
        with (
            Fetcher(allowed, limits=QUICK, network=Network(resolve)) as fetcher,
            pytest.raises(FetchError, match="certificate"),
        ):
            fetcher.fetch(url, takes=Takes.PAGE)
    assert found
    assert found.url == url
    assert names[:2] == ["news.example"] * 2
    assert [one.headers["host"] for one in server.asked] == [f"news.example:{server.port}"] * 2
    assert resolved[:2] == ["news.example"] * 2  # robots.txt and page, once each


def test_certificates_are_checked_unless_a_test_says_otherwise() -> None:
    context = Network().tls
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
    assert isinstance(httpcore2.default_ssl_context(), ssl.SSLContext)
