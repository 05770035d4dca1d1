"""Follow-ups as the bench measures them: our own conversations are sound, rewrites are scored."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from bench.follow_ups import (
    content_f1,
    is_right,
    measure_follow_ups,
    measure_rewrites,
    read_follow_ups,
)
from bench.places import ROOT, Places
from bot.settings import Settings
from tests.bench.results_builder import MADE
from tests.bot.given import abstention, answer_citing, quote_of
from tests.builders import article

FOLLOW_UPS = read_follow_ups()


def texts() -> dict[str | None, str]:
    lines = (ROOT / "bench" / "who_said_what" / "articles.jsonl").read_bytes().splitlines()
    invented: dict[str | None, str] = {one["id"]: one["text"] for one in map(json.loads, lines)}
    [seed] = (ROOT / "seeds").glob("*.txt")
    return invented | {None: seed.read_text("utf-8")}


def test_our_own_conversations_are_many_of_every_kind_and_cite_what_is_there() -> None:
    known = texts()
    assert len(FOLLOW_UPS) >= 40
    assert len({one.id for one in FOLLOW_UPS}) == len(FOLLOW_UPS)
    assert len(Counter(one.kind for one in FOLLOW_UPS)) >= 8
    for one in FOLLOW_UPS:
        assert one.before
        assert one.gold
        assert all(gold in known[one.article_id] for gold in one.gold), one.id


def test_content_words_are_compared_without_grammar_and_order() -> None:
    assert content_f1("Who sank the ferry?", "The ferry was sunk; who sank it") == pytest.approx(
        0.8
    )
    assert content_f1("Ferries", "the ferry") == 1.0
    assert content_f1("And when?", "why") == 1.0
    assert content_f1("Ferry", "Bridge") == 0.0


def test_rewrites_are_scored_beside_what_was_typed_and_said(tmp_path: Path) -> None:
    history = [
        {"role": "user", "text": "When did the Varnholm ferry sink?"},
        {"role": "system", "text": "It sank on Monday."},
    ]
    turns = [
        {"set": "own", "history": history, "question": "Who owned it?",
         "rewrite": "Who owned the Varnholm ferry?"},
        {"set": "own", "history": [], "question": "Why?", "rewrite": "Why?"},
    ]  # fmt: skip
    path = tmp_path / "turns.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(json.dumps(t) for t in turns).encode()))
    measured = measure_rewrites(path)
    assert measured.keys() == {"own", "all"}
    assert measured["all"] == measured["own"]
    assert measured["own"].turns == 2
    assert measured["own"].ours == 1.0
    assert measured["own"].typed == pytest.approx(0.75)
    assert measured["own"].joined < 1.0


def test_a_follow_up_is_right_where_a_first_citation_holds_a_gold_sentence() -> None:
    one = FOLLOW_UPS[0]
    bridge = article()
    answering = answer_citing(quote_of(bridge, 0), quote_of(bridge, 1))
    gold = type(one)(one.id, one.kind, one.before, one.question, one.meant, "bridge",
                     ["The bridge will be rebuilt in May."])  # fmt: skip
    assert is_right(gold, answering)
    assert not is_right(gold, answering, most=1)
    assert not is_right(gold, abstention(quote_of(bridge, 1)))


@pytest.mark.slow
def test_of_our_own_follow_ups_85_in_100_are_answered_right(tmp_path: Path) -> None:
    places = Places(ROOT, ROOT.parent / "shared" / "data", tmp_path)
    if not (places.sets / "trec_conv").is_dir():
        pytest.skip(f"there is no trec_conv under {places.sets}")
    results = measure_follow_ups(places, Settings(), MADE)
    assert results.asked.in_turn.count >= 0.85 * results.asked.in_turn.total, results.asked.wrong
