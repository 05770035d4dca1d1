from collections.abc import Callable
from threading import Event, Lock

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.desk import Desk, Job
from bot.slack.pace import Pace
from bot.slack.tasks import Task, TaskKind

WITHIN_S = 20.0


def task(name: str, thread: str = "1") -> Task:
    return Task(
        id=name,
        kind=TaskKind.ANSWER,
        team="T",
        channel="C",
        user="U",
        text="Who?",
        thread_ts=thread,
    )


class Done:
    """Notes what was done, in order, and says when there was enough."""

    def __init__(self, expected: int, pauses: Callable[[Job], float | None] | None = None) -> None:
        self.jobs: list[Job] = []
        self.all = Event()
        self._expected = expected
        self._pauses = pauses
        self._lock = Lock()

    def __call__(self, job: Job) -> float | None:
        pause = self._pauses(job) if self._pauses else None
        with self._lock:
            self.jobs.append(job)
            if len(self.jobs) == self._expected:
                self.all.set()
        return pause

    @property
    def names(self) -> list[str]:
        return [job.task.id for job in self.jobs]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 3), max_size=30), st.integers(1, 4))
def test_every_task_is_done_once_and_those_of_a_thread_in_order(
    threads: list[int], workers: int
) -> None:
    done = Done(len(threads))
    desk = Desk(done, workers=workers)
    for number, thread in enumerate(threads):
        desk.submit(Job(task(f"{thread}:{number}", str(thread))))
    desk.open()
    assert not threads or done.all.wait(WITHIN_S)
    assert desk.close(WITHIN_S)
    assert len(done.names) == len(set(done.names)) == len(threads)
    for thread in set(threads):
        own = [int(name.partition(":")[2]) for name in done.names if name.startswith(f"{thread}:")]
        assert own == sorted(own)


def test_who_waits_is_told_the_place_in_the_line() -> None:
    desk = Desk(Done(9), workers=2)
    assert [desk.submit(Job(task(str(n), str(n)))) for n in range(5)] == [0, 0, 1, 2, 3]


def test_what_failed_for_now_is_done_again_before_what_waits_in_its_thread() -> None:
    done = Done(3, lambda job: 0.0 if job.task.id == "a" and job.tries == 0 else None)
    desk = Desk(done, workers=2)
    desk.submit(Job(task("a")))
    desk.submit(Job(task("b")))
    desk.open()
    assert done.all.wait(WITHIN_S)
    assert done.names == ["a", "a", "b"]
    assert [job.is_again for job in done.jobs] == [False, True, False]
    assert desk.close(WITHIN_S)


def test_a_closed_desk_finishes_what_is_begun_and_begins_no_more() -> None:
    begun, may_end = Event(), Event()

    def work(_job: Job) -> None:
        begun.set()
        may_end.wait(WITHIN_S)

    desk = Desk(work, workers=1)
    desk.submit(Job(task("a", "1")))
    desk.submit(Job(task("b", "2")))
    desk.open()
    assert begun.wait(WITHIN_S)
    assert not desk.close(0.0)
    may_end.set()
    assert desk.close(WITHIN_S)


@given(st.integers(1, 5), st.lists(st.floats(0, 30), max_size=40))
def test_no_minute_has_more_than_the_pace_lets_pass(most: int, gaps: list[float]) -> None:
    now = 0.0
    pace = Pace(most, lambda: now)
    at = []
    for gap in gaps:
        now += gap
        at.append(now + pace.delay_s("ann"))
    assert at == sorted(at)
    assert all(later - earlier >= 59.99 for earlier, later in zip(at, at[most:], strict=False))


def test_one_person_does_not_slow_down_another() -> None:
    pace = Pace(1, lambda: 0.0)
    assert [pace.delay_s(name) for name in ("ann", "ann", "bob")] == [0.0, 60.0, 0.0]
