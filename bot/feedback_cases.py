"""Feedback as evaluation cases: a folder that `onrecord eval` reads, made from judged answers.

An answer that more people call right than not is a case with its gold, or one without an answer.
Of any other the right answer is not known: it goes beside them, for somebody to say. Knows the
format of docs/evaluation.md; knows nothing of where feedback came from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel

from bot.api.models import AnswerModel, CitationModel
from bot.feedback import Verdict
from index.feedback_rows import JudgedAnswer, judged_answers
from index.store import Store

CASES, ARTICLES, OPEN = "questions.jsonl", "articles.jsonl", "open.jsonl"


class _Case(BaseModel):
    """A line of questions.jsonl."""

    id: str
    question: str
    answerable: bool = False
    article_id: str | None = None
    answers: Sequence[str] = ()
    evidence_spans: Sequence[tuple[int, int]] = ()


class _Article(BaseModel):
    """A line of articles.jsonl."""

    id: str
    title: str
    text: str
    url: str | None
    source: str | None
    published_at: datetime | None


class _Cited(BaseModel):
    """A sentence that was cited."""

    article_id: str
    quote: str
    start: int
    end: int


class _Said(BaseModel):
    """What one person said; not who."""

    verdict: Verdict
    comment: str | None


class _OpenCase(BaseModel):
    """A line of open.jsonl: what was answered, and what people said of it."""

    id: str
    question: str
    answered: bool
    answer: str
    cited: Sequence[_Cited]
    feedback: Sequence[_Said]


@dataclass(frozen=True, slots=True)
class Exported:
    """How many cases were written, how many are open, and how many answers are gone."""

    cases: int
    open: int
    gone: int


def export_cases(store: Store, folder: Path) -> Exported:
    """Writes the cases of all feedback into a folder, over those of an earlier export.

    Raises StoreError where the database cannot be read, OSError where the folder cannot be written.
    """
    cases: list[_Case] = []
    still_open: list[_OpenCase] = []
    articles: dict[str, _Article] = {}
    gone = 0
    for judged in judged_answers(store.engine):
        if judged.body is None:
            gone += 1
            continue
        answer = AnswerModel.model_validate_json(judged.body)
        first = _first_cited(answer)
        article = None if first is None else _article_of(store, first)
        if first is not None and article is None:
            gone += 1
        elif not _is_right(judged):
            still_open.append(_open_case(judged, answer))
        elif first is None or article is None:
            cases.append(_Case(id=_case_id(answer), question=answer.standalone_question))
        else:
            articles[article.id] = article
            cases.append(_case(answer, first, article))
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / CASES, cases)
    _write(folder / ARTICLES, articles.values())
    _write(folder / OPEN, still_open)
    return Exported(len(cases), len(still_open), gone)


def _write(path: Path, records: Iterable[BaseModel]) -> None:
    path.write_text("".join(f"{one.model_dump_json()}\n" for one in records), encoding="utf-8")


def _is_right(judged: JudgedAnswer) -> bool:
    """Whether more people say so than not."""
    right = sum(one.verdict == Verdict.RIGHT for one in judged.feedback)
    return right * 2 > len(judged.feedback)


def _first_cited(answer: AnswerModel) -> CitationModel | None:
    """The citation of the statement that answers; None for an abstention."""
    if not answer.answered:
        return None
    first = answer.statements[0].citations[0]
    return next(one for one in answer.citations if one.marker == first)


def _article_of(store: Store, cited: CitationModel) -> _Article | None:
    """The article at the revision that was cited; None where it was withdrawn since.

    Its id has the revision in it: two revisions of one article are two texts.
    """
    key = (cited.article_id, cited.revision)
    text = store.texts([key]).get(key)
    if text is None:
        return None
    return _Article(
        id=f"{cited.article_id}@{cited.revision[:12]}",
        title=cited.title,
        text=text,
        url=cited.url,
        source=cited.source,
        published_at=cited.published_at,
    )


def _case_id(answer: AnswerModel) -> str:
    return f"feedback-{answer.answer_id}"


def _case(answer: AnswerModel, first: CitationModel, article: _Article) -> _Case:
    markers = answer.statements[0].citations
    same = (first.article_id, first.revision)
    return _Case(
        id=_case_id(answer),
        question=answer.standalone_question,
        answerable=True,
        article_id=article.id,
        answers=[answer.answer],
        evidence_spans=[
            (one.start, one.end)
            for one in answer.citations
            if one.marker in markers and (one.article_id, one.revision) == same
        ],
    )


def _open_case(judged: JudgedAnswer, answer: AnswerModel) -> _OpenCase:
    return _OpenCase(
        id=_case_id(answer),
        question=answer.standalone_question,
        answered=answer.answered,
        answer=answer.answer,
        cited=[_Cited.model_validate(one, from_attributes=True) for one in answer.citations],
        feedback=[_Said(verdict=Verdict(g.verdict), comment=g.comment) for g in judged.feedback],
    )
