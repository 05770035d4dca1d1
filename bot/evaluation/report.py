"""A report as a plain table for people and as JSON for programs.

Neither has a word of any article. Knows nothing of how the figures came about.
"""

import json
from dataclasses import asdict, fields

from bot.evaluation.confidence import Reliability
from bot.evaluation.metrics import Ratio, RiskCurve
from bot.evaluation.score import Report

_CURVE_POINTS = 100


def render_report(report: Report) -> str:
    """The figures as a table of plain text, one to a line, with the counts behind each share."""
    rows = [
        ("questions", f"{report.questions} ({report.answerable} answerable)"),
        ("answered", _shown(Ratio(report.answered, report.questions))),
        ("cited@1", _shown(report.cited_at_1)),
        ("cited@3", _shown(report.cited_at_3)),
        ("cited@1 within answered", _shown(report.cited_at_1_when_answered)),
        ("cited@3 within answered", _shown(report.cited_at_3_when_answered)),
        ("answer F1", _shown_mean(report.answer_f1)),
        ("exact match", _shown_mean(report.exact_match)),
        ("answer matches", _shown(report.answer_matches)),
        ("answered of the answerable", _shown(report.answered_share)),
        ("refusal precision", _shown(report.refusal_precision)),
        ("refusal recall", _shown(report.refusal_recall)),
        ("AUROC answerable", _shown_mean(report.answerable_auroc)),
        ("calibration error", _shown_mean(report.reliability.error)),
        ("area under accuracy over coverage", _shown_mean(report.risk.area)),
        ("verbatim citations", _shown(report.verbatim)),
        ("ask p50", f"{report.ask_p50_ms:.1f} ms"),
        ("ask p95", f"{report.ask_p95_ms:.1f} ms"),
    ]
    width = max(len(label) for label, _ in rows)
    lines = [report.name, *(f"  {label:<{width}}  {value}" for label, value in rows)]
    return "\n".join(lines)


def report_as_json(report: Report) -> str:
    """The report as one JSON object: a ratio is {"share", "count", "total"}, and `share` is null
    where there was nothing to count; the curve is thinned to at most 100 points.
    """
    record = {field.name: _as_json(getattr(report, field.name)) for field in fields(report)}
    return json.dumps(record, indent=2)


def thinned(curve: RiskCurve, points: int) -> RiskCurve:
    """The curve with at most `points` (2 or more) points, evenly spaced; both ends are kept."""
    if len(curve.coverage) <= points:
        return curve
    last = len(curve.coverage) - 1
    kept = [round(number * last / (points - 1)) for number in range(points)]
    return RiskCurve(
        coverage=[curve.coverage[number] for number in kept],
        accuracy=[curve.accuracy[number] for number in kept],
        area=curve.area,
    )


def _as_json(value: object) -> object:
    if isinstance(value, Ratio):
        return {"share": value.share, "count": value.count, "total": value.total}
    if isinstance(value, RiskCurve):
        return asdict(thinned(value, _CURVE_POINTS))
    if isinstance(value, Reliability):
        return asdict(value)
    return value


def _shown(ratio: Ratio) -> str:
    return "-" if ratio.share is None else f"{ratio.share:.3f} ({ratio.count} of {ratio.total})"


def _shown_mean(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
