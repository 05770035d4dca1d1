"""Reading more hits: the same bot at another depth, with nothing refused."""

from collections.abc import Sequence
from pathlib import Path

from bench.depths import depth_point
from bot.evaluation.dataset import Gold, KnownQuestion
from bot.reader import Reading
from bot.risk import Thresholds
from bot.types import Evidence, Span
from index.lexical import LexicalIndex
from index.types import Hit, revision_of
from tests.bot.bots import MIN_CONFIDENCE, open_newsroom
from tests.builders import article

NEAR = article("near", "The ferry to Holm sank on Friday.", title="Ferry to Holm sank")
FAR = article("far", "Divers found the ferry on Sunday.", title="Divers at work")
QUESTION = KnownQuestion(
    "q",
    "When was the ferry to Holm that sank found?",
    ["Sunday"],
    Gold("far", revision_of(FAR.text), [Span(26, 32)], {}),
)


class LastHitReader:
    """Takes the first sentence of the last hit, and is never sure of it."""

    id = "last-hit"
    depth = 1
    thresholds = Thresholds(low=0.9, normal=MIN_CONFIDENCE, high=0.3)

    def read(
        self,
        question: str,  # noqa: ARG002  # the protocol's
        hits: Sequence[Hit],
        words: LexicalIndex,  # noqa: ARG002
    ) -> Reading:
        last = hits[-1]
        sentence = last.sentences[0]
        text = last.article.text[sentence.start : sentence.end]
        confidence = MIN_CONFIDENCE / 2
        return Reading([Evidence(last.article.id, last.revision, 0, text, confidence)], confidence)


def test_what_stands_in_the_second_hit_is_found_by_reading_two(tmp_path: Path) -> None:
    with open_newsroom(tmp_path, reader=LastHitReader()) as newsroom:
        newsroom.publish(NEAR, FAR)
        assert not newsroom.bot.ask(QUESTION.text).answered
        one, two = (depth_point(newsroom.bot, [QUESTION], depth) for depth in (1, 2))
    assert (one.depth, one.cited_at_1) == (1, 0.0)
    assert (two.depth, two.cited_at_1) == (2, 1.0)
    assert two.ms >= 0
