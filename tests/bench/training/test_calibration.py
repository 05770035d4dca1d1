"""What is fitted on tables in which one column tells all, and what the held-out are asked of."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from bench.training.examples import EVERYTHING, Example
from bench.training.fit import Fitted, Wanted, accuracy_by_set, fit
from bench.training.reader.asking import EDITED, ITS_ARTICLE, Desk, examples, hits_for, is_gold
from bot.reading.candidates import FEATURES
from index.retrieve import Retriever
from index.types import Article
from tests.bench.training.sets import ORCHARD, PIER, asked, passage
from tests.bot.bots import open_newsroom
from tests.bot.reading.packaged import model
from tests.builders import WordEmbedder

COLUMNS = ("tells", "noise", "more_noise")


def tables(count: int, *, noise: float, seed: int = 0) -> list[Example]:
    """Questions with four sentences each; the answer's `tells` is 1 higher but for some noise.

    Every third has no answer. Half of them validate, a question of each set in turn.
    """
    rng = np.random.default_rng(seed)
    made = []
    for number in range(count):
        values = rng.normal(scale=noise, size=(4, len(COLUMNS))).astype(np.float32)
        gold = np.zeros(4, dtype=np.bool_)
        if number % 3:
            gold[rng.integers(4)] = True
        values[:, 0] += gold
        asked_of = EVERYTHING if number % 3 else "all but its article"
        made.append(Example(values, gold, number % 2 == 0, asked_of, f"set {number % 5}"))
    return made


@pytest.fixture(scope="module")
def easy() -> Fitted:
    return fit(tables(300, noise=0.05), Wanted(COLUMNS, ("tells", "noise")))


@pytest.fixture(scope="module")
def hard() -> Fitted:
    return fit(tables(600, noise=0.6), Wanted(COLUMNS, ("tells", "noise", "lead")))


def test_where_one_column_tells_all_every_answer_is_found(easy: Fitted) -> None:
    assert easy.sentence_accuracy == easy.sentence_accuracy_at_3 == easy.confidence_auroc == 1
    ranking = easy.weights.ranking
    assert ranking["tells"] > 10 * max(abs(ranking["noise"]), abs(ranking["more_noise"]))
    assert easy.weights.probability({"tells": 1.0, "noise": 0.0}) > 0.95
    assert easy.weights.probability({"tells": 0.0, "noise": 0.0}) < 0.05


def test_the_confidence_is_computed_from_what_it_was_told_to(easy: Fitted, hard: Fitted) -> None:
    assert set(easy.weights.confidence) == {"tells", "noise"}
    assert set(hard.weights.confidence) == {"tells", "noise", "lead"}


def test_in_noise_some_answers_are_missed(hard: Fitted) -> None:
    assert 0.5 < hard.sentence_accuracy < hard.sentence_accuracy_at_3 < 1
    assert 0.6 < hard.confidence_auroc < 1


def test_a_higher_threshold_answers_less_and_loses_more(hard: Fitted) -> None:
    rows = hard.thresholds
    for lower, higher in pairwise(rows):
        assert lower["threshold"] < higher["threshold"]
        assert lower["answered"] >= higher["answered"]
        assert lower["answered_without_answer"] >= higher["answered_without_answer"]
        assert lower["lost"] <= higher["lost"]
    assert rows[0]["answered_without_answer"] > rows[-1]["answered_without_answer"]
    assert rows[0]["precision"] < rows[-1]["precision"]


def test_accuracy_is_that_of_the_validating_questions_of_each_set(easy: Fitted) -> None:
    # A set whose answers are all elsewhere is always wrong.
    wrong = [
        replace(one, is_gold=np.roll(one.is_gold, 1)) if one.of_set == "set 0" else one
        for one in tables(100, noise=0.05, seed=1)
    ]
    found = accuracy_by_set(easy.weights, wrong)
    assert found == {"set 0": 0.0} | {f"set {number}": 1.0 for number in range(1, 5)}


def test_the_fit_does_not_see_what_validates() -> None:
    made = tables(200, noise=0.6)
    upset = [
        replace(one, is_gold=np.roll(one.is_gold, number % 4)) if one.validates else one
        for number, one in enumerate(made)
    ]
    one, other = (fit(given, Wanted(COLUMNS, ("tells",))) for given in (made, upset))
    assert one.weights == other.weights
    assert one.sentence_accuracy > other.sentence_accuracy


def test_where_columns_may_only_speak_for_an_answer_one_that_speaks_against_it_counts_nothing() -> (
    None
):
    made = [
        replace(one, values=one.values * np.array([1, -1, 1], dtype=np.float32))
        for one in tables(400, noise=0.6)
    ]
    for one in made:
        one.values[:, 1] -= 2 * one.is_gold
    sure = ("tells", "noise")
    free = fit(made, Wanted(COLUMNS, sure)).weights
    bound = fit(made, Wanted(COLUMNS, sure, only_for=True)).weights
    assert free.ranking["noise"] < -0.1
    assert free.confidence["noise"] < -0.1
    assert bound.ranking["noise"] == bound.confidence["noise"] == 0
    assert bound.ranking["tells"] > 0
    assert bound.confidence["tells"] > 0


# Asking


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An index of two articles, which are also the passages that are asked about."""
    embedder = WordEmbedder()
    with open_newsroom(tmp_path_factory.mktemp("newsroom")) as newsroom:
        version = newsroom.publish(
            Article("pier", "The pier", PIER), Article("orchard", "The orchard", ORCHARD)
        )
        workshop = newsroom.workshop
        yield Desk(
            name="news",
            snapshot=workshop.snapshots.open(version, embedder=embedder.id),
            retriever=Retriever(workshop.store),
            embedder=embedder,
            model=model(),
            near=lambda _: None,
            depth=8,
        )


@pytest.fixture(scope="module")
def made(desk: Desk) -> dict[str, Example]:
    return {example.asked_of: example for example in examples(desk, [asked()], seed=0)}


def test_a_held_out_question_is_asked_of_all_of_its_own_and_of_others(
    desk: Desk, made: dict[str, Example]
) -> None:
    own, other = len(passage().sentences), len(passage(ORCHARD).sentences)
    sizes = {asked_of: len(example.values) for asked_of, example in made.items()}
    assert sizes == {
        EVERYTHING: own + other,
        "all but its article": other,
        ITS_ARTICLE: own,
        "a near article": other,
        EDITED: own,
    }
    for asked_of, example in made.items():
        assert example.is_gold.sum() == (asked_of in {EVERYTHING, ITS_ARTICLE})
        assert example.values.shape == (sizes[asked_of], len(FEATURES))
        assert example.of_set == "news"


def test_an_article_validates_or_does_not_whatever_is_asked_of_it(made: dict[str, Example]) -> None:
    assert len({example.validates for example in made.values()}) == 1


def test_a_question_whose_passage_is_not_in_the_index_is_left_out(desk: Desk) -> None:
    absent = asked(of=passage(id="absent"))
    assert list(examples(desk, [absent], seed=0)) == []


def test_only_the_answering_sentence_of_its_own_passage_is_gold(desk: Desk) -> None:
    question = asked()
    hits = hits_for(desk, question.text, k=8)
    gold = {
        (hit.article.id, number)
        for hit in hits
        for number in range(len(hit.sentences))
        if is_gold(question, hit, number)
    }
    assert gold == {("pier", 2)}
