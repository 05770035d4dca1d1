"""One training example for a question: a window of sentences that answers it, or one that does not.

Windows are cut as chunks are: consecutive whole sentences, of varying length. About a third of the
examples are unanswerable, and hard to tell: the passage without its answer, a near passage, a
question or a sentence in which a name, a number or the sense was changed.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bench.training.reader.edits import (
    names_of,
    negated,
    numbers_of,
    opposite,
    other_name,
    other_number,
    replaced,
)
from bench.training.reader.passages import Passage, Span, TrainingQuestion
from index.types import Sentence

UNANSWERABLE_SHARE = 0.33
NEGATED_SHARE = 0.3
"""Of the questions with nothing else to edit, so many are negated."""

TITLED_SHARE = 0.7
"""Of the windows that could have a title, so many are given it."""

WINDOW_CHARS = (220, 900)
"""Windows are at most this long, drawn evenly; about 50 to 200 tokens."""


class Kind(StrEnum):
    """What an example teaches."""

    ANSWERED = "answered"
    WITHOUT_ANSWER = "without the answer"
    NEAR = "near passage"
    EDITED_QUESTION = "edited question"
    EDITED_SENTENCE = "edited sentence"


_WEIGHTS = {
    Kind.WITHOUT_ANSWER: 0.25,
    Kind.NEAR: 0.2,
    Kind.EDITED_QUESTION: 0.35,
    Kind.EDITED_SENTENCE: 0.2,
}


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a window; offsets are in the window's characters, of which `title` is none.

    Unanswerable ones have neither `gold` (sentence numbers) nor `spans`. `has_spans` is False
    where only the sentence is known.
    """

    kind: Kind
    question: str
    title: str
    text: str
    sentences: Sequence[Sentence]
    gold: Sequence[int]
    spans: Sequence[Span]
    has_spans: bool


Near = Callable[[TrainingQuestion], Passage | None]
"""A passage that is like a question's own and does not hold its answer."""


def draw(question: TrainingQuestion, near: Near, rng: random.Random) -> Example:
    """An example of a random kind; another kind where the drawn one is not to be had."""
    if rng.random() < UNANSWERABLE_SHARE:
        kinds = list(_WEIGHTS)
        while kinds:
            kind = rng.choices(kinds, [_WEIGHTS[k] for k in kinds])[0]
            made = of_kind(kind, question, near, rng)
            if made is not None:
                return made
            kinds.remove(kind)
    return answered(question, rng)


def of_kind(
    kind: Kind, question: TrainingQuestion, near: Near, rng: random.Random
) -> Example | None:
    """An example of one kind, or None where the question offers none."""
    if kind is Kind.ANSWERED:
        return answered(question, rng)
    if kind is Kind.WITHOUT_ANSWER:
        return _without_answer(question, rng)
    if kind is Kind.NEAR:
        return _of_near(question, near, rng)
    if kind is Kind.EDITED_QUESTION:
        return _edited_question(question, rng)
    return _edited_sentence(question, rng)


def answered(question: TrainingQuestion, rng: random.Random) -> Example:
    """A window around one of the sentences that answer."""
    sentences = question.passage.sentences
    centre = rng.choice(list(question.gold))
    first, last = _window(sentences, centre, rng)
    return _cut(question, first, last, _title(question.passage, first, rng))


def _title(passage: Passage, first: int, rng: random.Random) -> str:
    """The passage's title, or the sentence that it begins with where the window begins later."""
    if rng.random() >= TITLED_SHARE:
        return ""
    if passage.title or first == 0:
        return passage.title
    lead = passage.sentences[0]
    return passage.text[lead.start : lead.end]


def _title_without(
    question: TrainingQuestion, passage: Passage, first: int, rng: random.Random
) -> str:
    """A title as above for a window that does not answer: "" where the title has the answer."""
    title = _title(passage, first, rng)
    return "" if any(answer in title.lower() for answer in _lower_answers(question)) else title


def _lower_answers(question: TrainingQuestion) -> list[str]:
    return [answer.lower() for answer in question.answers if answer]


def _cut(question: TrainingQuestion, first: int, last: int, title: str) -> Example:
    sentences = question.passage.sentences
    base, end = sentences[first].start, sentences[last - 1].end
    spans = [(s - base, e - base) for s, e in question.spans if base <= s and e <= end]
    return Example(
        kind=Kind.ANSWERED,
        question=question.text,
        title=title,
        text=question.passage.text[base:end],
        sentences=[Sentence(s.start - base, s.end - base) for s in sentences[first:last]],
        gold=[number - first for number in question.gold if first <= number < last],
        spans=spans,
        has_spans=bool(spans),
    )


def _window(sentences: Sequence[Sentence], centre: int, rng: random.Random) -> tuple[int, int]:
    """Sentences around `centre`, grown to a random side until the drawn length is reached."""
    room = rng.randint(*WINDOW_CHARS)
    first, last = centre, centre + 1
    while True:
        sides = []
        if first > 0 and sentences[last - 1].end - sentences[first - 1].start <= room:
            sides.append("before")
        if last < len(sentences) and sentences[last].end - sentences[first].start <= room:
            sides.append("after")
        if not sides:
            return first, last
        if rng.choice(sides) == "before":
            first -= 1
        else:
            last += 1


def _without_answer(question: TrainingQuestion, rng: random.Random) -> Example | None:
    """The passage with every sentence taken out that has the answer's words."""
    text = question.passage.text
    answers = _lower_answers(question)
    kept = [
        text[s.start : s.end]
        for number, s in enumerate(question.passage.sentences)
        if number not in question.gold
        and not any(answer in text[s.start : s.end].lower() for answer in answers)
    ]
    if not kept:
        return None
    first, last = _window(_spans_of(kept), rng.randrange(len(kept)), rng)
    title = _title_without(question, question.passage, first, rng)
    return _unanswerable(Kind.WITHOUT_ANSWER, question.text, title, kept[first:last])


def _of_near(question: TrainingQuestion, near: Near, rng: random.Random) -> Example | None:
    passage = near(question)
    if passage is None or not passage.sentences:
        return None
    sentences = passage.sentences
    first, last = _window(sentences, rng.randrange(len(sentences)), rng)
    read = [passage.text[s.start : s.end] for s in sentences[first:last]]
    return _unanswerable(
        Kind.NEAR, question.text, _title_without(question, passage, first, rng), read
    )


def _edited_question(question: TrainingQuestion, rng: random.Random) -> Example | None:
    window = answered(question, rng)
    others = _names_beside(window)
    edits: list[Callable[[], str | None]] = [
        lambda: other_name(question.text, others, rng),
        lambda: other_number(question.text, numbers_of(window.text), rng),
        lambda: opposite(question.text, rng),
    ]
    rng.shuffle(edits)
    edited = (edit() for edit in edits)
    made = next((text for text in edited if text is not None), None)
    # A negated question is easy to tell by its words alone: only where nothing else can be done.
    if made is None and rng.random() < NEGATED_SHARE:
        made = negated(question.text)
    if made is None:
        return None
    texts = [window.text[s.start : s.end] for s in window.sentences]
    return _unanswerable(Kind.EDITED_QUESTION, made, window.title, texts)


def _names_beside(window: Example) -> list[str]:
    """Names of a window that stand apart from its answers."""
    return [
        window.text[start:end]
        for start, end in names_of(window.text)
        if not any(s < end and start < e for s, e in window.spans)
    ]


def _edited_sentence(question: TrainingQuestion, rng: random.Random) -> Example | None:
    """What question and answering sentences share is changed in those sentences."""
    window = answered(question, rng)
    texts = [window.text[s.start : s.end] for s in window.sentences]
    others = _names_beside(window)
    shared = [question.text[start:end] for start, end in names_of(question.text)]
    shared += numbers_of(question.text)
    rng.shuffle(shared)
    for words in shared:
        if not any(replaced(texts[number], words, "") != texts[number] for number in window.gold):
            continue
        made = other_name(words, others, rng) or other_number(words, numbers_of(window.text), rng)
        if made is not None:
            edited = [replaced(text, words, made) for text in texts]
            return _unanswerable(Kind.EDITED_SENTENCE, question.text, window.title, edited)
    return None


def _unanswerable(kind: Kind, question: str, title: str, texts: Sequence[str]) -> Example:
    return Example(kind, question, title, " ".join(texts), _spans_of(texts), [], [], has_spans=True)


def _spans_of(texts: Sequence[str]) -> list[Sentence]:
    spans, at = [], 0
    for text in texts:
        spans.append(Sentence(at, at + len(text)))
        at += len(text) + 1
    return spans
