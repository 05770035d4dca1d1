"""How long a question takes over HTTP, and how much memory serving takes.

Talks to the real `onrecord serve` on one kept-alive connection, and checks every quote it cites
through `GET /articles/{id}`. Knows nothing of what is inside.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode

from pydantic import TypeAdapter

from bench.processes import peak_rss_mb
from bench.results import ServeResult
from bench.server import Reply, exchange, post, served
from bench.timing import timing_of
from bot.evaluation.metrics import Ratio

_WARM_UP = 10


@dataclass(frozen=True, slots=True)
class _Cited:
    """What a quote is checked by: a citation as /ask gives it, further fields ignored."""

    article_id: str
    revision: str
    quote: str
    start: int
    end: int


def measure_serving(data_dir: Path, questions: Sequence[str]) -> ServeResult:
    """Half of the questions searched, half asked, after a warm-up on the first ten."""
    with served(data_dir) as server:
        with closing(server.connect()) as connection:
            for question in questions[:_WARM_UP]:
                post(connection, "/ask", {"question": question})
            searched = [
                post(connection, "/search", {"query": question})
                for question in questions[_WARM_UP::2]
            ]
            asked = [
                post(connection, "/ask", {"question": question})
                for question in questions[_WARM_UP + 1 :: 2]
            ]
            verbatim = _verbatim(connection, asked)
        return ServeResult(
            ready_s=server.ready_s,
            search=timing_of([reply.elapsed_ms for reply in searched]),
            ask=timing_of([reply.elapsed_ms for reply in asked]),
            verbatim=verbatim,
            peak_rss_mb=peak_rss_mb(server.pid),
        )


def _verbatim(connection: HTTPConnection, asked: Sequence[Reply]) -> Ratio:
    """How many of the answers' quotes are what `GET /articles/{id}` has at their offsets."""
    parsed = TypeAdapter(list[_Cited])
    cited = [one for reply in asked for one in parsed.validate_python(reply.body["citations"])]
    return Ratio(sum(_is_verbatim(connection, one) for one in cited), len(cited))


def _is_verbatim(connection: HTTPConnection, cited: _Cited) -> bool:
    path = f"/articles/{quote(cited.article_id, safe='')}"
    reply = exchange(connection, "GET", f"{path}?{urlencode({'revision': cited.revision})}")
    return str(reply.body["text"])[cited.start : cited.end] == cited.quote
