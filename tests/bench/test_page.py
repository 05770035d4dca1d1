"""The page and its plots, written from results."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bench.page import write_page
from bench.places import ROOT, Places
from bench.results import QualityResults, SpeedResults, read_results, write_results
from bench.tasks import TASKS
from tests.bench.results_builder import copies, depths, follow_ups, live, quality, report, speed

CURVE = [
    {"examples": 1000, "sentence": 0.6, "span_f1": 0.5, "auroc": 0.7},
    {"examples": 9000, "sentence": 0.8, "span_f1": 0.7, "auroc": 0.9},
]
TRAINED_DEPTHS = [
    {"depth": 1, "cited_at_1": 0.5, "ms": 20.0},
    {"depth": 8, "cited_at_1": 0.7, "ms": 140.0},
]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Everything under one folder that is not the project's, the floors there too."""
    found = Places(tmp_path, tmp_path, tmp_path)
    found.training_curve.parent.mkdir(parents=True)
    found.expected.write_bytes(Places(ROOT, ROOT, ROOT).expected.read_bytes())
    return found


def write_everything(places: Places) -> None:
    """Results of every kind, for every set of the bench."""
    reports = [report(task.name) for task in TASKS]
    write_results(places.quality, quality(*reports))
    write_results(places.quality_similarity, quality(report(right=1), reader="similarity"))
    write_results(places.speed, speed())
    write_results(places.live, live())
    write_results(places.copies, copies())
    write_results(places.follow_ups, follow_ups())
    write_results(places.depths, depths())
    places.training_curve.write_text(json.dumps(CURVE))
    places.training_depths.write_text(json.dumps(TRAINED_DEPTHS))


def page_of(places: Places) -> str:
    write_page(places)
    return places.page.read_text(encoding="utf-8")


def test_results_read_back_are_those_that_were_written(places: Places) -> None:
    written_quality, written_speed = quality(report(), report("squad2")), speed()
    write_results(places.quality, written_quality)
    write_results(places.speed, written_speed)
    assert read_results(places.quality, QualityResults) == written_quality
    assert read_results(places.speed, SpeedResults) == written_speed


def test_results_of_an_older_bench_are_refused_with_what_to_do(places: Places) -> None:
    places.quality.parent.mkdir(parents=True)
    places.quality.write_text('{"limit": null, "sets": []}')
    with pytest.raises(ValueError, match=r"quality\.json is not what .*: measure it again"):
        write_page(places)


def test_every_plot_of_the_page_is_a_png_beside_it_and_no_other(places: Places) -> None:
    write_everything(places)
    linked = re.findall(r"!\[[^]]*\]\(([^)]+)\)", page_of(places))
    for link in linked:
        assert (places.page.parent / link).read_bytes().startswith(b"\x89PNG")
    assert {Path(link).name for link in linked} == {path.name for path in places.plots.iterdir()}
    assert len(linked) == 6


def test_every_row_of_the_page_has_as_many_cells_as_its_table_has_columns(places: Places) -> None:
    write_everything(places)
    tables = re.findall(r"(?:^\|.*\|\n)+", page_of(places), re.MULTILINE)
    assert len(tables) == 15
    for table in tables:
        assert len({row.count("|") for row in table.splitlines()}) == 1


def test_the_reader_without_a_model_stands_beside_the_default_one(places: Places) -> None:
    write_everything(places)
    (row,) = [line for line in page_of(places).splitlines() if line.startswith("| xquad_en | 0.75")]
    assert row.startswith("| xquad_en | 0.750 | 0.250 | 0.750 | 0.250 | 0.500 | 0.500 |")


def test_what_adding_costs_is_told_against_the_smallest_index(places: Places) -> None:
    write_results(places.live, live(add_p50_ms=130.0))
    page = page_of(places)
    assert "it changes 1.30 times" in page
    assert "| add_cost_slope | ≤ 1.2 | - | 1.300 | MISSED |" in page
    assert "| rebuild_p95_over_quiet | ≤ 3 | - | 1.500 | met |" in page


def test_every_set_says_what_is_asked_in_it(places: Places) -> None:
    write_everything(places)
    page = page_of(places)
    for task in TASKS:
        assert f"- `{task.name}`: {task.about}." in page


def test_only_what_was_measured_has_a_section(places: Places) -> None:
    write_results(places.quality, quality())
    write_results(places.speed, replace(speed(), reading=None))
    headings = re.findall(r"^#+ (.+)$", page_of(places), re.MULTILINE)
    assert {"Quality", "Seeds", "Speed"} <= set(headings)
    absent = {"How much training data pays", "How many hits are read", "Reading", "Freshness"}
    assert not absent & set(headings)


def test_a_page_without_results_says_that_nothing_was_measured(places: Places) -> None:
    page = page_of(places)
    assert "not measured" in page
    assert "## Quality" not in page
    assert "## Speed" not in page
