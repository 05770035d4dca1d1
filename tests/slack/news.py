"""Invented articles for the scenarios: hostile ones, and some that change while a bot runs.

Nothing in them happened. The others are those of `tests.newsroom`.
"""

from dataclasses import replace
from datetime import UTC, datetime

from index.types import Article
from tests.newsroom import NEWS

HOSTILE = Article(
    id="dam",
    title="<!channel> *Dam* <https://evil.example|Harbour Post> & `code` [x](https://evil.example)",
    text="The Quarrel dam <!here> released 71 barrels on Tuesday, said keeper <@U0VICTIM> Olga "
    "Prent. Olga Prent painted [click here](https://evil.example) <https://evil.example|here> on "
    "the Quarrel dam wall. The Quarrel barrels held <!subteam^S1|@all> *tar* ~and~ `salt` "
    "&lt;!channel&gt; and ```more``` [9][8].",
    url="https://dam.example/story?a=1&b=2",
    source="<!everyone> *Post*",
    author="@channel",
    published_at=datetime(2026, 1, 5, tzinfo=UTC),
)
BRIDGE = Article(
    id="bridge",
    title="Date set for the Tarn bridge",
    text="Engineer Pia Holt said that the Tarn bridge will open on 4 May. The Tarn bridge cost 6 "
    "million crowns.",
    url="https://post.example/bridge",
    source="Harbour Post",
    published_at=datetime(2026, 2, 1, tzinfo=UTC),
)
BRIDGE_LATER = replace(
    BRIDGE,
    text="Engineer Pia Holt said that the Tarn bridge will open on 9 June. The Tarn bridge cost 6 "
    "million crowns.",
    updated_at=datetime(2026, 2, 9, tzinfo=UTC),
)
MILL = Article(
    id="mill",
    title="Oskar Lund buys the Brenner mill",
    text="Oskar Lund bought the Brenner mill for 900 crowns. The Brenner mill grinds rye.",
    url="https://post.example/mill",
    source="Valley Herald",
    published_at=datetime(2026, 2, 3, tzinfo=UTC),
)
ALL = (*NEWS, HOSTILE, BRIDGE, MILL)

PIER = "Who opened the Varnholm ferry pier?"
COST = "How much did the Varnholm ferry pier cost?"
CLINIC = "How many patients did the Amberley clinic treat?"
TREES = "How many cherry trees did frost kill in the Selby orchard?"
LIGHT = "Who bought the Korsund lighthouse?"
DAM = "How many barrels did the Quarrel dam release?"
TAR = "What did the Quarrel barrels hold?"
WALL = "Who painted the Quarrel dam wall?"
OPENING = "When will the Tarn bridge open?"
MILLER = "Who bought the Brenner mill?"
NOTHING = "Which hospital was bombed in Atlantis by the Zorgon fleet?"
