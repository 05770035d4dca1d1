"""The page's part on follow-ups: tables, and what each figure means.

Knows Markdown; knows nothing of how figures are made.
"""

from bench.follow_up_results import AskedResult, FollowUpResults, RewriteResult
from bench.markdown import counted, made_line, number, share, table


def follow_ups_part(results: FollowUpResults) -> str:
    """The section on follow-ups."""
    rows = [_row(f"`{name}`", one) for name, one in results.sets.items()]
    head = ["", "turns", "last turn alone", "whole history", "ours", "gain"]
    return "\n\n".join(
        [
            "## Follow-ups",
            "Questions of a conversation, completed by rules ([ADR 14](adr/0014-follow-ups.md)). "
            "`bench/conversations.jsonl` has conversations of our own, over the seeds and the "
            "invented news. The rules were written on 45 of them; the other 24 (`later-...`) were "
            "written after, and all of these were right before anything was changed for them. "
            "*Right* is an answer with a sentence that answers among its first three citations: "
            "asked as a follow-up, alone, and in the words that a person says it means.",
            _asked_text(results.asked),
            "### As people rewrite them\n\nMean F1 of the distinct content words (stems, words of "
            "grammar left out) against a person's rewrite. In `trec_conv`, the sets up to `cast20` "
            "have questions alone; in the later ones each question follows a passage of an "
            "assistant, and most words that people add are from there. No question of it was "
            "looked at while the rules were written, but figures of it were.",
            table(head, [_row("our own", results.asked.rewrites), *rows]),
            made_line(results.made),
        ]
    )


def _row(name: str, one: RewriteResult) -> list[str]:
    figures = [number(one.typed), number(one.joined), number(one.ours)]
    return [name, str(one.turns), *figures, f"{one.ours - one.typed:+.3f}"]


def _asked_text(asked: AskedResult) -> str:
    rows = [
        ["as a follow-up", counted(asked.in_turn), share(asked.in_turn)],
        ["as a follow-up, with the first citation", counted(asked.first), share(asked.first)],
        ["alone", counted(asked.alone), share(asked.alone)],
        ["in a person's words", counted(asked.meant), share(asked.meant)],
        *(
            [f"{kind.replace('_', ' ')}", counted(one), share(one)]
            for kind, one in asked.by_kind.items()
        ),
    ]
    return (
        f"{table(['', 'right', ''], rows)}\n\nAn answer took {asked.in_turn_ms.p50_ms:.0f} ms as "
        f"a follow-up (p95 {asked.in_turn_ms.p95_ms:.0f}), {asked.meant_ms.p50_ms:.0f} ms in a "
        f"person's words (p95 {asked.meant_ms.p95_ms:.0f})."
    )
