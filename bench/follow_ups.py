"""How well follow-ups are understood: rewritten as people do, and answered.

Our own conversations are asked of the seeds and of the invented news; those of `trec_conv` are only
rewritten, with the answers that people were given there. Knows nothing of how it is done.
"""

import gzip
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from bench.follow_up_results import AskedResult, FollowUpResults, RewriteResult
from bench.places import Places
from bench.processes import onrecord, run_measured
from bench.results import Made
from bench.timing import timing_of
from bot import Bot, open_bot
from bot.conversations import Said, Turn
from bot.evaluation.metrics import Ratio
from bot.follow_ups.understanding import understand
from bot.matter import matter_of
from bot.settings import Settings
from bot.types import Answer, Question

CONVERSATIONS = Path(__file__).parent / "conversations.jsonl"
FIRST_CITATIONS = 3
_THEN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question after others. `meant` is what it means in a person's words.

    `gold` are sentences that answer it, verbatim, any one; `article_id` is None for the seeds.
    """

    id: str
    kind: str
    before: Sequence[str]
    question: str
    meant: str
    article_id: str | None
    gold: Sequence[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A follow-up with its answers: in its conversation, alone, and in the words that it means."""

    follow_up: FollowUp
    in_turn: Answer
    alone: Answer
    meant: Answer


@dataclass(frozen=True, slots=True)
class _Spoken:
    role: Literal["user", "system"]
    text: str


@dataclass(frozen=True, slots=True)
class _Rewritten:
    """A line of trec_conv; fields that are not needed are ignored."""

    set: str
    history: Sequence[_Spoken]
    question: str
    rewrite: str


@dataclass(frozen=True, slots=True)
class _Scores:
    typed: float
    joined: float
    ours: float


def read_follow_ups(path: Path = CONVERSATIONS) -> Sequence[FollowUp]:
    """Our own follow-ups. Raises pydantic.ValidationError for a bad line."""
    record = TypeAdapter(FollowUp)
    return [record.validate_json(line) for line in path.read_bytes().splitlines()]


def measure_follow_ups(places: Places, settings: Settings, made: Made) -> FollowUpResults:
    """The figures of our own conversations and of trec_conv. A minute or two."""
    data_dir = places.work / "quality" / "follow_ups"
    articles = places.own_sets / "who_said_what" / "articles.jsonl"
    run_measured(onrecord("ingest", str(places.seeds), str(articles)), data_dir=data_dir)
    with open_bot(data_dir, settings=settings) as bot:
        judged = [judge(bot, one) for one in read_follow_ups()]
    asked = _asked(judged)
    print(f"follow-ups  {asked.in_turn.count} of {asked.in_turn.total}; wrong: {asked.wrong}")
    sets = measure_rewrites(places.sets / "trec_conv" / "turns.jsonl.gz")
    print(f"trec_conv  {sets['all']}")
    return FollowUpResults(made, asked, sets)


def judge(bot: Bot, one: FollowUp) -> Judged:
    """A follow-up asked in a conversation of its own, which is forgotten afterwards."""
    bot.conversations.forget(one.id)
    for question in one.before:
        bot.ask(Question(question, conversation_id=one.id))
    in_turn = bot.ask(Question(one.question, conversation_id=one.id))
    bot.conversations.forget(one.id)
    alone, meant = (bot.ask(Question(text, is_kept=False)) for text in (one.question, one.meant))
    return Judged(one, in_turn, alone, meant)


def is_right(one: FollowUp, answer: Answer, *, most: int = FIRST_CITATIONS) -> bool:
    """Whether one of the first citations is a sentence that answers, of the right article."""
    return answer.answered and any(
        citation.quote in gold or gold in citation.quote
        for citation in answer.citations[:most]
        for gold in one.gold
        if one.article_id is None or citation.article_id == one.article_id
    )


def measure_rewrites(path: Path) -> dict[str, RewriteResult]:
    """The figures of trec_conv, by set, and of all of it as "all"."""
    record = TypeAdapter(_Rewritten)
    scores: dict[str, list[_Scores]] = defaultdict(list)
    with gzip.open(path, "rb") as lines:
        for line in lines:
            turn = record.validate_json(line)
            for name in (turn.set, "all"):
                scores[name].append(_scored(turn))
    return {name: _mean(ones) for name, ones in sorted(scores.items())}


def content_f1(one: str, other: str) -> float:
    """F1 of the distinct stems of two texts, words of grammar left out."""
    mine, theirs = matter_of(one), matter_of(other)
    both = len(mine) + len(theirs)
    return 2 * len(mine & theirs) / both if both else 1.0


def _scored(turn: _Rewritten) -> _Scores:
    ours = understand(turn.question, _turns(turn.history)).text
    joined = " ".join([*(spoken.text for spoken in turn.history), turn.question])
    texts = (turn.question, joined, ours)
    return _Scores(*(content_f1(text, turn.rewrite) for text in texts))


def _turns(history: Sequence[_Spoken]) -> Sequence[Turn]:
    """The history as turns, each understood by what we made of those before it."""
    turns: list[Turn] = []
    for number, spoken in enumerate(history):
        if spoken.role == "user":
            meant = understand(spoken.text, turns).text
            turns.append(Turn(spoken.text, meant, str(number), _THEN, said=None))
        elif turns:
            said = Said(answered=True, reason=None, answer=spoken.text, statements=[], articles=[])
            turns[-1] = replace(turns[-1], said=said)
    return turns


def _asked(judged: Sequence[Judged]) -> AskedResult:
    right = [is_right(one.follow_up, one.in_turn) for one in judged]
    kinds = sorted({one.follow_up.kind for one in judged})
    scores = [_own_scores(one) for one in judged]
    return AskedResult(
        in_turn=_ratio(right),
        first=_ratio(is_right(one.follow_up, one.in_turn, most=1) for one in judged),
        alone=_ratio(is_right(one.follow_up, one.alone) for one in judged),
        meant=_ratio(is_right(one.follow_up, one.meant) for one in judged),
        by_kind={
            kind: _ratio(
                ok for ok, one in zip(right, judged, strict=True) if one.follow_up.kind == kind
            )
            for kind in kinds
        },
        wrong=[one.follow_up.id for ok, one in zip(right, judged, strict=True) if not ok],
        rewrites=_mean(scores),
        in_turn_ms=timing_of([one.in_turn.timings_ms["total"] for one in judged]),
        meant_ms=timing_of([one.meant.timings_ms["total"] for one in judged]),
    )


def _own_scores(one: Judged) -> _Scores:
    asked, meant = one.follow_up, one.follow_up.meant
    joined = " ".join([*asked.before, asked.question])
    texts = (asked.question, joined, one.in_turn.standalone_question)
    return _Scores(*(content_f1(text, meant) for text in texts))


def _ratio(claims: Iterator[bool] | Sequence[bool]) -> Ratio:
    known = list(claims)
    return Ratio(sum(known), len(known))


def _mean(scores: Sequence[_Scores]) -> RewriteResult:
    count = len(scores)
    return RewriteResult(
        turns=count,
        typed=sum(one.typed for one in scores) / count,
        joined=sum(one.joined for one in scores) / count,
        ours=sum(one.ours for one in scores) / count,
    )
