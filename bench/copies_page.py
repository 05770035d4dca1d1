"""The page's part on copies: tables, and what each figure means.

Knows Markdown; knows nothing of how figures are made.
"""

from bench.copy_results import CopyResults, CopySet
from bench.markdown import counted, made_line, number, share, table


def copies_part(results: CopyResults) -> str:
    """The section on copies."""
    return "\n\n".join(
        [
            "## Copies",
            "Of each of a set's articles, but those whose text another has word for word, a copy "
            "was made and stored among them: *cut* to between a quarter and four fifths, "
            "*retitled*, with a *paragraph added* from an article that is not stored (before, "
            "within or after the text), or in *boilerplate*. *Reworded* ones, with 15 % of the "
            "words replaced or left out, have no floor. Thresholds were chosen on the training "
            "sets; `realtimeqa` shows whether they hold, but for the rule on pages of one outlet "
            "([ADR 12](adr/0012-copies.md)).",
            "*Found* are copies in one story with their original. *Wrong pairs* are articles in "
            "one story that are not of one original. The pair F1 is over originals with their "
            "copies of the first four kinds, and every wrong pair of the store counts against it. "
            "*Distinct merged* are articles of the set itself in a story with another of the set. "
            "Pairs of the set that a person has read and found to be copies "
            "(`bench/real_copies.json`) count as right.",
            *(_set_text(one) for one in results.sets),
            _cost_text(results),
            made_line(results.made),
        ]
    )


def _set_text(results: CopySet) -> str:
    rows = [
        [one.kind.replace("_", " "), counted(one.found), share(one.found), str(one.wrong_pairs)]
        for one in results.kinds
    ]
    return (
        f"### `{results.name}`\n\n{results.articles} articles. Pair F1 {number(results.pair_f1)}; "
        f"distinct merged {counted(results.merged)}; real copies in the set itself: "
        f"{results.real_pairs} pairs.\n\n"
        f"{table(['kind', 'found', '', 'wrong pairs with one'], rows)}"
    )


def _cost_text(results: CopyResults) -> str:
    rows = [
        [str(one.stored), f"{one.added.p50_ms:.1f}", f"{one.added.p95_ms:.1f}"]
        for one in results.costs
    ]
    return (
        "### Cost\n\nLooking for copies of one more article of 600 words, its sentences drawn from "
        "those of a training set with one word in four changed; both transactions included.\n\n"
        f"{table(['articles stored', 'p50 ms', 'p95 ms'], rows)}"
    )
