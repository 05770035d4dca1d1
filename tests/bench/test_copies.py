"""The bench makes the same copies every time, and counts the pairs that come out."""

from collections import Counter

from bench.copies import measure_set
from bench.copy_cost import CostPlan, measure_cost
from bench.copy_kinds import FLOORED, REWORDED, make_copies
from tests.builders import WordEmbedder
from tests.index.copies.stories import text_of, told

OWN = [told(f"own-{n:02d}", text_of(n)) for n in range(14)]
LENDERS = [told(f"lender-{n}", text_of(100 + n)) for n in range(5)]


def test_the_same_copies_are_made_every_time_one_of_each_article() -> None:
    one, other = (make_copies(OWN, LENDERS, 2, seed=1) for _ in range(2))
    assert one == other
    assert one != make_copies(OWN, LENDERS, 2, seed=2)
    assert sorted(copy.original for copy in one) == [article.id for article in OWN]
    kinds = Counter(copy.kind for copy in one)
    assert kinds == Counter(dict.fromkeys(FLOORED, 3)) | Counter({REWORDED: 2})
    by_id = {article.id: article for article in OWN}
    for copy in one:
        original = by_id[copy.original]
        assert copy.article.id not in by_id
        assert (copy.article.text == original.text) == (copy.kind == "retitled")
        assert (copy.article.title != original.title) == (copy.kind == "retitled")


def test_pairs_are_counted_as_right_where_they_are_of_one_original() -> None:
    copies = make_copies(OWN, LENDERS, 2, seed=1)
    twins = [told("twin-a", text_of(50)), told("twin-b", text_of(50)), told("false", text_of(51))]
    false = told("false-too", text_of(51))
    result = measure_set("s", [*OWN, *twins, false], copies, WordEmbedder(), [("twin-a", "twin-b")])
    assert result.merged_pairs == [("false", "false-too")]
    assert (result.merged.count, result.merged.total) == (2, 18)
    assert result.real_pairs == 1
    found = {one.kind: one.found.share for one in result.kinds if one.kind in FLOORED}
    assert found == dict.fromkeys(FLOORED, 1.0)
    assert result.pair_f1 == 2 * 12 / (12 + 1 + 12)  # one wrong pair


def test_the_cost_is_measured_where_so_many_are_stored() -> None:
    costs = measure_cost(OWN, CostPlan(sizes=(5, 20), added=3))
    assert [(one.stored, one.added.count) for one in costs] == [(5, 3), (20, 3)]
    assert all(one.added.p50_ms > 0 for one in costs)
