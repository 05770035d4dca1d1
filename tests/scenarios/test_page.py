"""The chat page is served whole, runs only its own files, and never parses text as HTML."""

import re

import httpx2

from tests.commands import ROOT


def test_the_page_and_everything_it_names_is_served(http: httpx2.Client) -> None:
    page = http.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    named = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert named
    for address in named:
        assert address.startswith("/"), "nothing comes from elsewhere"
        assert http.get(address).status_code == 200, address


def test_the_browser_is_told_to_run_nothing_else(http: httpx2.Client) -> None:
    for address in ("/", "/web/page.js", "/articles", "/nowhere"):
        policy = http.get(address).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert http.get(address).headers["x-content-type-options"] == "nosniff"


def test_the_page_shows_text_only_as_text() -> None:
    script = (ROOT / "bot" / "web" / "page.js").read_text(encoding="utf-8")
    markup = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
    assert not [word for word in markup if word in script]
    page = (ROOT / "bot" / "web" / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|\bon\w+=|style=", page)


def test_the_files_of_other_folders_are_not_served(http: httpx2.Client) -> None:
    for address in ("/web/../api/app.py", "/web/%2e%2e/cli.py", "/web/..%2fcli.py"):
        assert http.get(address).status_code == 404
