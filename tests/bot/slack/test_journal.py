"""What was acknowledged and not stored yet outlives the process that acknowledged it."""

from contextlib import closing
from pathlib import Path
from threading import Event

from bot.slack.desk import Desk, Job
from bot.slack.inbox import Inbox
from bot.slack.incoming import Received
from bot.slack.journal import Journal
from bot.slack.pace import Pace
from bot.slack.reception import Kept, Reception
from bot.slack.tasks import Task, TaskKind
from index.database import connected
from index.store import Store


def received(name: str) -> Received:
    task = Task(id=name, kind=TaskKind.ANSWER, team="T1", channel="C1", user="U1", text="Who\n?")
    return Received(task, (name, f"event:{name}"))


def test_what_an_ended_process_noted_is_found_once(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "ended")
    noted = [received("a"), received("b")]
    for one in noted:
        journal.note(one)
    journal.stored()
    later = Journal(tmp_path, "next")
    assert list(later.left_by_others(lambda owner: owner == "ended")) == []
    assert list(later.left_by_others(lambda _: False)) == noted
    assert list(later.left_by_others(lambda _: False)) == []


def test_a_journal_of_which_all_is_stored_is_gone(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "one")
    for name in ("a", "b"):
        journal.note(received(name))
    for _ in range(2):
        journal.stored()
    assert list(tmp_path.iterdir()) == []


def test_a_line_that_was_cut_short_is_let_be(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "ended")
    journal.note(received("a"))
    journal.note(received("b"))
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-20])
    found = list(Journal(tmp_path, "next").left_by_others(lambda _: False))
    assert found == [received("a")]


def test_an_event_is_not_lost_where_the_store_is_slow_and_the_process_ends(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path / "onrecord.db")) as store:
        ended = Kept(Inbox(store, tmp_path, "ended"), Journal(tmp_path, "ended"))
        slow = Reception(ended, Desk(lambda _: None, workers=1), lambda *_: None, _paces())
        with connected(store.engine, writes=True):
            # Somebody writes: this returns all the same, and that is when Slack is answered.
            slow.receive(received("a").task, received("a").keys)
            assert (tmp_path / "slack-ended.journal").exists()
            left = (tmp_path / "slack-ended.journal").read_bytes()
        slow.close()
    (tmp_path / "slack-ended.journal").write_bytes(left)  # as if it had been killed before
    done, tasks = Event(), []

    def do(job: Job) -> None:
        tasks.append(job.task)
        done.set()

    with closing(Store.open(tmp_path / "other.db")) as store:
        kept = Kept(Inbox(store, tmp_path, "next"), Journal(tmp_path, "next"))
        desk = Desk(do, workers=1)
        desk.open()
        Reception(kept, desk, lambda *_: None, _paces()).take_over()
        assert done.wait(10)
        desk.close(5)
    assert tasks == [received("a").task]


def _paces() -> list[Pace]:
    return [Pace(60, lambda: 0.0), Pace(60, lambda: 0.0)]
