"""A folder of articles and questions with known answers, read and checked.

Every record is checked here, with file and line in the message, so that scoring can rely on it.
Knows nothing of bots, answers or scores.
"""

import gzip
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.types import Span
from index.errors import OnRecordError
from index.types import revision_of

_FORMAT_REMEDY = (
    "mend that; a data set is a folder with articles.jsonl[.gz] and questions.jsonl[.gz], and "
    "docs/evaluation.md lists their fields"
)

Offset = Annotated[int, Field(ge=0)]
Text = Annotated[str, Field(min_length=1)]
_Record = TypeVar("_Record", bound=BaseModel)


class DatasetError(OnRecordError):
    """A data set cannot be read. The message names the file, and the line where there is one."""


@dataclass(frozen=True, slots=True)
class Gold:
    """What answers a question: any one of `spans`, in this article and this revision.

    `answer_revisions` maps articles (id to revision) in which any sentence that holds one of the
    answer strings counts too; it is empty where the answer spans themselves are known.
    """

    article_id: str
    revision: str
    spans: Sequence[Span]
    answer_revisions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question with what is known of its answer. `gold` is None where the set has no answer.

    `article_id` is the article of the set that the question is about, whether it answers or not;
    None where the set names none.
    """

    id: str
    text: str
    answers: Sequence[str]
    gold: Gold | None
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """The questions of a folder, and the ids and revisions of its articles."""

    name: str
    questions: Sequence[KnownQuestion]
    revisions: Mapping[str, str]


class _ArticleRecord(BaseModel):
    """A line of articles.jsonl; further fields are the ingest's business."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Text
    text: Text


class _QuestionRecord(BaseModel):
    """A line of questions.jsonl; fields that scoring does not need are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Text
    question: Text
    answerable: bool = True
    article_id: str | None = None
    answers: tuple[str, ...] = ()
    answer_spans: tuple[tuple[Offset, Offset], ...] = ()
    evidence_spans: tuple[tuple[Offset, Offset], ...] = ()
    also_relevant: tuple[str, ...] = ()


def load_dataset(folder: Path) -> Dataset:
    """The data set of a folder, all of it checked. Costs one pass over the articles.

    Raises DatasetError naming file and line for what is missing, malformed, doubled, or points
    outside its article.
    """
    articles = _read_articles(file_of(folder, "articles"))
    questions = _read_questions(file_of(folder, "questions"), articles)
    revisions = {article_id: article.revision for article_id, article in articles.items()}
    return Dataset(folder.resolve().name, questions, revisions)


def file_of(folder: Path, stem: str) -> Path:
    """The file `stem`.jsonl or `stem`.jsonl.gz of a data set; raises DatasetError without one."""
    for suffix in (".jsonl", ".jsonl.gz"):
        path = folder / f"{stem}{suffix}"
        if path.is_file():
            return path
    message = f"{folder} has neither {stem}.jsonl nor {stem}.jsonl.gz"
    raise DatasetError(message, remedy=_FORMAT_REMEDY)


@dataclass(frozen=True, slots=True)
class _ArticleFacts:
    """What checking a question needs of its article."""

    revision: str
    length: int


def _read_articles(path: Path) -> Mapping[str, _ArticleFacts]:
    articles: dict[str, _ArticleFacts] = {}
    for line in _lines(path):
        record = _parse(_ArticleRecord, line)
        if record.id in articles:
            raise _refused(line.where, f"the article id {record.id!r} occurs twice")
        articles[record.id] = _ArticleFacts(revision_of(record.text), len(record.text))
    return articles


def _read_questions(path: Path, articles: Mapping[str, _ArticleFacts]) -> Sequence[KnownQuestion]:
    questions: dict[str, KnownQuestion] = {}
    for line in _lines(path):
        record = _parse(_QuestionRecord, line)
        if record.id in questions:
            raise _refused(line.where, f"the question id {record.id!r} occurs twice")
        gold = _gold(record, articles, line.where) if record.answerable else None
        article_id = record.article_id if record.article_id in articles else None
        questions[record.id] = KnownQuestion(
            record.id, record.question, record.answers, gold, article_id
        )
    if not questions:
        raise _refused(str(path), "there is not one question")
    return list(questions.values())


def _gold(record: _QuestionRecord, articles: Mapping[str, _ArticleFacts], where: str) -> Gold:
    """The gold of an answerable question: its answer spans, else its evidence spans."""
    article = articles.get(record.article_id or "")
    if record.article_id is None or article is None:
        raise _refused(where, f"answerable, but no article has the id {record.article_id!r}")
    pairs = record.answer_spans or record.evidence_spans
    if not pairs:
        raise _refused(where, "answerable, but it has neither answer_spans nor evidence_spans")
    for start, end in pairs:
        if not start < end <= article.length:
            reason = f"the span [{start}, {end}] is not inside the {article.length} characters"
            raise _refused(where, f"{reason} of article {record.article_id!r}")
    relevant = () if record.answer_spans else (record.article_id, *record.also_relevant)
    return Gold(
        article_id=record.article_id,
        revision=article.revision,
        spans=[Span(start, end) for start, end in pairs],
        answer_revisions={one: articles[one].revision for one in relevant if one in articles},
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank, and where it stands: `questions.jsonl:17`."""

    where: str
    content: bytes


def _lines(path: Path) -> Iterator[_Line]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rb") as lines:
        try:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _Line(f"{path}:{number}", line)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise _refused(str(path), f"it is not a whole gzip file ({error})") from error


def _parse(kind: type[_Record], line: _Line) -> _Record:
    try:
        return kind.model_validate_json(line.content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        reason = f"{field}: {first['msg']}" if field else first["msg"]
        raise _refused(line.where, reason) from error


def _refused(where: str, reason: str) -> DatasetError:
    return DatasetError(f"{where}: {reason}", remedy=_FORMAT_REMEDY)
