"""The page's part on an index that lives: tables, and what each figure means.

Knows Markdown; knows nothing of how figures are made.
"""

from bench.floors import live_figures
from bench.markdown import made_line, table
from bench.results import LiveResults, Timing


def live_part(results: LiveResults) -> str:
    """The section on what happens while articles arrive and the index is made again."""
    return "\n\n".join(
        [
            "## While the index changes",
            "On short articles of one chunk, each with a sentence of its own and two of "
            "`realtimeqa` with other figures.",
            _freshness_text(results),
            _rebuild_text(results),
            made_line(results.made),
        ]
    )


def _freshness_text(results: LiveResults) -> str:
    rows = [
        [
            str(size.articles),
            str(size.found),
            f"{size.found_p50_s:.3f}",
            f"{size.found_p99_s:.3f}",
            f"{size.found_max_s:.3f}",
            f"{size.add_p50_ms:.0f}",
        ]
        for size in results.freshness.sizes
    ]
    head = ["articles", "added", "found after, p50 s", "p99 s", "most s", "cost of adding, p50 ms"]
    slope = live_figures(results)["add_cost_slope"]
    return (
        "### Freshness\n\nThe index is filled by `onrecord ingest` with vectors that are drawn "
        "instead of embedded, which takes an hour less and changes nothing in what adding costs; "
        "every article that is added is embedded by the model. They are handed in one at a time "
        "with `POST /articles`, each to all of these indexes in turn; from when one is "
        "acknowledged, `/search` is asked for it until it is found. The cost of adding is "
        "measured on others, without a search: from the request until the index that has the "
        "article is current. From the smallest to the largest index it changes "
        f"{slope:.2f} times.\n\n{table(head, rows)}"
    )


def _rebuild_text(results: LiveResults) -> str:
    rebuild, figures = results.rebuild, live_figures(results)
    rows = [
        ["quiet", *_timing(rebuild.quiet)],
        ["during a rebuild and after its swap", *_timing(rebuild.during)],
    ]
    return (
        f"### A rebuild while questions are asked\n\n{rebuild.clients} clients ask without pause "
        f"over HTTP, articles are changed all the while, and the index of {rebuild.articles} "
        f"articles is made again with another embedder (`POST /index/rebuild`, "
        f"{rebuild.rebuild_s:.0f} s). Of {rebuild.asked} questions {rebuild.errors} failed. "
        f"The answers came from {rebuild.versions} versions of the index and {rebuild.embedders} "
        f"embedders; {rebuild.mixed} showed anything that is not in the version that they name. "
        f"The p95 during the rebuild is {figures['rebuild_p95_over_quiet']:.2f} times that of "
        f"quiet.\n\n{table(['', 'questions', 'p50 ms', 'p95 ms'], rows)}"
    )


def _timing(timing: Timing) -> list[str]:
    return [str(timing.count), f"{timing.p50_ms:.0f}", f"{timing.p95_ms:.0f}"]
