"""The page and its plots, written from results."""

import re
from pathlib import Path

from bench.page import write_page
from bench.places import ROOT, Places
from bench.results import QualityResults, SpeedResults, read_results, write_results
from tests.bench.results_builder import quality, report, speed


def test_results_read_back_are_those_that_were_written(tmp_path: Path) -> None:
    places = Places(ROOT, tmp_path, tmp_path)
    written_quality, written_speed = quality(report(), report("squad2")), speed()
    write_results(places.quality, written_quality)
    write_results(places.speed, written_speed)
    assert read_results(places.quality, QualityResults) == QualityResults(
        written_quality.made, None, written_quality.seeds, [*written_quality.sets]
    )
    assert read_results(places.speed, SpeedResults) == written_speed


def test_every_plot_of_the_page_is_a_png_beside_it(tmp_path: Path) -> None:
    places = Places(ROOT, tmp_path, tmp_path)
    write_results(places.quality, quality(report(), report("squad2")))
    write_results(places.speed, speed())
    write_page(places)
    linked = re.findall(r"!\[[^]]*\]\(([^)]+)\)", places.page.read_text(encoding="utf-8"))
    assert len(linked) == 3
    for link in linked:
        assert (places.page.parent / link).read_bytes().startswith(b"\x89PNG")


def test_every_row_of_the_page_has_as_many_cells_as_its_table_has_columns(tmp_path: Path) -> None:
    places = Places(ROOT, tmp_path, tmp_path)
    write_results(places.quality, quality(report(), report("squad2")))
    write_results(places.speed, speed())
    write_page(places)
    tables = re.findall(r"(?:^\|.*\|\n)+", places.page.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(tables) == 5
    for table in tables:
        assert len({row.count("|") for row in table.splitlines()}) == 1


def test_a_page_without_results_says_that_nothing_was_measured(tmp_path: Path) -> None:
    places = Places(ROOT, tmp_path, tmp_path)
    write_page(places)
    page = places.page.read_text(encoding="utf-8")
    assert "not measured" in page
    assert "## Quality" not in page
    assert "## Speed" not in page
