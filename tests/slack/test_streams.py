"""Messages that are written bit by bit, through the real client's own helper."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.slack.people import Person
from tests.slack.server import SlackServer
from tests.slack.world import STREAM_S, Channel

FEEDBACK = {
    "type": "context_actions",
    "elements": [
        {
            "type": "feedback_buttons",
            "action_id": "feedback",
            "positive_button": {"text": {"type": "plain_text", "text": "Yes"}, "value": "yes"},
            "negative_button": {"text": {"type": "plain_text", "text": "No"}, "value": "no"},
        }
    ],
}


def test_text_is_streamed_and_blocks_come_at_the_end(
    slack: SlackServer, client: WebClient, channel: Channel, ada: Person
) -> None:
    thread = ada.says(channel, "question").message.ts
    stream = client.chat_stream(
        channel=channel.id,
        thread_ts=thread,
        recipient_team_id=ada.team,
        recipient_user_id=ada.id,
        buffer_size=1,
    )
    stream.append(markdown_text="one ")
    stream.append(markdown_text="two")
    assert stream.ts is not None
    message = slack.world.message(channel.id, stream.ts)
    assert message.payload()["streaming_state"] == "in_progress"
    with pytest.raises(SlackApiError, match="streaming_state_conflict"):
        client.chat_update(channel=channel.id, ts=stream.ts, text="x")
    stream.stop(blocks=[FEEDBACK])
    assert message.text == "one two"
    assert message.blocks == [FEEDBACK]
    assert message.payload()["streaming_state"] == "completed"


def test_a_stream_in_a_channel_is_for_somebody_and_in_a_thread(
    client: WebClient, channel: Channel, ada: Person
) -> None:
    thread = ada.says(channel, "question").message.ts
    with pytest.raises(SlackApiError, match="missing_recipient_team_id"):
        client.chat_startStream(channel=channel.id, thread_ts=thread)
    with pytest.raises(SlackApiError, match="missing_recipient_user_id"):
        client.chat_startStream(channel=channel.id, thread_ts=thread, recipient_team_id=ada.team)


def test_a_stream_ends_by_itself_and_can_then_be_rewritten(
    slack: SlackServer, client: WebClient, im: Channel, ada: Person
) -> None:
    thread = ada.says(im, "question").message.ts
    for is_worn_out in (False, True):
        ts = client.chat_startStream(channel=im.id, thread_ts=thread)["ts"]
        if is_worn_out:
            im.stream_appends = 0
        else:
            slack.world.let_pass(STREAM_S + 1)
        with pytest.raises(SlackApiError, match="message_not_in_streaming_state"):
            client.chat_appendStream(channel=im.id, ts=ts, markdown_text="late")
        client.chat_update(channel=im.id, ts=ts, text="whole")
        assert slack.world.message(im.id, ts).text == "whole"


def test_a_stream_takes_no_more_than_a_message_holds(
    client: WebClient, im: Channel, ada: Person
) -> None:
    thread = ada.says(im, "question").message.ts
    ts = client.chat_startStream(channel=im.id, thread_ts=thread)["ts"]
    client.chat_appendStream(channel=im.id, ts=ts, markdown_text="x" * 12_000)
    with pytest.raises(SlackApiError, match="msg_too_long"):
        client.chat_appendStream(channel=im.id, ts=ts, markdown_text="x")
    with pytest.raises(SlackApiError, match="invalid_chunks"):
        client.chat_stopStream(channel=im.id, ts=ts, chunks=[{"type": "guess"}])
