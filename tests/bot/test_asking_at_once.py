"""Many threads ask while the index changes under them: every answer is whole and of one state."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from threading import Event

from bot.types import Answer
from tests.bot.bots import Newsroom, open_newsroom
from tests.builders import some_articles
from tests.newsroom import FERRY, NEWS

QUESTIONS = (
    "Who opened the Varnholm ferry pier?",
    "How many cherry trees did the frost kill?",
    "How many patients did the Amberley clinic treat?",
    "Who bought the Korsund lighthouse?",
)
THREADS = 8


def told(answer: Answer) -> object:
    """What an answer says, without what differs each time."""
    places = [(c.marker, c.article_id, c.start, c.end, c.quote) for c in answer.citations]
    return answer.answered, answer.answer, places, answer.confidence, answer.scope


def test_eight_threads_get_the_answers_that_one_gets(tmp_path: Path) -> None:
    with open_newsroom(tmp_path) as newsroom, ThreadPoolExecutor(THREADS) as threads:
        newsroom.publish(*NEWS)
        alone = [told(newsroom.bot.ask(question)) for question in QUESTIONS]
        together = list(threads.map(newsroom.bot.ask, QUESTIONS * 20))
    assert [told(answer) for answer in together] == alone * 20
    assert len({answer.answer_id for answer in together}) == len(together)


def test_a_question_never_sees_half_of_a_new_index(tmp_path: Path) -> None:
    batches = iter(some_articles(12))
    with open_newsroom(tmp_path) as newsroom, ThreadPoolExecutor(THREADS) as threads:
        counts = {newsroom.publish(*NEWS): len(NEWS)}
        is_over = Event()
        asking = [threads.submit(_ask_until, newsroom, is_over) for _ in range(THREADS - 1)]
        for total in (7, 10, 13, 16):
            counts[newsroom.publish(*islice(batches, 3))] = total
            newsroom.bot.ask(QUESTIONS[0])
        is_over.set()
        answers = [answer for asked in asking for answer in asked.result()]
        assert newsroom.bot.ask("What did council 11 vote for?").scope.articles == max(
            counts.values()
        )
    assert {a.scope.index_version: a.scope.articles for a in answers}.items() <= counts.items()
    assert {answer.citations[0].article_id for answer in answers} == {FERRY.id}


def _ask_until(newsroom: Newsroom, is_over: Event) -> Sequence[Answer]:
    answers = [newsroom.bot.ask(QUESTIONS[0])]
    while not is_over.is_set():
        answers.append(newsroom.bot.ask(QUESTIONS[0]))
    return answers
