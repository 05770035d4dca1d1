"""The page's part on quality: tables, and what each figure means.

Knows Markdown; knows nothing of how figures are made or plotted.
"""

from collections.abc import Sequence

from bench.markdown import counted, made_line, number, share, table
from bench.results import DepthResults, QualityResults
from bench.tasks import TASKS
from bot.evaluation.score import Report


def quality_part(results: QualityResults) -> str:
    """The section on the sets and the seeds; its plots lie in `benchmarks/`."""
    asked = "every question" if results.limit is None else f"{results.limit} questions each, drawn"
    return "\n\n".join(
        [
            "## Quality",
            f"Through the public answer, with the default settings, {asked}. An abstention counts "
            "as wrong in cited@k, F1, EM and *answer matches*.",
            _sets_text(results.sets),
            _found_table(results.sets),
            "![cited@1 and cited@3](benchmarks/cited.png)",
            "### Confidence and abstention",
            "Refusals are counted where a set has questions that it does not answer; AUROC is "
            "that of the confidence, answerable against unanswerable. The calibration error is "
            "the mean distance between confidence and share right, over the answers given.",
            _trust_table(results.sets),
            "![accuracy over coverage](benchmarks/risk-coverage.png)",
            "![share right over confidence](benchmarks/reliability.png)",
            _seeds_text(results),
            made_line(results.made),
        ]
    )


def beside_part(results: QualityResults, baseline: QualityResults) -> str:
    """The sets that both have, figure beside figure."""
    pairs = [
        (ours, theirs)
        for ours in results.sets
        for theirs in baseline.sets
        if ours.name == theirs.name
    ]
    figures = ["cited@1", "cited@3", "F1", "answer matches", "refusal recall", "AUROC"]
    head = ["set", *(cell for figure in figures for cell in (figure, baseline.reader))]
    rows = [
        [
            ours.name,
            *(
                cell
                for mine, other in zip(_compared(ours), _compared(theirs), strict=True)
                for cell in (mine, other)
            ),
        ]
        for ours, theirs in pairs
    ]
    return "\n\n".join(
        [
            f"### Beside the reader `{baseline.reader}`",
            "Each figure of the default reader, then that of the reader without a trained model, "
            f"which is right on {counted(baseline.seeds.right)} seed questions. It gives whole "
            "sentences, hence its F1. In the plot of cited@1 and cited@3 it is the black line.",
            table(head, rows),
            made_line(baseline.made),
        ]
    )


def training_part() -> str:
    """What training on more examples gives."""
    return "\n\n".join(
        [
            "### How much training data pays",
            "Trained on more and more examples, tried on training questions that were held out: "
            "the share whose sentence came first, the F1 of the answer's words, the AUROC of "
            "answerable against unanswerable.",
            "![figures over training examples](benchmarks/learning-curve.png)",
        ]
    )


def depth_part(asked: DepthResults | None) -> str:
    """What reading more hits gives. The depth is chosen on training questions alone."""
    parts = [
        "### How many hits are read",
        "cited@1 against the median time of reading one question, by the number of hits read. The "
        "depth was chosen on training questions that were held out; the evaluation sets only show "
        "whether it holds there.",
        "![cited@1 over milliseconds, by depth](benchmarks/depths.png)",
    ]
    if asked is not None:
        parts += [
            f"Of each evaluation set {asked.limit} answerable questions at most, drawn; nothing is "
            "refused here.",
            made_line(asked.made),
        ]
    return "\n\n".join(parts)


def _sets_text(reports: Sequence[Report]) -> str:
    about = {task.name: task.about for task in TASKS}
    return "\n".join(f"- `{one.name}`: {about[one.name]}." for one in reports)


def _found_table(reports: Sequence[Report]) -> str:
    head = ["set", "questions", "cited@1", "cited@3", "cited@1 within answered", "F1", "EM"]
    head += ["answer matches", "verbatim", "ask p50 / p95 ms"]
    rows = [
        [
            one.name,
            f"{one.questions} ({one.answerable} answerable)",
            share(one.cited_at_1),
            share(one.cited_at_3),
            share(one.cited_at_1_when_answered),
            number(one.answer_f1),
            number(one.exact_match),
            share(one.answer_matches),
            counted(one.verbatim),
            f"{one.ask_p50_ms:.1f} / {one.ask_p95_ms:.1f}",
        ]
        for one in reports
    ]
    return table(head, rows)


def _trust_table(reports: Sequence[Report]) -> str:
    head = ["set", "answered", "answered of the answerable", "refusal precision", "refusal recall"]
    head += ["AUROC", "calibration error", "area under accuracy over coverage"]
    rows = [
        [
            one.name,
            f"{one.answered} of {one.questions}",
            share(one.answered_share),
            share(one.refusal_precision),
            share(one.refusal_recall),
            number(one.answerable_auroc),
            number(one.reliability.error),
            number(one.risk.area),
        ]
        for one in reports
    ]
    return table(head, rows)


def _seeds_text(results: QualityResults) -> str:
    seeds = results.seeds
    wrong = ", ".join(f"`{one}`" for one in seeds.wrong) or "none"
    rows = [[kind, counted(one)] for kind, one in seeds.by_kind.items()]
    return (
        f"### Seeds\n\n{counted(seeds.right)} questions of `bench/seed_questions.jsonl` are right: "
        "a gold sentence among the first three citations, or an abstention where the seeds do not "
        f"answer. Wrong: {wrong}.\n\n{table(['kind', 'right'], rows)}"
    )


def _compared(report: Report) -> Sequence[str]:
    return [
        share(report.cited_at_1),
        share(report.cited_at_3),
        number(report.answer_f1),
        share(report.answer_matches),
        share(report.refusal_recall),
        number(report.answerable_auroc),
    ]
