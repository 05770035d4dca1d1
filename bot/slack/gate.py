"""Requests over HTTP to slack_bolt, and its answers back. Knows requests as text and headers only,
so that whatever serves HTTP can stand before it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.oauth import OAuthFlow

Headers = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Went:
    """What goes back; `headers` may hold a name several times."""

    status: int
    body: str
    headers: Sequence[tuple[str, str]]


class Gate:
    """The way in over HTTP. Blocks for as long as storing an event takes."""

    def __init__(self, app: App, flow: OAuthFlow | None) -> None:
        self._app = app
        self._flow = flow

    @property
    def installs(self) -> bool:
        """Whether others can install the app here."""
        return self._flow is not None

    def event(self, body: str, query: str, headers: Headers) -> Went:
        """An event, a command, a press or a modal; refused unless it is signed, and fresh."""
        try:
            request = _request(body, query, headers)
        except (ValueError, AttributeError):
            # slack_bolt reads the body before the signature, and takes any JSON for an object.
            return Went(400, "not a request of Slack's", ())
        return _went(self._app.dispatch(request))

    def install(self, body: str, query: str, headers: Headers) -> Went:
        """The way to Slack's page where one allows the installation."""
        return _went(self._of_flow().handle_installation(_request(body, query, headers)))

    def redirected(self, body: str, query: str, headers: Headers) -> Went:
        """The way back from there: the installation is stored."""
        return _went(self._of_flow().handle_callback(_request(body, query, headers)))

    def _of_flow(self) -> OAuthFlow:
        if self._flow is None:
            raise LookupError("the app is for a single workspace: nobody can install it")
        return self._flow


def _request(body: str, query: str, headers: Headers) -> BoltRequest:
    return BoltRequest(body=body, query=query, headers=dict(headers))


def _went(response: BoltResponse) -> Went:
    headers = [(name, str(value)) for name, values in response.headers.items() for value in values]
    return Went(response.status, response.body or "", headers)
