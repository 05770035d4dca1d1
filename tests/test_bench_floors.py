"""The committed results of the bench against the floors of bench/expected.toml."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.floors import (
    ENOUGH,
    Check,
    check_committed,
    check_floors,
    copy_figures,
    follow_up_figures,
    live_figures,
    quality_figures,
    read_expected,
    render_checks,
    speed_figures,
)
from bench.places import ROOT, Places
from bench.tasks import TASKS
from tests.bench.results_builder import copies, follow_ups, live, quality, report, speed

COMMITTED = Places(ROOT, ROOT, ROOT)


def test_the_committed_results_meet_the_floors() -> None:
    results = (COMMITTED.quality, COMMITTED.speed, COMMITTED.live)
    missing = [path.name for path in results if not path.exists()]
    if missing:
        pytest.skip(f"no committed results yet ({', '.join(missing)}): run `make bench`")
    checks = check_committed(COMMITTED)
    assert all(check.passes for check in checks), f"\n{render_checks(checks)}"


def test_every_floor_names_a_figure_that_the_bench_makes() -> None:
    expected = read_expected(COMMITTED.expected)
    sets = [report(task.name) for task in TASKS]
    figures = {
        **quality_figures(quality(*sets)),
        **speed_figures(speed()),
        **live_figures(live()),
        **copy_figures(copies()),
        **follow_up_figures(follow_ups()),
    }
    assert expected.at_least.keys() | expected.at_most.keys() <= figures.keys()


def test_freshness_is_that_of_the_largest_index() -> None:
    figures = live_figures(live(add_p50_ms=130.0))
    assert (figures["found_p50_s"], figures["found_p99_s"]) == (0.2, 0.5)
    assert figures["add_cost_slope"] == pytest.approx(1.3)
    assert figures["rebuild_p95_over_quiet"] == pytest.approx(1.5)


@given(st.floats(0, 10), st.floats(0, 10), st.booleans())
def test_a_floor_is_met_on_its_right_side_and_at_the_bound(
    bound: float, measured: float, is_lower_bound: bool
) -> None:
    check = Check("figure", bound, is_lower_bound, measured, known_miss="")
    distance = measured - bound if is_lower_bound else bound - measured
    assert check.is_met == check.passes == (distance >= 0)


@pytest.mark.parametrize(
    ("measured", "known_miss", "passes"),
    [(0.5, "", False), (0.5, "no bf16 here", True), (None, "", False), (None, "known", False)],
)
def test_a_miss_passes_only_if_it_is_known_and_was_measured(
    measured: float | None, known_miss: str, passes: bool
) -> None:
    check = Check("figure", 1.0, is_lower_bound=True, measured=measured, known_miss=known_miss)
    assert not check.is_met
    assert check.passes == passes


@pytest.mark.parametrize("table", ['[known_misses]\nb = "why"', "[aims]\nb = 2"])
def test_an_aim_or_a_known_miss_of_no_floor_is_refused(tmp_path: Path, table: str) -> None:
    path = tmp_path / "expected.toml"
    path.write_text(f"[at_least]\na = 1\n[at_most]\n{table}\n")
    with pytest.raises(ValueError, match=r"names \['b'\], which no floor has"):
        read_expected(path)


def test_an_aim_is_shown_and_does_not_fail(tmp_path: Path) -> None:
    path = tmp_path / "expected.toml"
    path.write_text("[at_least]\na = 1\n[at_most]\n[aims]\na = 3.5\n")
    (check,) = check_floors(read_expected(path), {"a": 2.0})
    assert check.passes
    assert "| a | ≥ 1 | 3.5 | 2.000 | met |" in render_checks([check])


def test_every_aim_lies_beyond_its_floor() -> None:
    for check in check_floors(read_expected(COMMITTED.expected), {}):
        beyond = 0.0 if check.aim is None else check.aim - check.bound
        assert beyond >= 0 if check.is_lower_bound else beyond <= 0


def test_known_misses_are_read_with_their_reasons(tmp_path: Path) -> None:
    path = tmp_path / "expected.toml"
    path.write_text('[at_least]\na = 1\n[at_most]\nb = 2\n[known_misses]\nb = "why"\n')
    checks = check_floors(read_expected(path), {"a": 1.0, "b": 3.0})
    assert [(one.name, one.is_lower_bound, one.known_miss) for one in checks] == [
        ("a", True, ""),
        ("b", False, "why"),
    ]
    assert all(one.passes for one in checks)
    assert "missed, known: why" in render_checks(checks)


def test_one_wrong_quote_in_any_set_is_seen_in_the_verbatim_figure() -> None:
    figures = quality_figures(quality(report(), report("squad2", wrong_quotes=1)))
    assert figures["verbatim"] == 19 / 20


def test_a_limited_run_has_no_quality_figures_but_the_verbatim_rate() -> None:
    assert quality_figures(quality(limit=ENOUGH - 1)).keys() == {"verbatim"}
    assert "xquad_en_cited_at_1" in quality_figures(quality(limit=ENOUGH))


def test_the_quality_figures_are_shares() -> None:
    figures = quality_figures(quality(report(right=3)))
    assert figures["xquad_en_cited_at_1"] == 0.75
    assert figures["xquad_en_answer_f1"] == 0.5
    assert figures["xquad_en_answer_matches"] == 0.5
    assert figures["xquad_en_answered_share"] == 1.0
    assert figures["xquad_en_refusal_recall"] == 0.0
    assert figures["xquad_en_auroc"] == 0.75
    assert figures["seeds_right"] == pytest.approx(28 / 31)


def test_the_cost_of_an_ingest_is_held_against_all_its_chunks_at_the_raw_rate() -> None:
    # 1000 chunks at 10 raw texts a second are 100 s.
    assert speed_figures(speed(first_s=125.0))["ingest_over_raw_encode"] == pytest.approx(1.25)


def test_the_other_ratios_are_ours_over_theirs() -> None:
    figures = speed_figures(speed())
    assert figures["bulk_encode_speedup"] == pytest.approx(1.8)
    assert figures["reingest_fraction"] == pytest.approx(0.04)
    assert figures["search_over_query_encode"] == pytest.approx(1.5)
    assert figures["http_search_over_query_encode"] == pytest.approx(1.75)
    assert figures["cold_ask_over_load"] == pytest.approx(1.3)
    assert figures["http_verbatim"] == 1.0
    assert figures["read_over_forward"] == 1.125


def test_a_reader_without_a_network_has_no_figure_of_its_forward_pass() -> None:
    assert "read_over_forward" not in speed_figures(replace(speed(), reading=None))
