"""The page's part on speed: tables, and what each figure means.

Knows Markdown; knows nothing of how figures are made or plotted.
"""

from bench.floors import speed_figures
from bench.markdown import counted, made_line, table
from bench.results import ReadingResult, SpeedResults, Timing


def speed_part(results: SpeedResults) -> str:
    """The section on speed; the plot of the stages lies at `benchmarks/stages.png`."""
    return "\n\n".join(
        [
            "## Speed",
            _ingest_text(results),
            _encode_text(results),
            _question_text(results),
            *([] if results.reading is None else [_reading_text(results.reading)]),
            "![milliseconds by stage](benchmarks/stages.png)",
            made_line(results.made),
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
        f"model, once.\n\n{table(['', ''], rows)}"
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
            table(["", "questions", "p50 ms", "p95 ms"], rows),
            f"A cold `onrecord ask` takes {cold.ask_s:.2f} s, importing sentence-transformers and "
            f"loading the model alone {cold.load_s:.2f} s (medians of {cold.runs}, in turns). "
            f"`onrecord serve` was ready after {serve.ready_s:.1f} s and held at most "
            f"{serve.peak_rss_mb:.0f} MB. Of the quotes cited over HTTP, "
            f"{counted(serve.verbatim)} were verbatim by `GET /articles/{{id}}`.",
        ]
    )


def _reading_text(reading: ReadingResult) -> str:
    rows = [
        ["reading a question's hits", *_timing(reading.read)],
        ["the network's bare pass over the same tokens", *_timing(reading.forward)],
    ]
    return "\n\n".join(
        [
            "### Reading",
            f"With `{reading.reader}`, in one process, both in turns on the hits of each question. "
            f"Reading takes {reading.read_over_forward:.2f} times as long as the bare pass (median "
            "of the questions' ratios).",
            table(["", "questions", "p50 ms", "p95 ms"], rows),
        ]
    )


def _timing(timing: Timing) -> list[str]:
    return [str(timing.count), f"{timing.p50_ms:.1f}", f"{timing.p95_ms:.1f}"]
