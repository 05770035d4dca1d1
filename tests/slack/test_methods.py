"""The Web API of the simulated Slack, asked by the real client."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from tests.slack.faults import Kind
from tests.slack.other_methods import MAX_PROMPTS
from tests.slack.people import Person
from tests.slack.server import SlackServer
from tests.slack.wire import Json
from tests.slack.world import CLIENT_ID, CLIENT_SECRET, Channel, Installation

MODAL: Json = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "A title"},
    "blocks": [{"type": "divider"}],
}
HOME: Json = {"type": "home", "blocks": [{"type": "divider"}]}


def error_of(refused: pytest.ExceptionInfo[SlackApiError]) -> str:
    return str(refused.value.response["error"])


def test_a_message_is_said_changed_and_taken_back(
    slack: SlackServer, client: WebClient, channel: Channel
) -> None:
    said = client.chat_postMessage(channel=channel.id, text="one", unfurl_links=False)
    client.chat_update(channel=channel.id, ts=said["ts"], text="two")
    message = slack.world.message(channel.id, said["ts"])
    assert message.texts == ["one", "two"]
    assert message.args["unfurl_links"] is False
    client.chat_delete(channel=channel.id, ts=said["ts"])
    assert message.is_deleted


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("chat.postMessage", {"channel": "C9", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "NEWS"}, "no_text"),
        ("chat.postMessage", {"channel": "NEWS", "text": "x" * 40_001}, "msg_too_long"),
        (
            "chat.postMessage",
            {"channel": "NEWS", "text": "x", "blocks": [{"type": "sections"}]},
            "invalid_blocks",
        ),
        (
            "chat.postMessage",
            {"channel": "NEWS", "text": "x", "thread_ts": "1.1"},
            "thread_not_found",
        ),
        ("chat.update", {"channel": "NEWS", "ts": "1.1", "text": "x"}, "message_not_found"),
        ("chat.startStream", {"channel": "NEWS"}, "invalid_thread_ts"),
        ("chat.guess", {}, "unknown_method"),
        ("views.open", {"view": MODAL, "trigger_id": "none"}, "invalid_trigger_id"),
        ("views.publish", {"view": HOME, "user_id": "U9"}, "user_not_found"),
        ("users.info", {"user": "U9"}, "user_not_found"),
        ("conversations.open", {"users": "U9"}, "user_not_found"),
    ],
)
def test_what_slack_refuses_is_refused_by_name(
    client: WebClient, channel: Channel, method: str, args: Json, error: str
) -> None:
    named = {name: channel.id if value == "NEWS" else value for name, value in args.items()}
    with pytest.raises(SlackApiError) as refused:
        client.api_call(method, json=named)
    assert error_of(refused) == error


def test_only_the_app_itself_changes_its_messages(
    client: WebClient, channel: Channel, ada: Person
) -> None:
    hers = ada.says(channel, "mine").message
    with pytest.raises(SlackApiError) as refused:
        client.chat_update(channel=channel.id, ts=hers.ts, text="x")
    assert error_of(refused) == "cant_update_message"


def test_a_message_with_the_same_client_id_is_said_once(
    slack: SlackServer, client: WebClient, channel: Channel
) -> None:
    first = client.chat_postMessage(channel=channel.id, text="x", client_msg_id="one")
    again = client.chat_postMessage(channel=channel.id, text="x", client_msg_id="one")
    assert first["ts"] == again["ts"]
    assert len(channel.messages) == 1


def test_a_token_counts_for_its_workspace_and_its_scopes(
    slack: SlackServer, client: WebClient, channel: Channel, app: Installation
) -> None:
    other = slack.install("T0TWO")
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=channel.id, text="x", token=other.token)
    assert error_of(refused) == "channel_not_found"
    app.scopes -= {"chat:write"}
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=channel.id, text="x")
    assert error_of(refused) == "missing_scope"
    assert refused.value.response["needed"] == "chat:write"
    assert client.auth_test()["team_id"] == app.team
    client.auth_revoke()
    with pytest.raises(SlackApiError) as refused:
        client.auth_test()
    assert error_of(refused) == "token_revoked"


def test_tokens_are_exchanged_rotated_and_expire(
    slack: SlackServer, client: WebClient, app: Installation
) -> None:
    slack.world.codes["code"] = app.team
    asking = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    first = client.oauth_v2_access(code="code", **asking)
    assert client.auth_test(token=first["access_token"])["bot_id"] == app.bot_id
    with pytest.raises(SlackApiError) as refused:
        client.oauth_v2_access(code="code", **asking)
    assert error_of(refused) == "invalid_code"
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = client.oauth_v2_access(**refresh, **asking)
    slack.world.let_pass(first["expires_in"] + 10)
    for token in (first["access_token"], second["access_token"]):
        with pytest.raises(SlackApiError) as refused:
            client.auth_test(token=token)
        assert error_of(refused) == "token_expired"
    with pytest.raises(SlackApiError) as refused:
        client.oauth_v2_access(**refresh, **asking)
    assert error_of(refused) == "invalid_refresh_token"


def test_a_modal_needs_a_fresh_trigger_and_a_current_hash(
    slack: SlackServer, client: WebClient, ada: Person
) -> None:
    trigger = slack.world.trigger(ada.id)
    view = client.views_open(trigger_id=trigger, view=MODAL)["view"]
    with pytest.raises(SlackApiError) as refused:
        client.views_open(trigger_id=trigger, view=MODAL)
    assert error_of(refused) == "exchanged_trigger_id"
    late = slack.world.trigger(ada.id)
    slack.world.let_pass(4)
    with pytest.raises(SlackApiError) as refused:
        client.views_open(trigger_id=late, view=MODAL)
    assert error_of(refused) == "expired_trigger_id"
    client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)
    with pytest.raises(SlackApiError) as refused:
        client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)
    assert error_of(refused) == "hash_conflict"
    for _ in range(2):
        client.views_push(trigger_id=slack.world.trigger(ada.id), view=MODAL)
    with pytest.raises(SlackApiError) as refused:
        client.views_push(trigger_id=slack.world.trigger(ada.id), view=MODAL)
    assert error_of(refused) == "push_limit_reached"


def test_a_home_tab_is_published_for_one_person(
    slack: SlackServer, client: WebClient, ada: Person, app: Installation
) -> None:
    client.views_publish(user_id=ada.id, view=HOME)
    client.views_publish(user_id=ada.id, view=HOME)
    assert len(slack.world.homes[app.team, ada.id].shown) == 2


def test_prompts_of_an_agent_are_few_and_name_no_thread(
    client: WebClient, im: Channel, ada: Person
) -> None:
    prompt = {"title": "A", "message": "B"}
    thread = ada.says(im, "hello").message.ts
    client.assistant_threads_setSuggestedPrompts(
        channel_id=im.id, thread_ts=thread, prompts=[prompt]
    )
    assert im.prompts == []
    client.api_call(
        "assistant.threads.setSuggestedPrompts", json={"channel_id": im.id, "prompts": [prompt]}
    )
    assert im.prompts == [prompt]
    with pytest.raises(SlackApiError):
        client.api_call(
            "assistant.threads.setSuggestedPrompts",
            json={"channel_id": im.id, "prompts": [prompt] * (MAX_PROMPTS + 1)},
        )


def test_a_limited_call_is_told_when_to_come_again(
    slack: SlackServer, client: WebClient, channel: Channel
) -> None:
    slack.faults.plan(Kind.RATE_LIMIT, "chat.postMessage", seconds=0)
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=channel.id, text="x")
    assert refused.value.response.status_code == 429
    slack.faults.plan(Kind.RATE_LIMIT, "chat.postMessage", seconds=0)
    client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=1))
    assert client.chat_postMessage(channel=channel.id, text="x")["ok"]


@pytest.mark.parametrize(("kind", "messages"), [(Kind.CUT_BEFORE, 1), (Kind.CUT_AFTER, 2)])
def test_a_connection_is_cut_before_or_after_the_work(
    slack: SlackServer, client: WebClient, channel: Channel, kind: Kind, messages: int
) -> None:
    slack.faults.plan(kind, "chat.postMessage")
    client.chat_postMessage(channel=channel.id, text="x")  # the client tries again by itself
    assert len(channel.messages) == messages
