"""The list of sources is read whole or refused, with the word that is wrong."""

import re
from pathlib import Path

import pytest

from bot.source_list import read_source_list
from index.errors import SettingsError
from index.watching.naming import Naming
from index.watching.opening import SourceSpec
from index.watching.source import SourceKind

ROOT = Path(__file__).resolve().parents[2]


def write(folder: Path, text: str) -> Path:
    file = folder / "sources.toml"
    file.write_text(text)
    return file


def test_every_key_is_read(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        """
[wire]
kind = "feed"
address = "https://wire.example/rss"
interval = "5m"
source = "The Wire"
language = "en"
max_articles = 20

[folder]
kind = "files"
path = "news"

[pages]
kind = "urls"
urls = ["https://a.example/1", "https://a.example/2"]
path = "/srv/urls.txt"
""",
    )
    wire, folder, pages = read_source_list(file)
    assert wire == SourceSpec(
        name="wire",
        kind=SourceKind.FEED,
        address="https://wire.example/rss",
        interval_s=300.0,
        max_articles=20,
        naming=Naming("The Wire", "en"),
    )
    assert folder == SourceSpec("folder", SourceKind.FILES, path=(tmp_path / "news").resolve())
    assert pages.urls == ("https://a.example/1", "https://a.example/2")
    assert pages.shown_address == "/srv/urls.txt, https://a.example/1, https://a.example/2"


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ('[a]\nkind = "feeds"', "kind of the source 'a'", "docs/sources.md"),
        ('[a]\nkind = "feed"', "needs address", "docs/sources.md"),
        ('[a]\nkind = "feed"\naddress = "ftp://a.example"', "no http(s) address", "docs"),
        ('[a]\nkind = "feed"\naddress = "https://a.example"\npath = "x"', "has no path", "docs"),
        ('[a]\nkind = "files"\npath = "x"\nmax_articles = 5', "files are read whole", "docs"),
        ('[a]\nkind = "files"\npath = "x"\ninterval = "5 weeks"', "interval of the source", "docs"),
        ('[a]\nkind = "files"\npath = "x"\ninterval = "0s"', "from 1 second to 30 days", "docs"),
        (
            '[a]\nkind = "files"\npath = "x"\nintervall = "5m"',
            "'intervall'",
            "did you mean interval",
        ),
        ('[a]\nkind = "files"\npath = "x"\nxyzzy = 1', "'xyzzy'", "known are address, interval"),
        ('[posted]\nkind = "files"\npath = "x"', "cannot be called 'posted'", "POST /articles"),
        ('["../a"]\nkind = "files"\npath = "x"', "cannot be called '../a'", "lower-case"),
        ('kind = "files"', "'kind' is no table", "[kind]"),
        ("[a", "is not TOML", "mend it"),
    ],
)
def test_a_mistake_is_refused_with_its_place(
    tmp_path: Path, text: str, message: str, remedy: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        read_source_list(write(tmp_path, text))
    assert "sources.toml" in str(refused.value)
    assert message in str(refused.value)
    assert remedy in refused.value.remedy


def test_a_list_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="does not exist"):
        read_source_list(tmp_path / "sources.toml")
    with pytest.raises(SettingsError, match="cannot be read"):
        read_source_list(tmp_path)
    (tmp_path / "sources.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="is not TOML"):
        read_source_list(tmp_path / "sources.toml")


def test_the_example_of_the_documentation_is_a_list(tmp_path: Path) -> None:
    page = (ROOT / "docs/sources.md").read_text("utf-8")
    [example] = re.findall(r"^```toml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    specs = read_source_list(write(tmp_path, example))
    assert {spec.kind for spec in specs} == set(SourceKind)
