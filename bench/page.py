"""docs/benchmarks.md, written from the results: tables, plots, and what each figure means.

Knows Markdown; knows nothing of how figures are made.
"""

from collections.abc import Sequence

from bench.floors import check_committed, render_checks, speed_figures
from bench.places import Places
from bench.plots import plot_cited, plot_risk, plot_stages
from bench.results import Made, QualityResults, SpeedResults, Timing, read_results
from bot.evaluation.metrics import Ratio
from bot.evaluation.score import Report

_HEAD = """# Benchmarks

Written by `make bench`; do not edit. What is counted: [evaluation.md](evaluation.md). The floors \
are in `bench/expected.toml`, and `python -m bench --check` holds the results to them."""


def write_page(places: Places) -> None:
    """Writes the page and its plots from the results on disk; what has none is left out."""
    quality = read_results(places.quality, QualityResults)
    speed = read_results(places.speed, SpeedResults)
    parts = [_HEAD, f"## Floors\n\n{render_checks(check_committed(places))}"]
    if quality is not None:
        plot_cited(quality.sets, places.plots / "cited.png")
        plot_risk(quality.sets, places.plots / "risk-coverage.png")
        parts.append(_quality_part(quality))
    if speed is not None:
        plot_stages(speed.latency.stages_p50_ms, places.plots / "stages.png")
        parts.append(_speed_part(speed))
    places.page.parent.mkdir(parents=True, exist_ok=True)
    places.page.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _quality_part(results: QualityResults) -> str:
    asked = "every question" if results.limit is None else f"{results.limit} questions a set, drawn"
    seeds = results.seeds
    wrong = ", ".join(f"`{one}`" for one in seeds.wrong) or "none"
    return "\n\n".join(
        [
            "## Quality",
            f"Over all articles of a set together, {asked}. An abstention counts as wrong in "
            "cited@k; refusals are counted where a set has questions that it does not answer.",
            _set_table(results.sets),
            "![cited@1 and cited@3](benchmarks/cited.png)",
            "![accuracy over coverage](benchmarks/risk-coverage.png)",
            f"### Seeds\n\n{_counted(seeds.right)} questions of `bench/seed_questions.jsonl` "
            "are right: a gold sentence among the first three citations, or an abstention where "
            f"the seeds do not answer. Wrong: {wrong}.",
            _table(
                ["kind", "right"], [[kind, _counted(one)] for kind, one in seeds.by_kind.items()]
            ),
            _made_line(results.made),
        ]
    )


def _set_table(reports: Sequence[Report]) -> str:
    head = ["set", "questions", "answered", "cited@1", "cited@3", "cited@1 within answered", "F1"]
    head += ["EM", "refusal precision", "refusal recall", "area", "verbatim", "ask p50 / p95 ms"]
    rows = [
        [
            one.name,
            f"{one.questions} ({one.answerable} answerable)",
            str(one.answered),
            _shown(one.cited_at_1),
            _shown(one.cited_at_3),
            _shown(one.cited_at_1_when_answered),
            "-" if one.answer_f1 is None else f"{one.answer_f1:.3f}",
            "-" if one.exact_match is None else f"{one.exact_match:.3f}",
            _shown(one.refusal_precision),
            _shown(one.refusal_recall),
            f"{one.risk.area:.3f}",
            _counted(one.verbatim),
            f"{one.ask_p50_ms:.1f} / {one.ask_p95_ms:.1f}",
        ]
        for one in reports
    ]
    return _table(head, rows)


def _speed_part(results: SpeedResults) -> str:
    return "\n\n".join(
        [
            "## Speed",
            _ingest_text(results),
            _encode_text(results),
            _question_text(results),
            "![milliseconds by stage](benchmarks/stages.png)",
            _made_line(results.made),
        ]
    )


def _ingest_text(results: SpeedResults) -> str:
    ingest, figures = results.ingest, speed_figures(results)
    disk = ", ".join(f"{name} {size:.1f}" for name, size in ingest.disk_mb.items())
    rows = [
        ["articles, chunks, text", f"{ingest.articles}, {ingest.chunks}, {ingest.text_mb:.1f} MB"],
        ["measured by", f"`{ingest.made_by}`"],
        ["first `onrecord ingest`", f"{ingest.first_s:.1f} s"],
        ["articles a second", f"{ingest.articles / ingest.first_s:.1f}"],
        ["text a second", f"{ingest.text_mb / ingest.first_s:.3f} MB"],
        ["over raw encode of the same chunks", f"{figures['ingest_over_raw_encode']:.2f} times"],
        ["the same again, unchanged", f"{ingest.again_s:.1f} s"],
        ["peak resident memory", f"{ingest.peak_rss_mb:.0f} MB"],
        ["on disk, MB", f"{sum(ingest.disk_mb.values()):.1f} ({disk})"],
    ]
    return (
        "### Ingest\n\nThe first one begins with an empty data directory, so it also prepares the "
        f"model, once.\n\n{_table(['', ''], rows)}"
    )


def _encode_text(results: SpeedResults) -> str:
    encode = results.encode
    speedups = ", ".join(f"{one:.2f}" for one in encode.block_speedups)
    return (
        "### Encoding\n\n"
        f"On a random sample of {encode.texts} of the chunk texts, in blocks taken in turns by "
        "both, so that a noisy machine hits both: raw `SentenceTransformer.encode` with its "
        f"default settings {encode.raw_per_s:.1f} texts/s, our bulk embedder "
        f"{encode.ours_per_s:.1f} texts/s, {encode.ours_per_s / encode.raw_per_s:.2f} times as "
        f"many (by block: {speedups}). The lowest cosine between both is "
        f"{encode.lowest_cosine:.5f}. The cost of an ingest above is held against the number of "
        "all its chunks at the raw rate of this sample."
    )


def _question_text(results: SpeedResults) -> str:
    latency, serve, cold = results.latency, results.serve, results.cold
    rows = [
        ["encoding the question alone", *_timing(latency.encode)],
        ["search, in process", *_timing(latency.search)],
        ["`POST /search`", *_timing(serve.search)],
        ["ask, in process", *_timing(latency.ask)],
        ["`POST /ask`", *_timing(serve.ask)],
    ]
    return "\n\n".join(
        [
            "### A question",
            "Warm, one at a time, each question once.",
            _table(["", "questions", "p50 ms", "p95 ms"], rows),
            f"A cold `onrecord ask` takes {cold.ask_s:.2f} s, importing sentence-transformers and "
            f"loading the model alone {cold.load_s:.2f} s (medians of {cold.runs}, in turns). "
            f"`onrecord serve` was ready after {serve.ready_s:.1f} s and held at most "
            f"{serve.peak_rss_mb:.0f} MB. Of the quotes cited over HTTP, "
            f"{_counted(serve.verbatim)} were verbatim by `GET /articles/{{id}}`.",
        ]
    )


def _timing(timing: Timing) -> list[str]:
    return [str(timing.count), f"{timing.p50_ms:.1f}", f"{timing.p95_ms:.1f}"]


def _made_line(made: Made) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in made.versions.items())
    return (
        f"*{made.date}, `{made.command}`, on {made.processor} ({made.cores} cores, "
        f"{made.memory_gib:.0f} GiB, {', '.join(made.features)}), {made.system}; {versions}.*"
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _shown(ratio: Ratio) -> str:
    return "-" if ratio.share is None else f"{ratio.share:.3f}"


def _counted(ratio: Ratio) -> str:
    return f"{ratio.count} of {ratio.total}"
