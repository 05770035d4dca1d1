"""`chat.startStream`, `chat.appendStream`, `chat.stopStream`: a message while it is written.

A stream ends by itself after five minutes, or sooner where its channel says so.
"""

from tests.slack.blocks import MESSAGE_BLOCKS, check_message_blocks
from tests.slack.chat_methods import checked_thread
from tests.slack.methods import MARKDOWN_CHARS, Call, check_text
from tests.slack.wire import Json, RefusedError
from tests.slack.world import Message, Stream

_STATUSES = {"pending", "in_progress", "complete", "error"}
_CHUNK_FIELDS = {
    "markdown_text": {"type", "text"},
    "plan_update": {"type", "title"},
    "task_update": {"type", "id", "title", "status", "details", "output", "sources"},
    "blocks": {"type", "blocks"},
}


def start(call: Call) -> Json:
    """A new message that takes text."""
    call.needs("channel")
    channel = call.world.channel(call.args["channel"])
    if call.caller.bot_user not in channel.members:
        raise RefusedError("not_in_channel")
    thread_ts = checked_thread(channel, call.args.get("thread_ts"))
    if thread_ts is None:
        raise RefusedError("invalid_thread_ts")
    if channel.kind != "im":
        for name in ("recipient_team_id", "recipient_user_id"):
            if not call.args.get(name):
                raise RefusedError(f"missing_{name}")
    caller = call.caller
    message = Message(
        channel.id,
        call.world.new_ts(),
        caller.bot_user,
        "",
        thread_ts=thread_ts,
        bot_id=caller.bot_id,
        stream=Stream(call.world.now()),
        args=call.args,
    )
    _write(call, message)
    call.world.add_message(message)
    call.events.message(message)
    return {"channel": channel.id, "ts": message.ts}


def append(call: Call) -> Json:
    """More text at the end."""
    message = _streaming(call)
    with call.world.changing():
        _write(call, message)
        message.texts.append(message.text)
        if message.stream:
            message.stream.appends += 1
    return {"channel": message.channel, "ts": message.ts}


def stop(call: Call) -> Json:
    """The message as it stays, with blocks below its text."""
    message = _streaming(call)
    blocks = call.args.get("blocks") or []
    check_message_blocks(blocks)
    with call.world.changing():
        _write(call, message)
        if len(message.blocks) + len(blocks) > 2 * MESSAGE_BLOCKS:
            raise RefusedError("invalid_blocks")
        message.blocks = message.blocks + blocks
        message.texts.append(message.text)
        if "metadata" in call.args:
            message.args = {**message.args, "metadata": call.args["metadata"]}
        if message.stream:
            message.stream.is_open = False
    call.events.changed(message, message.payload())
    return {"channel": message.channel, "ts": message.ts, "message": message.payload()}


def _streaming(call: Call) -> Message:
    message = call.own_message("message_not_owned_by_app")
    with call.world.changing():
        if not call.world.is_streaming(message):
            raise RefusedError("message_not_in_streaming_state")
    return message


def _write(call: Call, message: Message) -> None:
    """Adds what a call brings. Raises RefusedError, and then nothing was added."""
    stream = message.stream
    if stream is None:
        raise RefusedError("message_not_in_streaming_state")
    chunks = call.args.get("chunks") or []
    markdown = call.args.get("markdown_text")
    if markdown:
        chunks = [{"type": "markdown_text", "text": markdown}, *chunks]
    for chunk in chunks:
        _check_chunk(chunk)
    added = "".join(chunk["text"] for chunk in chunks if chunk["type"] == "markdown_text")
    check_text(stream.text + added, MARKDOWN_CHARS)
    stream.text += added
    message.text = stream.text
    for chunk in chunks:
        if chunk["type"] == "task_update":
            stream.tasks[chunk["id"]] = {**stream.tasks.get(chunk["id"], {}), **chunk}
        elif chunk["type"] == "blocks":
            message.blocks = message.blocks + chunk["blocks"]


def _check_chunk(chunk: object) -> None:
    kind = chunk.get("type") if isinstance(chunk, dict) else None
    if not isinstance(chunk, dict) or kind not in _CHUNK_FIELDS or set(chunk) - _CHUNK_FIELDS[kind]:
        raise RefusedError("invalid_chunks")
    if kind == "markdown_text":
        check_text(chunk.get("text"), MARKDOWN_CHARS)
    elif kind == "task_update":
        if not chunk.get("id") or not chunk.get("title") or chunk.get("status") not in _STATUSES:
            raise RefusedError("invalid_chunks")
        for source in chunk.get("sources") or []:
            if source.get("type") != "url" or not source.get("url") or not source.get("text"):
                raise RefusedError("invalid_chunks")
    elif kind == "blocks":
        check_message_blocks(chunk.get("blocks"))
