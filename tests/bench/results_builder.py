"""Results of a bench with every figure set, for tests of what is made of them."""

from bench.copy_results import CopyCost, CopyKind, CopyResults, CopySet
from bench.follow_up_results import AskedResult, FollowUpResults, RewriteResult
from bench.results import (
    ColdResult,
    DepthPoint,
    DepthResults,
    EncodeResult,
    FreshnessResult,
    IngestResult,
    LatencyResult,
    LiveResults,
    Made,
    QualityResults,
    ReadingResult,
    RebuildResult,
    SeedResult,
    ServeResult,
    SizeResult,
    SpeedResults,
    Timing,
)
from bot.evaluation.confidence import Bin, Reliability
from bot.evaluation.metrics import Ratio, RiskCurve
from bot.evaluation.score import Report

MADE = Made(
    date="2026-11-22",
    command="python -m bench",
    processor="A processor",
    cores=2,
    memory_gib=8.0,
    system="Linux",
    features=["avx2"],
    versions={"numpy": "2"},
)


def report(name: str = "xquad_en", *, right: int = 3, wrong_quotes: int = 0) -> Report:
    cited = Ratio(right, 4)
    return Report(
        name=name,
        questions=5,
        answerable=4,
        answered=4,
        cited_at_1=cited,
        cited_at_3=cited,
        cited_at_1_when_answered=cited,
        cited_at_3_when_answered=cited,
        answer_f1=0.5,
        exact_match=None,
        answer_matches=Ratio(2, 4),
        answered_share=Ratio(4, 4),
        refusal_precision=Ratio(1, 1),
        refusal_recall=Ratio(0, 1),
        answerable_auroc=0.75,
        verbatim=Ratio(10 - wrong_quotes, 10),
        risk=RiskCurve([0.5, 1.0], [1.0, 0.75], 0.9),
        reliability=Reliability([Bin(2, 0.4, 0.5), Bin(2, 0.9, 1.0)], 0.1),
        ask_p50_ms=10.0,
        ask_p95_ms=20.0,
    )


def quality(*reports: Report, limit: int | None = None, reader: str = "onrecord") -> QualityResults:
    seeds = SeedResult(Ratio(28, 31), {"who": Ratio(4, 4)}, ["not-trump"])
    return QualityResults(MADE, reader, limit, seeds, [*reports] or [report()])


def depths() -> DepthResults:
    return DepthResults(
        MADE, 150, {"newsqa": [DepthPoint(1, 0.3, 20.0), DepthPoint(8, 0.5, 150.0)]}
    )


def speed(*, first_s: float = 100.0) -> SpeedResults:
    return SpeedResults(
        made=MADE,
        ingest=IngestResult(
            "python -m bench", 30, 1000, 1.5, first_s, 4.0, 1500.0, {"onrecord.db": 2.0}
        ),
        encode=EncodeResult(600, 10.0, 18.0, [1.7, 1.9], 0.9999),
        latency=LatencyResult(
            encode=Timing(200, 4.0, 5.0),
            search=Timing(200, 6.0, 9.0),
            ask=Timing(200, 12.0, 20.0),
            stages_p50_ms={"retrieve": 6.0, "read": 5.0, "total": 12.0},
        ),
        serve=ServeResult(
            3.0, Timing(200, 7.0, 9.0), Timing(200, 13.0, 21.0), Ratio(50, 50), 900.0
        ),
        cold=ColdResult(5, 2.6, 2.0),
        reading=ReadingResult(
            "a-reader@1", Timing(60, 110.0, 150.0), Timing(60, 100.0, 140.0), 1.125
        ),
    )


def copies() -> CopyResults:
    kinds = [CopyKind("cut", Ratio(9, 10), 1)]
    sets = [
        CopySet(name, 100, kinds, 0.9, Ratio(2, 100), 1, [("a", "b")])
        for name in ("train/selqa", "realtimeqa")
    ]
    costs = [CopyCost(1000, Timing(10, 5.0, 9.0)), CopyCost(25_000, Timing(10, 6.0, 9.0))]
    return CopyResults(MADE, sets, costs)


def follow_ups(*, right: int = 40) -> FollowUpResults:
    asked = AskedResult(
        in_turn=Ratio(right, 45),
        first=Ratio(38, 45),
        alone=Ratio(30, 45),
        meant=Ratio(45, 45),
        by_kind={"pronoun": Ratio(9, 10)},
        wrong=["ceasefire-reply"],
        rewrites=RewriteResult(45, 0.5, 0.6, 0.8),
        in_turn_ms=Timing(45, 150.0, 250.0),
        meant_ms=Timing(45, 120.0, 200.0),
    )
    sets = {name: RewriteResult(100, 0.7, 0.3, 0.72) for name in ("all", "cast19")}
    return FollowUpResults(MADE, asked, sets)


def live(*, add_p50_ms: float = 100.0) -> LiveResults:
    sizes = [
        SizeResult(1000, 200, 0.1, 0.3, 0.4, 100, 100.0),
        SizeResult(25000, 200, 0.2, 0.5, 0.6, 100, add_p50_ms),
    ]
    rebuild = RebuildResult(
        1000, 20, 60.0, Timing(500, 100.0, 200.0), Timing(900, 150.0, 300.0), 1400, 0, 0, 40, 2
    )
    return LiveResults(MADE, FreshnessResult(sizes), rebuild)
