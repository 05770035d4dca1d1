"""What an ExtractiveReader finds is what its model says, worked out here token by token."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from bot.reading.extractive import LONGEST_SPAN, ExtractiveReader
from bot.types import Span
from index.lexical import LexicalIndex, open_lexical_index
from index.model_files import find_files
from index.postings import write_lexical_index
from index.sentences import split_sentences
from index.types import Article, Hit
from tests.bot.material import hit_on
from tests.bot.reading.tiny_models import (
    POSITIONS,
    save_answering_bert,
    save_answering_roberta,
    save_answering_unigram,
)
from tests.newsroom import NEWS

WINDOW = POSITIONS - 2
QUESTIONS = ("Who denied it?", "“Zoë” — 🙂?")
ACCENTED = Article(
    "accented",
    "Accents",
    "Zoë Çelik’s naïve café — 5½ million 🙂🙂 — closed.  “İstanbul” reopened\u00a0it.\n\nNobody "
    "東京 objected\u2009to e\u0301clairs.",
)
SAVE = {
    "bert": save_answering_bert,
    "roberta": save_answering_roberta,
    "unigram": save_answering_unigram,
}


@dataclass(frozen=True, slots=True)
class Best:
    """The best span of a sentence, and its probability against no answer."""

    span: Span
    probability: float


class Oracle:
    """The model over one window at a time, without padding, by every span that there is."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = AutoTokenizer.from_pretrained(str(folder))
        self._model = AutoModelForQuestionAnswering.from_pretrained(str(folder)).eval()

    def best(self, question: str, hit: Hit) -> dict[int, Best]:
        """By sentence number."""
        found: dict[int, Best] = {}
        for number, one in self._all_spans(question, hit):
            if number not in found or one.probability > found[number].probability:
                found[number] = one
        return found

    def _all_spans(self, question: str, hit: Hit) -> Iterator[tuple[int, Best]]:
        for ids, first, offsets in self._windows(question, hit.text):
            with torch.inference_mode():
                made = self._model(torch.tensor([ids]), **self._types(len(ids), first))
            starts, ends = made.start_logits[0].softmax(0), made.end_logits[0].softmax(0)
            null = float(starts[0] * ends[0])
            places = [self._place(hit, *pair) for pair in offsets]
            for i, opened in enumerate(places):
                for j in range(i, min(i + LONGEST_SPAN, len(places))):
                    closed = places[j]
                    if opened and closed and opened[0] == closed[0]:
                        chance = float(starts[first + i] * ends[first + j])
                        span = Span(opened[1].start, closed[1].end)
                        yield opened[0], Best(span, chance / (chance + null))

    def _windows(
        self, question: str, text: str
    ) -> Iterator[tuple[list[int], int, list[tuple[int, int]]]]:
        """Ids, the first token that is the text's, and the offsets of those."""
        asked = self._tokenizer(question, add_special_tokens=False)["input_ids"]
        read = self._tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        cls, sep = self._tokenizer.cls_token_id, self._tokenizer.sep_token_id
        between = [sep] * (self._tokenizer.num_special_tokens_to_add(pair=True) - 2)
        opening = [cls, *asked, *between]
        room = WINDOW - len(opening) - 1
        for begin in range(0, len(read["input_ids"]), room - WINDOW // 4):
            piece = slice(begin, begin + room)
            ids = read["input_ids"][piece]
            yield [*opening, *ids, sep], len(opening), read["offset_mapping"][piece]
            if begin + room >= len(read["input_ids"]):
                return

    def _types(self, length: int, first: int) -> dict[str, torch.Tensor]:
        if self._model.config.type_vocab_size == 1:
            return {}
        return {"token_type_ids": torch.tensor([[0] * first + [1] * (length - first)])}

    def _place(self, hit: Hit, start: int, end: int) -> tuple[int, Span] | None:
        """The sentence of a token and where its words stand in the article; None for spaces."""
        text = hit.article.text[hit.start + start : hit.start + end]
        if not text.strip():
            return None
        start = hit.start + start + len(text) - len(text.lstrip())
        span = Span(start, start + len(text.strip()))
        numbers = [
            number
            for number, sentence in enumerate(hit.sentences)
            if sentence.start <= span.start < sentence.end
        ]
        return numbers[0], span


@pytest.fixture(scope="module", params=SAVE)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return SAVE[request.param](tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def reader(folder: Path) -> ExtractiveReader:
    return opened(folder)


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    made = tmp_path_factory.mktemp("lexical")
    write_lexical_index(made, ["ferry"])
    return open_lexical_index(made)


def opened(folder: Path) -> ExtractiveReader:
    return ExtractiveReader(find_files(str(folder), setting="ONRECORD_READER"))


def whole(article: Article, rank: int = 1) -> Hit:
    return replace(hit_on(article, split_sentences(article.text)), rank=rank)


def later_part(article: Article, rank: int) -> Hit:
    """A chunk that does not begin where its article begins."""
    return replace(whole(article, rank), first=1)


def hits() -> Sequence[Hit]:
    return [whole(NEWS[1]), whole(ACCENTED, 2), later_part(NEWS[0], 3), later_part(NEWS[2], 4)]


@pytest.mark.parametrize("question", QUESTIONS)
def test_spans_and_scores_are_the_best_that_the_model_knows(
    folder: Path, reader: ExtractiveReader, words: LexicalIndex, question: str
) -> None:
    oracle = Oracle(folder)
    expected = {hit.article.id: oracle.best(question, hit) for hit in hits()}
    reading = reader.read(question, hits(), words)
    assert len(reading.evidence) == sum(len(best) for best in expected.values())
    for evidence in reading.evidence:
        best = expected[evidence.article_id][evidence.number]
        assert evidence.span == best.span
        assert evidence.score == pytest.approx(best.probability, abs=1e-5)
    assert reading.confidence == reading.evidence[0].score


def test_the_passages_need_several_windows(folder: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    assert max(len(tokenizer(hit.text)["input_ids"]) for hit in hits()) > WINDOW


def test_spans_begin_and_end_with_what_is_no_space(
    reader: ExtractiveReader, words: LexicalIndex
) -> None:
    for question in QUESTIONS:
        for evidence in reader.read(question, [whole(ACCENTED)], words).evidence:
            assert evidence.span is not None
            said = ACCENTED.text[evidence.span.start : evidence.span.end]
            assert said == said.strip()


def test_a_sentence_that_the_tokenizer_drops_scores_nothing(
    tmp_path: Path, words: LexicalIndex
) -> None:
    article = replace(ACCENTED, text="\0\0\0")
    reading = opened(save_answering_bert(tmp_path)).read("Who?", [whole(article)], words)
    assert [(one.score, one.span) for one in reading.evidence] == [(0.0, None)]
    assert reading.confidence == 0.0


def test_a_chunk_scores_the_same_whatever_is_read_beside_it(
    reader: ExtractiveReader, words: LexicalIndex
) -> None:
    alone = reader.read(QUESTIONS[0], [whole(NEWS[1])], words).evidence
    beside = reader.read(QUESTIONS[0], hits(), words).evidence
    together = {one.number: one for one in beside if one.article_id == NEWS[1].id}
    for one in alone:
        assert together[one.number].span == one.span
        assert together[one.number].score == pytest.approx(one.score, abs=1e-5)


def test_a_question_that_would_leave_no_room_is_cut(
    reader: ExtractiveReader, words: LexicalIndex
) -> None:
    begun = "abc " * WINDOW
    one, other = (reader.read(begun + rest, hits(), words) for rest in ("x?", "yes " * WINDOW))
    assert one == other
    assert reader.read("?" + begun, hits(), words) != one
