"""What quality is measured on: which questions are asked, and of which articles.

Knows nothing of how they are asked or scored.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.places import Places


@dataclass(frozen=True, slots=True)
class Task:
    """A row of the results: a set, asked of all its articles or each question of its own alone.

    `about` says on the page what is asked. Tasks on one set share its index. `is_ours` says that
    the set lies in the repository.
    """

    name: str
    set_name: str
    about: str
    within_article: bool = False
    is_ours: bool = False

    def folder(self, places: Places) -> Path:
        """Where the set lies."""
        return (places.own_sets if self.is_ours else places.sets) / self.set_name


TASKS: Sequence[Task] = (
    Task("xquad_en", "xquad_en", "paragraphs of Wikipedia, all of them together"),
    Task(
        "squad2",
        "squad2",
        "paragraphs of Wikipedia, all of them together; half of the questions are answered by "
        "none, though each is about one of them",
    ),
    Task(
        "squad2_within",
        "squad2",
        "the same questions, each asked of the paragraph that it is about, which answers it or not",
        within_article=True,
    ),
    Task(
        "newsqa",
        "newsqa",
        "CNN articles, all of them together; every question of the set, also those that make "
        "little sense without their article",
    ),
    Task(
        "newsqa_within",
        "newsqa",
        "the same questions, each asked of its own article",
        within_article=True,
    ),
    Task(
        "realtimeqa",
        "realtimeqa",
        "dated news pages, all of them together; half of the questions are answered by none",
    ),
    Task(
        "who_said_what",
        "who_said_what",
        "who said, denied or promised what, in invented news of our own, all together; what "
        "counts there is that the answer matches: the right speaker",
        is_ours=True,
    ),
)


def tasks_named(names: str) -> Sequence[Task]:
    """The tasks of a list of names with commas between. Raises ValueError for an unknown name."""
    by_name = {task.name: task for task in TASKS}
    wanted = names.split(",")
    unknown = [name for name in wanted if name not in by_name]
    if unknown:
        message = f"no set is named {', '.join(unknown)}; there are {', '.join(by_name)}"
        raise ValueError(message)
    return [by_name[name] for name in wanted]
