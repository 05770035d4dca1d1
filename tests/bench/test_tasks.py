"""The sets of the bench: named once, found by name, each where it lies."""

from pathlib import Path

import pytest

from bench.__main__ import main
from bench.places import ROOT, Places
from bench.tasks import TASKS, tasks_named


def test_every_task_is_found_by_its_name() -> None:
    assert list(tasks_named(",".join(task.name for task in TASKS))) == list(TASKS)
    assert [task.name for task in tasks_named("newsqa,xquad_en")] == ["newsqa", "xquad_en"]


def test_a_name_that_no_task_has_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="no set is named squad3; there are xquad_en, squad2"):
        tasks_named("newsqa,squad3")


def test_the_set_of_our_own_lies_in_the_repository_and_the_others_do_not(tmp_path: Path) -> None:
    places = Places(ROOT, tmp_path, tmp_path)
    for task in TASKS:
        folder = task.folder(places)
        assert folder.is_relative_to(ROOT if task.is_ours else tmp_path)
        assert folder.name == task.set_name
        assert not task.is_ours or (folder / "questions.jsonl").is_file()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--sets", "squad3"],
        ["--reader", "no-such-reader"],
        ["--speed", "--reader", "similarity"],
        ["--depths", "--reader", "similarity"],
    ],
)
def test_what_cannot_be_measured_is_refused_before_anything_runs(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        main(arguments)
    assert refused.value.code == 2
    assert "python -m bench: error:" in capsys.readouterr().err
