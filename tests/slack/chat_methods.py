"""`chat.postMessage`, `chat.update`, `chat.delete`, `chat.postEphemeral`, `chat.getPermalink`."""

from tests.slack.blocks import check_message_blocks
from tests.slack.methods import MARKDOWN_CHARS, TEXT_CHARS, UPDATE_CHARS, Call, check_text
from tests.slack.wire import Json, RefusedError
from tests.slack.world import Channel, Message


def post_message(call: Call) -> Json:
    """A message of the app in a channel, a DM, or, given a user, in the DM with that user."""
    channel = _writable(call)
    message_id = call.args.get("client_msg_id")
    for known in channel.messages.values():
        if message_id and known.args.get("client_msg_id") == message_id:
            return _said(known)
    message = call.world.add_message(_made(call, channel))
    call.events.message(message)
    return _said(message)


def post_ephemeral(call: Call) -> Json:
    """A message that one person sees."""
    channel = _writable(call)
    user = str(call.args.get("user"))
    if user not in channel.members:
        raise RefusedError("user_not_in_channel")
    message = _made(call, channel)
    message.seen_by = user
    call.world.add_message(message)
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """Another text in place of one that the app said."""
    message = call.own_message("cant_update_message")
    if message.stream and call.world.is_streaming(message):
        raise RefusedError("streaming_state_conflict")
    if message.seen_by:
        raise RefusedError("message_not_found")
    rewrite(call, message, call.args, UPDATE_CHARS)
    return {**_said(message), "text": message.text}


def delete(call: Call) -> Json:
    """One message less."""
    message = call.own_message("cant_delete_message")
    with call.world.changing():
        message.is_deleted = True
    call.events.deleted(message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """The address of a message."""
    ts = str(call.args.get("message_ts"))
    call.world.message(call.args.get("channel"), ts)
    channel = call.args["channel"]
    link = f"https://{call.caller.team.lower()}.slack.example/archives/{channel}/p{ts}"
    return {"channel": channel, "permalink": link}


def rewrite(call: Call, message: Message, content: Json, most: int = TEXT_CHARS) -> None:
    """Shows other content in a message's place. Raises RefusedError."""
    text, blocks = _content(content, most)
    with call.world.changing():
        before = message.payload()
        message.text = text or message.text
        if message.stream:
            message.stream.text = ""  # what was streamed is replaced, too
        if blocks is not None:
            message.blocks = blocks
        message.edited_at = call.world.new_ts()
        message.texts.append(message.text)
    call.events.changed(message, before)


def _content(content: Json, most: int = TEXT_CHARS) -> tuple[str, list[Json] | None]:
    """The text and the blocks, if any. Raises RefusedError."""
    text, blocks, markdown = (content.get(name) for name in ("text", "blocks", "markdown_text"))
    if markdown and (text or blocks):
        raise RefusedError("markdown_text_conflict")
    if markdown:
        return check_text(markdown, MARKDOWN_CHARS), [{"type": "markdown", "text": markdown}]
    if not text and not blocks and not content.get("attachments"):
        raise RefusedError("no_text")
    if blocks is not None:
        check_message_blocks(blocks)
    return check_text(text, most), blocks


def made(call: Call, channel: Channel, content: Json) -> Message:
    """A message of the app with this content, not yet in its channel. Raises RefusedError."""
    text, blocks = _content(content)
    caller = call.caller
    return Message(
        channel.id,
        call.world.new_ts(),
        caller.bot_user,
        text,
        blocks or [],
        bot_id=caller.bot_id,
        args=content,
    )


def _made(call: Call, channel: Channel) -> Message:
    message = made(call, channel, call.args)
    message.thread_ts = checked_thread(channel, call.args.get("thread_ts"))
    return message


def checked_thread(channel: Channel, ts: object) -> str | None:
    """The time stamp of a thread's first message. Raises RefusedError where there is none."""
    if not ts:
        return None
    root = channel.messages.get(str(ts))
    if root is None:
        raise RefusedError("thread_not_found")
    if root.thread_ts and root.thread_ts != root.ts:
        raise RefusedError("cannot_reply_to_message")
    return str(ts)


def _writable(call: Call) -> Channel:
    """The channel that `channel` names, if the app may write in it. Raises RefusedError."""
    call.needs("channel")
    named = str(call.args["channel"])
    if named in call.world.users:
        channel = call.world.im_of(call.caller.team, named, call.caller.bot_user)
    else:
        channel = call.world.channel(named)
    if channel.team != call.caller.team:
        raise RefusedError("channel_not_found")
    if call.caller.bot_user not in channel.members:
        is_open = channel.kind == "channel" and "chat:write.public" in call.caller.scopes
        if not is_open:
            raise RefusedError(
                "not_in_channel" if channel.kind == "channel" else "channel_not_found"
            )
    return channel


def _said(message: Message) -> Json:
    return {"channel": message.channel, "ts": message.ts, "message": message.payload()}
