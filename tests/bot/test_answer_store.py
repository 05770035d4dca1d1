"""Answers stay as they were given; those that do not stand any more are told, and only those."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.affected import AffectedAnswer, Fate
from bot.answer_store import AnswerStore
from index.database import truncate_log
from index.errors import AnswerNotFoundError, ArticleWithdrawnError
from index.sentence_diff import Wording
from index.store import Store
from index.types import Notice
from index.withdrawal import restore, withdraw
from tests.bot.given import QUESTION, abstention, answer_citing, quote_of
from tests.builders import START, TEXT, SteppingClock, article, stock

REBUILT = "The bridge will be rebuilt in May."
BRIDGE = quote_of(article(), 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "onrecord.db", clock=SteppingClock())) as opened:
        stock(opened, article())
        yield opened


@pytest.fixture
def answers(store: Store) -> AnswerStore:
    return AnswerStore(store)


def affected(answers: AnswerStore) -> list[AffectedAnswer]:
    """All affected answers, in order."""
    page = answers.affected()
    assert page.next_since is None
    return list(page.affected)


# Kept as given


def test_an_answer_is_read_as_it_was_given(answers: AnswerStore) -> None:
    answers.keep(answer_citing(BRIDGE, answer_id="a-1"), '{"given": "früh 🙂"}')
    answers.keep(abstention(BRIDGE, answer_id="a-2"), "{}")
    assert answers.get("a-1") == '{"given": "früh 🙂"}'
    assert answers.get("a-2") == "{}"


def test_an_answer_that_is_not_kept_is_named(answers: AnswerStore) -> None:
    with pytest.raises(AnswerNotFoundError, match="'nothing'"):
        answers.get("nothing")


def test_answers_are_kept_for_so_many_days(answers: AnswerStore) -> None:
    for days in (0, 1, 2, 3):
        answer = answer_citing(BRIDGE, answer_id=f"a-{days}")
        answers.keep(answer, "{}", at=START - timedelta(days=days))
    assert answers.prune(2) == 2
    assert [answers.get(f"a-{days}") for days in (0, 1)] == ["{}", "{}"]
    with pytest.raises(AnswerNotFoundError):
        answers.get("a-2")
    assert answers.prune(2) == 0
    assert answers.prune(0) == 2


def test_many_old_answers_are_deleted_too(answers: AnswerStore) -> None:
    for number in range(501):
        answers.keep(answer_citing(BRIDGE, answer_id=f"a-{number}"), "{}", at=START)
    assert answers.prune(0) == 501


# Affected or not


def test_an_answer_whose_articles_stay_is_not_affected(store: Store, answers: AnswerStore) -> None:
    answers.keep(answer_citing(BRIDGE), "{}")
    stock(store, article("other", "Something else."), article())
    assert affected(answers) == []


def test_a_sentence_that_changed_is_told_with_what_took_its_place(
    store: Store, answers: AnswerStore
) -> None:
    answers.keep(answer_citing(BRIDGE, answer_id="a-1"), "{}")
    later = article(text="A correction came. " + TEXT.replace("in May", "in June"))
    stock(store, later)
    [told] = affected(answers)
    assert (told.answer_id, told.question, told.citation.marker) == ("a-1", QUESTION, 1)
    assert (told.citation.article_id, told.citation.revision) == ("bridge", article().revision)
    assert (told.fate, told.quote, told.still_said) == (Fate.CHANGED, REBUILT, False)
    assert told.current_revision == later.revision
    at = later.text.index("The bridge")
    assert told.current == Wording(at, at + 35, "The bridge will be rebuilt in June.")
    assert told.happened_at > told.asked_at


def test_a_sentence_that_is_gone_has_nothing_in_its_place(
    store: Store, answers: AnswerStore
) -> None:
    answers.keep(answer_citing(BRIDGE), "{}")
    stock(store, article(text="The mayor spoke on Monday. Ferries run until then."))
    [told] = affected(answers)
    assert (told.fate, told.quote, told.current) == (Fate.CHANGED, REBUILT, None)


def test_a_sentence_that_only_moved_is_not_affected(store: Store, answers: AnswerStore) -> None:
    answers.keep(answer_citing(BRIDGE), "{}")
    stock(store, article(text=f"It rained.\n\n{REBUILT} The mayor did not speak at all."))
    assert affected(answers) == []


def test_a_sentence_that_became_part_of_another_is_affected(
    store: Store, answers: AnswerStore
) -> None:
    answers.keep(answer_citing(BRIDGE), "{}")
    stock(store, article(text="Nobody said that “the bridge will be rebuilt in May.” It rained."))
    [told] = affected(answers)
    assert told.fate is Fate.CHANGED


def test_only_the_citations_whose_sentences_changed_are_affected(
    store: Store, answers: AnswerStore
) -> None:
    answers.keep(answer_citing(*(quote_of(article(), n) for n in range(3))), "{}")
    stock(store, article(text=TEXT.replace("in May", "in June")))
    assert [told.citation.marker for told in affected(answers)] == [2]


def test_an_answer_given_from_a_text_that_changed_meanwhile_is_affected(
    store: Store, answers: AnswerStore
) -> None:
    stock(store, article(text=TEXT.replace("in May", "in June")))
    answers.keep(answer_citing(BRIDGE), "{}")
    assert [told.fate for told in affected(answers)] == [Fate.CHANGED]


def test_a_text_that_came_back_is_as_if_it_had_never_changed(
    store: Store, answers: AnswerStore
) -> None:
    answers.keep(answer_citing(BRIDGE), "{}")
    stock(store, article(text="Something else."))
    stock(store, article())
    assert affected(answers) == []


@pytest.mark.parametrize(
    ("notice", "fate"),
    [(Notice.CORRECTION, Fate.CORRECTED), (Notice.RETRACTION, Fate.RETRACTED)],
)
def test_a_notice_affects_answers_whether_or_not_the_sentence_is_still_there(
    store: Store, answers: AnswerStore, notice: Notice, fate: Fate
) -> None:
    answers.keep(answer_citing(BRIDGE), "{}")
    stock(store, replace(article(text=f"{TEXT} It was amended."), notice=notice))
    [told] = affected(answers)
    assert (told.fate, told.still_said, told.current) == (fate, True, None)
    stock(store, replace(article(text=TEXT.replace("in May", "in June")), notice=notice))
    [told] = affected(answers)
    assert (told.fate, told.still_said) == (fate, False)
    assert told.current
    assert told.current.text == "The bridge will be rebuilt in June."


def test_a_notice_in_the_title_alone_affects_earlier_answers(
    store: Store, answers: AnswerStore
) -> None:
    answers.keep(answer_citing(BRIDGE), "{}")
    stock(store, replace(article(title="RETRACTED: Bridge"), notice=Notice.RETRACTION))
    assert [told.fate for told in affected(answers)] == [Fate.RETRACTED]


def test_a_notice_that_was_there_when_it_was_asked_affects_nothing(
    store: Store, answers: AnswerStore
) -> None:
    corrected = replace(article(text=f"{TEXT} It was amended."), notice=Notice.CORRECTION)
    stock(store, corrected)
    answers.keep(answer_citing(quote_of(corrected, 1)), "{}")
    assert affected(answers) == []


# Withdrawn


def test_a_withdrawn_article_takes_the_answers_that_quote_it_with_it(
    store: Store, answers: AnswerStore
) -> None:
    answers.keep(answer_citing(BRIDGE, answer_id="a-1"), "{}")
    withdraw(store, "bridge")
    [told] = affected(answers)
    assert (told.fate, told.question, told.quote) == (Fate.WITHDRAWN, QUESTION, None)
    assert (told.current_revision, told.current, told.still_said) == (None, None, False)
    with pytest.raises(ArticleWithdrawnError, match="withdrawn"):
        answers.get("a-1")


def test_what_is_shown_but_not_cited_is_withdrawn_too(store: Store, answers: AnswerStore) -> None:
    stock(store, article("near", "Ferries are late. The bridge is old."))
    near = quote_of(article("near", "Ferries are late. The bridge is old."), 1)
    answers.keep(abstention(near, near, answer_id="declined"), "{}")
    withdraw(store, "near")
    with pytest.raises(ArticleWithdrawnError):
        answers.get("declined")
    # Nothing that was cited is affected.
    assert affected(answers) == []


def test_no_word_of_a_withdrawn_article_is_left_on_disk(
    store: Store, answers: AnswerStore, tmp_path: Path
) -> None:
    secret = article("secret", "The vault code is seven heron. Nobody knows it.")
    stock(store, secret)
    quote = quote_of(secret, 0)
    answers.keep(answer_citing(quote), f'{{"quote": "{quote.quote}"}}')
    answers.keep(abstention(quote), f'{{"closest": "{quote.quote}"}}')
    withdraw(store, "secret")
    truncate_log(store.engine)
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Bridge to be rebuilt" in kept
    assert b"seven heron" not in kept


def test_an_answer_that_comes_after_the_withdrawal_is_kept_without_its_words(
    store: Store, answers: AnswerStore
) -> None:
    withdraw(store, "bridge")
    answers.keep(answer_citing(BRIDGE, answer_id="a-1"), "the bridge will be rebuilt")
    with pytest.raises(ArticleWithdrawnError):
        answers.get("a-1")
    assert [told.fate for told in affected(answers)] == [Fate.WITHDRAWN]


def test_an_article_that_was_taken_in_again_does_not_bring_old_citations_back(
    store: Store, answers: AnswerStore
) -> None:
    answers.keep(answer_citing(BRIDGE, answer_id="a-1"), "{}")
    withdraw(store, "bridge")
    restore(store, "bridge")
    stock(store, article(text="Something else."))
    assert [told.fate for told in affected(answers)] == [Fate.WITHDRAWN]
    with pytest.raises(ArticleWithdrawnError):
        answers.get("a-1")


# Since, and pages


def test_pages_lead_through_all_that_happened_in_order(store: Store, answers: AnswerStore) -> None:
    names = [f"story-{n}" for n in range(6)]
    stock(store, *(article(name) for name in names))
    for name in names:
        quotes = [quote_of(article(name), number) for number in (1, 2)]
        answers.keep(answer_citing(*quotes), "{}")
    for name in reversed(names):
        stock(store, article(name, "Something else."))
    whole = affected(answers)
    expected = [name for name in reversed(names) for _ in range(2)]
    assert [told.citation.article_id for told in whole] == expected
    collected: list[AffectedAnswer] = []
    page = answers.affected(limit=3)
    while page.next_since:
        collected += page.affected
        page = answers.affected(page.next_since, limit=3)
    assert [*collected, *page.affected] == whole


def test_since_leaves_out_what_happened_earlier(store: Store, answers: AnswerStore) -> None:
    stock(store, article("other"))
    answers.keep(answer_citing(BRIDGE, quote_of(article("other"), 1)), "{}")
    stock(store, article(text="Something else."))
    withdraw(store, "other")
    first, second = affected(answers)
    assert (first.fate, second.fate) == (Fate.CHANGED, Fate.WITHDRAWN)
    assert list(answers.affected(second.happened_at).affected) == [second]
    assert answers.affected(second.happened_at + timedelta(seconds=1)).affected == []
