from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from slack_sdk.oauth.installation_store import Installation

from bot.slack.inbox import Inbox
from bot.slack.installation_rows import InstallationRows
from bot.slack.installations import SealedInstallations, StoredStates
from bot.slack.marks import Marks
from bot.slack.posts import Posts
from bot.slack.sealing import Seal
from bot.slack.tasks import Task, TaskKind
from index.claims import claimed
from index.errors import SettingsError
from index.store import Store
from tests.builders import START

USERS, OWN = "xoxp-secret", "xoxb-own"
KEY, OTHER_KEY = "A" * 43 + "=", "B" * 43 + "="


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "onrecord.db", clock=lambda: START)) as opened:
        yield opened


def task(name: str = "T1:C1:1.0", **fields: str) -> Task:
    about = {"kind": TaskKind.ANSWER, "team": "T1", "channel": "C1", "user": "U1", "text": "Who?"}
    return Task.model_validate({"id": name, "ts": "1.0", "thread_ts": "1.0", **about, **fields})


def installation(**fields: object) -> Installation:
    known: dict[str, object] = {"team_id": "T1", "user_id": "U1", "bot_token": "xoxb-secret"}
    return Installation(**(known | fields))  # type: ignore[arg-type]


def test_what_came_once_is_taken_once_whatever_key_it_has(store: Store, tmp_path: Path) -> None:
    inbox = Inbox(store, tmp_path, "one")
    assert inbox.take(["T1:C1:1.0", "event:Ev1"], task())
    assert not inbox.take(["event:Ev1"], task("other"))
    assert not inbox.take(["T1:C1:1.0", "event:Ev2"], task())
    assert not Inbox(store, tmp_path, "two").take(["T1:C1:1.0"], task())


def test_tasks_of_an_ended_process_go_to_the_next_once(store: Store, tmp_path: Path) -> None:
    ended, alive, next_ = (Inbox(store, tmp_path, name) for name in ("ended", "alive", "next"))
    ended.take(["a"], task("a"))
    ended.take(["b"], task("b"))
    ended.done(task("a"))
    alive.take(["c"], task("c"))
    with claimed(alive.claim_of("alive"), timeout_s=0):
        assert [one.id for one in next_.orphans()] == ["b"]
        assert next_.orphans() == []
    assert [one.id for one in next_.orphans()] == ["c"]


def test_a_thread_is_ours_once_a_question_was_asked_in_it(store: Store) -> None:
    posts = Posts(store)
    assert not posts.takes_part("T1", "C1", "1.0")
    posts.begin(task())
    assert posts.takes_part("T1", "C1", "1.0")
    assert not posts.takes_part("T2", "C1", "1.0")


def test_a_post_is_found_by_its_question_and_by_its_answer(store: Store) -> None:
    posts = Posts(store)
    assert posts.find(task()) is None
    assert posts.begin(task()).post_ts is None
    posts.note(task(), post_ts="2.0", answer_id="a1")
    again = posts.begin(task())
    assert (again.post_ts, again.answer_id) == ("2.0", "a1")
    assert posts.of_answer("a1") == [again]
    assert posts.known_in(task()) == {"2.0"}
    assert posts.latest_of("T1", "U1", most=5) == ["a1"]
    assert posts.latest_of("T1", "U2", most=5) == []
    posts.forget_team("T1")
    assert posts.find(task()) is None


def test_tokens_are_unreadable_in_the_store(store: Store, tmp_path: Path) -> None:
    installed = SealedInstallations(InstallationRows(store), Seal(KEY))
    installed.save(installation(user_token=USERS))
    found = installed.find_installation(enterprise_id=None, team_id="T1")
    assert found is not None
    assert (found.bot_token, found.user_token) == ("xoxb-secret", None)
    written = b"".join(path.read_bytes() for path in tmp_path.glob("onrecord.db*"))
    assert b"xoxb" not in written
    installed.delete_bot(enterprise_id=None, team_id="T1")
    assert installed.find_bot(enterprise_id=None, team_id="T1") is None


def test_an_installation_for_an_organisation_is_found_from_each_workspace(store: Store) -> None:
    installed = SealedInstallations(InstallationRows(store), Seal(KEY))
    whole = installation(enterprise_id="E1", team_id=None, is_enterprise_install=True)
    installed.save(whole)
    installed.save(installation(enterprise_id="E1", team_id="T2", bot_token=OWN))
    found = [installed.find_bot(enterprise_id="E1", team_id=team) for team in ("T1", "T2")]
    assert [one and one.bot_token for one in found] == ["xoxb-secret", OWN]


def test_a_key_is_changed_by_putting_the_new_one_first(store: Store) -> None:
    rows = InstallationRows(store)
    SealedInstallations(rows, Seal(KEY)).save(installation())
    both = SealedInstallations(rows, Seal(f"{OTHER_KEY},{KEY}"))
    assert both.find_bot(enterprise_id=None, team_id="T1") is not None
    other = SealedInstallations(rows, Seal(OTHER_KEY))
    with pytest.raises(SettingsError, match="another SLACK_STORE_KEY"):
        other.find_bot(enterprise_id=None, team_id="T1")


@pytest.mark.parametrize("key", ["", "short", "!" * 44])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(SettingsError, match="is no key"):
        Seal(key)


def test_a_state_is_good_once(store: Store) -> None:
    states = StoredStates(Marks(store))
    state = states.issue()
    assert states.consume(state)
    assert not states.consume(state)
    assert not states.consume("made up")
