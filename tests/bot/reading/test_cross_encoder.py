"""What a CrossEncoderReader scores is what its model says of a question and a text."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from sentence_transformers import CrossEncoder
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from bot.reading.cross_encoder import CrossEncoderReader, read_as
from index.lexical import LexicalIndex, open_lexical_index
from index.model_files import find_files
from index.postings import write_lexical_index
from index.sentences import split_sentences
from index.types import Article, Hit
from tests.bot.material import hit_on
from tests.bot.reading.tiny_models import POSITIONS, save_classifying_bert
from tests.newsroom import NEWS

QUESTION = "Who left?"
SHORT = Article("short", "Short", "The mayor left. Ines Calder won. She said no. Snow fell.")


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    made = tmp_path_factory.mktemp("lexical")
    write_lexical_index(made, ["ferry"])
    return open_lexical_index(made)


def opened(folder: Path) -> CrossEncoderReader:
    return CrossEncoderReader(find_files(str(folder), setting="ONRECORD_READER"))


def whole(article: Article) -> Hit:
    return hit_on(article, split_sentences(article.text))


def scores_of(reader: CrossEncoderReader, hit: Hit, words: LexicalIndex) -> list[float]:
    """In order of the sentences."""
    evidence = reader.read(QUESTION, [hit], words).evidence
    return [one.score for one in sorted(evidence, key=lambda one: one.number)]


def texts_read(hit: Hit) -> Sequence[str]:
    return [read_as(hit, number) for number in range(hit.first, hit.last)]


def test_one_score_is_that_of_sentence_transformers(tmp_path: Path, words: LexicalIndex) -> None:
    folder = save_classifying_bert(tmp_path)
    pairs = [(QUESTION, text) for text in texts_read(whole(SHORT))]
    expected = CrossEncoder(str(folder), device="cpu").predict(pairs)
    assert scores_of(opened(folder), whole(SHORT), words) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("labels", [1, 2])
def test_scores_are_those_of_the_model_run_by_hand(
    tmp_path: Path, words: LexicalIndex, labels: int
) -> None:
    folder = save_classifying_bert(tmp_path, labels=labels)
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    model = AutoModelForSequenceClassification.from_pretrained(str(folder)).eval()
    expected = []
    for text in texts_read(whole(SHORT)):
        with torch.inference_mode():
            logits = model(**tokenizer(QUESTION, text, return_tensors="pt")).logits[0]
        chance = logits.sigmoid()[0] if labels == 1 else logits.softmax(0)[1]
        expected.append(float(chance))
    assert scores_of(opened(folder), whole(SHORT), words) == pytest.approx(expected, abs=1e-5)


def test_a_sentence_is_read_after_those_it_leans_on() -> None:
    assert texts_read(whole(SHORT)) == [
        "The mayor left.",
        "Ines Calder won.",
        "Ines Calder won. She said no.",
        "Snow fell.",
    ]


def test_what_is_beyond_the_window_is_not_read(tmp_path: Path, words: LexicalIndex) -> None:
    reader = opened(save_classifying_bert(tmp_path))
    long = "x" + "y" * POSITIONS
    scores = [
        scores_of(reader, whole(replace(NEWS[0], text=text)), words)
        for text in (f"{long} no.", f"{long} yes.", f"a{long} no.")
    ]
    assert scores[0] == pytest.approx(scores[1], abs=1e-6)
    assert scores[0] != pytest.approx(scores[2], abs=1e-6)


def test_an_activation_that_the_model_brings_is_not_applied(
    tmp_path: Path, words: LexicalIndex
) -> None:
    folder = save_classifying_bert(tmp_path)
    before = scores_of(opened(folder), whole(SHORT), words)
    path = folder / "config.json"
    named = '"sentence_transformers": {"activation_fn": "torch.nn.modules.activation.Tanh"},'
    path.write_text(path.read_text().replace("{", "{" + named, 1))
    assert scores_of(opened(folder), whole(SHORT), words) == before
