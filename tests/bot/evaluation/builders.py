"""Answers, citations and questions that default everything but what a test is about."""

from collections.abc import Mapping, Sequence

from bot.evaluation.dataset import Gold, KnownQuestion
from bot.types import AbstainReason, Answer, Citation, Question, Span, Statement
from index.errors import ArticleNotFoundError
from index.types import Scope, revision_of

TEXT = "The mayor spoke on Monday. She said: “We will rebuild the bridge.” Work begins in May."
MAYOR = "The mayor spoke on Monday."
BRIDGE = "She said: “We will rebuild the bridge.”"
MAY = "Work begins in May."


def citation(
    quote: str = MAYOR, *, text: str = TEXT, article_id: str = "a", revision: str | None = None
) -> Citation:
    start = text.find(quote)
    return Citation(
        marker=1,
        article_id=article_id,
        revision=revision_of(text) if revision is None else revision,
        title="A title",
        url=None,
        source=None,
        author=None,
        published_at=None,
        quote=quote,
        start=start,
        end=start + len(quote),
        sentence=0,
        score=0.5,
    )


def answer(
    citations: Sequence[Citation] = (),
    *,
    short: str = "",
    confidence: float = 0.5,
    answered: bool | None = None,
) -> Answer:
    was_answered = bool(citations) if answered is None else answered
    return Answer(
        answer_id="1",
        conversation_id="1",
        question="?",
        standalone_question="?",
        answered=was_answered,
        abstain_reason=None if was_answered else AbstainReason.WEAK_EVIDENCE,
        answer=short,
        confidence=confidence,
        statements=[Statement(one.quote, [one.marker]) for one in citations],
        citations=citations,
        scope=Scope(1, None, None, "1"),
        timings_ms={},
    )


def question(
    gold_quote: str | None = "Monday",
    *,
    id: str = "q",  # noqa: A002  # the field's own name
    answers: Sequence[str] = (),
    answer_revisions: Mapping[str, str] | None = None,
    article_id: str | None = None,
) -> KnownQuestion:
    if gold_quote is None:
        return KnownQuestion(id, f"{id}?", answers, None, article_id)
    start = TEXT.index(gold_quote)
    span = Span(start, start + len(gold_quote))
    gold = Gold("a", revision_of(TEXT), [span], answer_revisions or {})
    return KnownQuestion(id, f"{id}?", answers, gold, article_id)


class ScriptedBot:
    """Answers as it was told to, from one article; the protocol that evaluation asks of a bot."""

    def __init__(self, answers: Mapping[str, Answer], *, text: str = TEXT) -> None:
        self._answers = answers
        self._text = text
        self.asked: list[Question] = []

    def ask(self, question: Question, /) -> Answer:
        self.asked.append(question)
        return self._answers[question.text]

    def article_text(self, article_id: str, revision: str, /) -> str:
        if (article_id, revision) != ("a", revision_of(self._text)):
            raise ArticleNotFoundError(f"no article {article_id}", remedy="ingest it")
        return self._text
