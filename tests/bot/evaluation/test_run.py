"""A data set asked and scored, end to end, over a bot whose answers are known."""

import itertools
import json
import math
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.confidence import Bin, Reliability
from bot.evaluation.dataset import DatasetError, KnownQuestion
from bot.evaluation.metrics import Ratio, RiskCurve
from bot.evaluation.report import render_report, report_as_json, thinned
from bot.evaluation.run import Plan, ask_all, evaluate_folder, sample_questions
from bot.evaluation.score import Asked, Report, score
from bot.types import Answer, Question
from index.types import Filters
from tests.bot.evaluation.builders import (
    BRIDGE,
    MAY,
    MAYOR,
    TEXT,
    ScriptedBot,
    answer,
    citation,
    question,
)

KNOWN: Sequence[tuple[KnownQuestion, Answer]] = [
    (
        question("Monday", id="right", answers=["on Monday"]),
        answer([citation(MAYOR)], short="Monday", confidence=0.9),
    ),
    (
        question("bridge", id="second", answers=["the bridge"]),
        answer([citation(MAY), citation(BRIDGE)], short="the bridge", confidence=0.6),
    ),
    (question("May", id="wrong", answers=["May"]), answer([citation(MAYOR)], confidence=0.7)),
    (question("May", id="silent", answers=["May"]), answer()),
    (question(None, id="due"), answer()),
    (
        question(None, id="not refused"),
        answer([citation(MAYOR), citation(BRIDGE, revision="0" * 64)], confidence=0.1),
    ),
]


def scored() -> Report:
    bot = ScriptedBot({known.text: given_answer for known, given_answer in KNOWN})
    ticks = itertools.count()
    asked = ask_all(
        bot,
        [known for known, _ in KNOWN],
        clock=lambda: next(ticks) ** 2.0,
    )
    return score("a set", asked)


def test_every_figure_of_a_known_set_is_as_counted_by_hand() -> None:
    report = scored()
    assert report == Report(
        name="a set",
        questions=6,
        answerable=4,
        answered=4,
        cited_at_1=Ratio(1, 4),
        cited_at_3=Ratio(2, 4),
        cited_at_1_when_answered=Ratio(1, 3),
        cited_at_3_when_answered=Ratio(2, 3),
        answer_f1=math.fsum([2 / 3, 1]) / 4,
        exact_match=0.25,
        answer_matches=Ratio(1, 4),
        answered_share=Ratio(3, 4),
        refusal_precision=Ratio(1, 2),
        refusal_recall=Ratio(1, 2),
        # Of the eight pairs, 0.9, 0.6 and 0.7 beat both others, 0.5 beats 0.1 and ties once.
        answerable_auroc=7.5 / 8,
        verbatim=Ratio(5, 6),
        risk=RiskCurve(
            coverage=[1 / 6, 2 / 6, 3 / 6, 4 / 6],
            accuracy=[1, 1 / 2, 1 / 3, 1 / 4],
            area=math.fsum([1, 1 / 2, 1 / 3, 1 / 4]) / 6,
        ),
        reliability=Reliability(
            bins=[Bin(1, 0.1, 0), Bin(1, 0.6, 0), Bin(1, 0.7, 0), Bin(1, 0.9, 1)],
            error=math.fsum([0.1, 0.6, 0.7, 1 - 0.9]) / 4,
        ),
        # The clock reads 0, 1, 4, 9, 16 ... s, so the answers take 1, 5, 9, 13, 17 and 21 s.
        ask_p50_ms=9000.0,
        ask_p95_ms=21_000.0,
    )


def test_a_set_without_unanswerable_questions_says_nothing_of_refusals() -> None:
    report = score("a set", [Asked(question("May"), answer(), elapsed_ms=1, verbatim=0)])
    assert report.refusal_precision.share is None
    assert report.refusal_recall.share is None
    assert report.answerable_auroc is None
    assert report.cited_at_1 == Ratio(0, 1)


def test_a_folder_is_read_asked_and_reported_with_progress(tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text(json.dumps({"id": "a", "text": TEXT}))
    records = [
        {"id": str(n), "question": f"{n}?", "article_id": "a", "answer_spans": [[19, 25]]}
        for n in range(5)
    ]
    (tmp_path / "questions.jsonl").write_text("\n".join(json.dumps(one) for one in records))
    bot = ScriptedBot({f"{n}?": answer([citation(MAYOR)]) for n in range(5)})
    seen: list[tuple[int, int]] = []
    report = evaluate_folder(
        bot, tmp_path, Plan(limit=3), on_progress=lambda done, total: seen.append((done, total))
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert [one.filters for one in bot.asked] == [Filters()] * 3
    assert report.name == tmp_path.name
    assert report.cited_at_1 == Ratio(3, 3)
    assert report.verbatim == Ratio(3, 3)


def write_questions(folder: Path, *records: dict[str, object]) -> None:
    (folder / "articles.jsonl").write_text(json.dumps({"id": "a", "text": TEXT}))
    lines = [json.dumps({"id": str(n), **record}) for n, record in enumerate(records)]
    (folder / "questions.jsonl").write_text("\n".join(lines))


def test_within_the_article_only_what_names_one_is_asked_and_only_of_it(tmp_path: Path) -> None:
    write_questions(
        tmp_path,
        {"question": "When?", "article_id": "a", "answer_spans": [[19, 25]]},
        {"question": "Why?", "article_id": "a", "answerable": False},
        {"question": "Who?", "answerable": False},
    )
    given = {"When?": answer([citation(MAYOR)], confidence=0.9), "Why?": answer(confidence=0.2)}
    bot = ScriptedBot(given)
    report = evaluate_folder(bot, tmp_path, Plan(within_article=True))
    own = Filters(article_id="a")
    assert bot.asked == [
        Question("When?", filters=own, ignores_time_words=True),
        Question("Why?", filters=own, ignores_time_words=True),
    ]
    assert report.name == f"{tmp_path.name} within article"
    assert (report.questions, report.answerable, report.answerable_auroc) == (2, 1, 1.0)


def test_a_set_that_names_no_article_cannot_be_asked_within_one(tmp_path: Path) -> None:
    write_questions(tmp_path, {"question": "Who?", "answerable": False})
    with pytest.raises(DatasetError, match=r"not one question .* names an article"):
        evaluate_folder(ScriptedBot({}), tmp_path, Plan(within_article=True))


@given(st.integers(0, 30), st.none() | st.integers(0, 40), st.integers(0, 3))
def test_a_sample_keeps_order_and_repeats_with_its_seed(
    count: int, limit: int | None, seed: int
) -> None:
    questions = [question(id=str(number)) for number in range(count)]
    sampled = sample_questions(questions, limit, seed=seed)
    assert len(sampled) == min(count, count if limit is None else limit)
    numbers = [int(one.id) for one in sampled]
    assert numbers == sorted(set(numbers))
    assert sample_questions(questions, limit, seed=seed) == sampled


def test_another_seed_draws_another_sample() -> None:
    questions = [question(id=str(number)) for number in range(100)]
    first, second = (sample_questions(questions, 10, seed=seed) for seed in (0, 1))
    assert first != second


def test_the_rendered_report_shows_shares_with_their_counts() -> None:
    lines = render_report(scored()).splitlines()
    assert lines[0] == "a set"
    shown = {line.strip().split("  ")[0]: line.split("  ")[-1].strip() for line in lines[1:]}
    assert shown["cited@1"] == "0.250 (1 of 4)"
    assert shown["refusal recall"] == "0.500 (1 of 2)"
    assert shown["answered of the answerable"] == "0.750 (3 of 4)"
    assert shown["AUROC answerable"] == "0.938"
    assert shown["ask p95"] == "21000.0 ms"


def test_the_json_report_has_every_figure_and_no_text_of_an_article() -> None:
    written = report_as_json(scored())
    record = json.loads(written)
    assert record["cited_at_3"] == {"share": 0.5, "count": 2, "total": 4}
    assert record["risk"]["accuracy"] == pytest.approx([1, 1 / 2, 1 / 3, 1 / 4])
    assert record["reliability"]["bins"][0] == {"answers": 1, "confidence": 0.1, "right": 0.0}
    assert not any(sentence in written for sentence in (MAYOR, BRIDGE, MAY))


@given(st.integers(0, 50), st.integers(2, 20))
def test_a_thinned_curve_keeps_both_ends_and_only_points_of_the_curve(
    length: int, points: int
) -> None:
    curve = RiskCurve([float(n) for n in range(length)], [-float(n) for n in range(length)], 0.5)
    thin = thinned(curve, points)
    assert len(thin.coverage) == min(length, points)
    assert thin.accuracy == [-coverage for coverage in thin.coverage]
    assert set(thin.coverage) <= set(curve.coverage)
    assert thin.area == curve.area
    if length:
        assert (thin.coverage[0], thin.coverage[-1]) == (0.0, length - 1.0)
