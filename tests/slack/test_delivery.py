"""Events, clicks and commands reach an app: over HTTP, signed, and over the real socket client."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from urllib.parse import parse_qs

from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.webhook import WebhookClient

from tests.slack.people import Person
from tests.slack.server import APP_TOKEN, SIGNING_SECRET, SlackServer
from tests.slack.wire import Json
from tests.slack.world import RESPONSE_URL_USES, Channel, Installation

BUTTON: Json = {
    "type": "actions",
    "elements": [
        {
            "type": "button",
            "action_id": "press:1",
            "value": "v",
            "text": {"type": "plain_text", "text": "Press"},
        }
    ],
}


@contextmanager
def receiving(
    status: Callable[[dict[str, str]], int],
) -> Iterator[tuple[str, Queue[dict[str, str]]]]:
    """An app that checks signatures and answers with a status; it keeps the headers of requests."""
    heard: Queue[dict[str, str]] = Queue()
    verifier = SignatureVerifier(SIGNING_SECRET)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            is_signed = verifier.is_valid_request(body, headers)
            heard.put({**headers, "body": body.decode()})
            self.send_response(status(headers) if is_signed else 401)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server, ThreadPoolExecutor(1) as pool:
        pool.submit(server.serve_forever, 0.01)
        yield f"http://127.0.0.1:{server.server_port}/slack/events", heard
        server.shutdown()


@contextmanager
def listening(slack: SlackServer) -> Iterator[Queue[SocketModeRequest]]:
    """The real socket client, which acknowledges whatever comes."""
    heard: Queue[SocketModeRequest] = Queue()
    web = WebClient(base_url=slack.api_url)
    client = SocketModeClient(app_token=APP_TOKEN, web_client=web, ping_interval=0.2)

    def hear(client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
        heard.put(request)

    client.socket_mode_request_listeners.append(hear)
    client.connect()
    try:
        yield heard
    finally:
        client.close()


def until_reconnected(slack: SlackServer, before: int) -> None:
    slack.world.until(lambda: slack.socket.connections > before)


def test_an_event_over_http_is_signed_and_tried_again_until_it_is_taken(
    slack: SlackServer, channel: Channel, ada: Person
) -> None:
    def status(headers: dict[str, str]) -> int:
        return 200 if headers.get("x-slack-retry-num") == "1" else 500

    with receiving(status) as (url, heard):
        slack.reach_over_http(url)
        (sent,) = ada.says(channel, "hello").wait().sent
        assert [attempt.is_accepted for attempt in sent.attempts] == [False, True]
        heard.get()
        assert heard.get()["x-slack-retry-reason"] == "http_error"


def test_an_accepted_event_can_come_again(slack: SlackServer, app: Installation) -> None:
    with receiving(lambda _: 200) as (url, heard):
        slack.reach_over_http(url)
        (sent,) = slack.events.tell(app.team, {"type": "tokens_revoked", "tokens": {}})
        sent.repeats = 2
        sent.wait()
        numbers = [heard.get().get("x-slack-retry-num") for _ in range(3)]
        assert numbers == [None, "1", "2"]


def test_messages_clicks_and_commands_come_over_a_socket(
    slack: SlackServer, client: WebClient, channel: Channel, ada: Person, app: Installation
) -> None:
    ts = client.chat_postMessage(channel=channel.id, text="x", blocks=[BUTTON])["ts"]
    with listening(slack) as heard:
        assert heard.get(timeout=10).payload["event"]["bot_id"] == app.bot_id
        ada.says(channel, f"<@{app.bot_user}> hello").wait()
        told = [heard.get(timeout=10).payload for _ in range(2)]
        ada.clicks(slack.world.message(channel.id, ts), "press").wait()
        click = heard.get(timeout=10).payload
        ada.commands(channel, "/ask", "what?").wait()
        command = heard.get(timeout=10).payload
    # One message, named as two events with ids of their own.
    assert {one["event"]["type"] for one in told} == {"message", "app_mention"}
    assert len({one["event_id"] for one in told}) == 2
    assert len({one["event"]["ts"] for one in told}) == 1
    assert click["actions"][0]["action_id"] == "press:1"
    assert (command["command"], command["text"]) == ("/ask", "what?")


def test_an_interaction_has_an_address_that_takes_five_replies(
    slack: SlackServer, channel: Channel, ada: Person
) -> None:
    with receiving(lambda _: 200) as (url, heard):
        slack.reach_over_http(url)
        ada.commands(channel, "/ask", "what?").wait()
        (address,) = parse_qs(heard.get()["body"])["response_url"]
    statuses = [WebhookClient(address).send(text="x").status_code for _ in range(6)]
    assert statuses == [200] * RESPONSE_URL_USES + [404]
    replies = [one for one in channel.messages.values() if one.seen_by == ada.id]
    assert len(replies) == RESPONSE_URL_USES


def test_the_socket_client_comes_back_when_it_is_cut_off(
    slack: SlackServer, im: Channel, ada: Person
) -> None:
    with listening(slack) as heard:
        for is_announced in (True, False):
            opened = slack.socket.connections
            slack.run(slack.socket.close_all(is_announced=is_announced))
            until_reconnected(slack, opened)
            ada.says(im, "still there?").wait()
            assert heard.get(timeout=10).payload["event"]["text"] == "still there?"


def test_an_app_hears_only_what_it_subscribed_to_and_may_read(
    slack: SlackServer, channel: Channel, ada: Person, app: Installation
) -> None:
    app.scopes -= {"channels:history"}
    assert ada.says(channel, "hello").sent == []
    assert [
        one.payload["event"]["type"] for one in ada.says(channel, f"<@{app.bot_user}>").sent
    ] == ["app_mention"]
    elsewhere = slack.world.add_channel(app.team, "channel", ada.id)
    assert ada.says(elsewhere, f"<@{app.bot_user}>").sent == []
