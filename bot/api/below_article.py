"""Routes below an article, `/articles/{id}/NAME`, where ids may hold slashes.

Knows paths as they were sent; knows nothing of what the resources are.
"""

from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope


class BelowArticle(APIRoute):
    """Matches where the route's last segment is one of its own in the path as it was sent.

    An id may end like that too: written `%2Frevisions`, it belongs to the id.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As APIRoute, and only for paths that end as this one."""
        name = self.path[self.path.rindex("/") :].encode()
        sent = scope.get("raw_path") or name  # a server need not tell
        if not sent.endswith(name):
            return Match.NONE, {}
        return super().matches(scope)
