"""What every Reader promises, whatever model is in it.

A further reader joins by a line in READERS and a fixture of that name. What those with a model
find is compared with the model run by hand.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reader import Reader, Reading
from bot.reading.cross_encoder import CrossEncoderReader
from bot.reading.extractive import ExtractiveReader
from bot.reading.network import Network
from bot.similarity_reader import SimilarityReader
from bot.trained_reader import Calibration, TrainedReader
from bot.types import Evidence
from index.lexical import LexicalIndex, open_lexical_index
from index.model_files import ModelFiles, find_files
from index.postings import write_lexical_index
from index.sentences import split_sentences
from index.types import Article, Hit, Sentence
from tests.bot.bots import WEIGHTS
from tests.bot.material import hit_on, split_texts
from tests.bot.reading.chunks import windows_on
from tests.bot.reading.tiny_models import (
    save_answering_bert,
    save_answering_roberta,
    save_classifying_bert,
)
from tests.builders import WordEmbedder
from tests.newsroom import NEWS

READERS = [
    "similarity",
    "extractive_bert",
    "extractive_roberta",
    "cross_encoder",
    "trained",
]

QUESTION = "Who opened the Varnholm ferry pier on Monday?"
STRANGE = {
    "lone surrogate": "The mayor\ud800 said no. Nobody\udfff agreed.",
    "NUL": "The \0 pier\0\0 opened. \0",
    "long sentence": f"The pier {'was long and ' * 770}opened. It closed.",
    "one endless word": "x" * 10_000,
    "emoji": "🙂🙃 👩‍👩‍👧 opened the 🚢 pier. 🎉",
    "right to left": "\u202eنفى الوزير ذلك\u202c. افتتح العمدة الرصيف.",
    "wide letters": "東京の市長は月曜日に埠頭を開いた。Ｆｅｒｒｙ ﬁn\u200bally ½ done.",
    "white space": "\u3000\u2028 The pier\u00a0\u00a0opened.\n\n\t It closed. \u2003",
    "combining": "Z\u0301\u0302\u0303oe\u0308 denied it. I\u0307stanbul agreed.",
    "punctuation": "... --- !!! ??? \"' ()",
}


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    folder = tmp_path_factory.mktemp("lexical")
    write_lexical_index(folder, [article.text for article in NEWS])
    return open_lexical_index(folder)


@pytest.fixture(scope="module")
def similarity() -> Reader:
    return SimilarityReader(WordEmbedder(), WEIGHTS)


@pytest.fixture(scope="module")
def extractive_bert(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return ExtractiveReader(found(save_answering_bert(tmp_path_factory.mktemp("bert"))))


@pytest.fixture(scope="module")
def extractive_roberta(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return ExtractiveReader(found(save_answering_roberta(tmp_path_factory.mktemp("roberta"))))


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return CrossEncoderReader(found(save_classifying_bert(tmp_path_factory.mktemp("cross"))))


@pytest.fixture(scope="module")
def trained() -> Reader:
    """Ranks as packaged, but is never so sure that it leaves hits unread (test_trained_reader)."""
    calibration = Calibration()
    ranking = calibration.weights
    calibration.weights = replace(ranking, confidence={"words": 4.0}, intercept=-3.5)
    return TrainedReader(Network(threads=2), calibration)


@pytest.fixture(params=READERS, scope="module")
def reader(request: pytest.FixtureRequest) -> Reader:
    opened: Reader = request.getfixturevalue(request.param)
    return opened


@pytest.fixture(scope="module")
def hits() -> Sequence[Hit]:
    return hits_on(*NEWS)


def found(folder: Path) -> ModelFiles:
    return find_files(str(folder), setting="ONRECORD_READER")


def hits_on(*articles: Article) -> Sequence[Hit]:
    """Chunks of two sentences, of each article all."""
    return windows_on(*articles, step=2)


def place(evidence: Evidence) -> tuple[str, int]:
    return evidence.article_id, evidence.number


def require_kept_promises(reading: Reading, hits: Sequence[Hit]) -> None:
    """Whatever the question: each sentence of the hits once, verbatim, with scores and spans that
    mean something."""
    articles = {hit.article.id: hit for hit in hits}
    expected = {(hit.article.id, n) for hit in hits for n in range(hit.first, hit.last)}
    places = [place(evidence) for evidence in reading.evidence]
    assert sorted(places) == sorted(expected)
    scores = [evidence.score for evidence in reading.evidence]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= chance <= 1 for chance in (*scores, reading.confidence))
    assert reading.rivals >= 0
    for evidence in reading.evidence:
        hit = articles[evidence.article_id]
        sentence = hit.sentences[evidence.number]
        assert evidence.text == hit.article.text[sentence.start : sentence.end]
        assert evidence.revision == hit.revision
        assert all(number < evidence.number for number in evidence.leans_on)
        require_span_in_place(evidence, hit)


def require_span_in_place(evidence: Evidence, hit: Hit) -> None:
    if evidence.span is None:
        return
    assert hit.article.text[evidence.span.start : evidence.span.end].strip()
    assert any(
        hit.sentences[number].start <= evidence.span.start
        and evidence.span.end <= hit.sentences[number].end
        for number in (evidence.number, *evidence.leans_on)
    )


def test_all_sentences_of_the_hits_are_evidence_once_and_verbatim(
    reader: Reader, hits: Sequence[Hit], words: LexicalIndex
) -> None:
    require_kept_promises(reader.read(QUESTION, hits, words), hits)


def test_without_hits_there_is_no_evidence(reader: Reader, words: LexicalIndex) -> None:
    assert reader.read(QUESTION, [], words) == Reading([], 0.0)


def test_the_order_of_the_hits_does_not_matter(
    reader: Reader, hits: Sequence[Hit], words: LexicalIndex
) -> None:
    one, other = (reader.read(QUESTION, given, words) for given in (hits, hits[::-1]))
    assert sorted(map(place, one.evidence)) == sorted(map(place, other.evidence))
    assert place(one.evidence[0]) == place(other.evidence[0])
    assert one.confidence == pytest.approx(other.confidence, abs=1e-5)


def test_a_sentence_of_two_hits_is_evidence_once(
    reader: Reader, hits: Sequence[Hit], words: LexicalIndex
) -> None:
    wider = replace(hits[0], last=hits[0].last + 1)
    require_kept_promises(reader.read(QUESTION, [wider, *hits], words), hits)


def test_the_same_is_read_twice_and_from_four_threads(
    reader: Reader, hits: Sequence[Hit], words: LexicalIndex
) -> None:
    questions = [QUESTION, "Who?", "When did it " + "really " * 30 + "happen?", "ferry"] * 2
    alone = [reader.read(question, hits, words) for question in questions]
    assert alone[:4] == alone[4:]
    with ThreadPoolExecutor(4) as threads:
        together = threads.map(lambda question: reader.read(question, hits, words), questions)
        assert list(together) == alone


@pytest.mark.parametrize("name", STRANGE)
def test_strange_text_is_read(reader: Reader, words: LexicalIndex, name: str) -> None:
    text = STRANGE[name]
    sentences = [Sentence(0, len(text))] if name == "long sentence" else split_sentences(text)
    # The revision is another's: a text with a lone surrogate has none and is never stored.
    strange = replace(
        hit_on(NEWS[0], sentences), article=replace(NEWS[0], text=text), last=len(sentences)
    )
    calm = replace(hits_on(NEWS[1])[0], rank=2)
    for question in (QUESTION, text[:1_000]):
        require_kept_promises(reader.read(question, [strange, calm], words), [strange, calm])


@settings(max_examples=20)
@given(question=st.text(max_size=40), material=split_texts())
def test_any_text_is_read(
    reader: Reader, words: LexicalIndex, question: str, material: tuple[str, Sequence[Sentence]]
) -> None:
    text, sentences = material
    hit = hit_on(replace(NEWS[0], text=text), sentences)
    require_kept_promises(reader.read(question, [hit], words), [hit])


def test_a_reader_says_who_it_is_and_what_it_asks_for(reader: Reader) -> None:
    assert reader.id
    assert reader.depth >= 1
    levels = reader.thresholds
    assert 1 >= levels.low >= levels.normal >= levels.high >= 0
