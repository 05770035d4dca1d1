"""Replies to an interaction by its address: five within half an hour.

Knows nothing of HTTP, and nothing of what the interaction was.
"""

from tests.slack.chat_methods import made, rewrite
from tests.slack.events import Events
from tests.slack.methods import Call
from tests.slack.wire import Json, RefusedError
from tests.slack.world import RESPONSE_URL_S, RESPONSE_URL_USES, Message, ResponseUrl, World


def new_response_url(world: World, channel: str, user: str, message: str | None) -> str:
    """The id of a new address for replies to what a person did, on a message or not."""
    url_id = world.new_id("response-")
    world.response_urls[url_id] = ResponseUrl(channel, user, message, world.now())
    return url_id


def respond(world: World, events: Events, url_id: str, content: Json) -> None:
    """Does what a reply says. Raises RefusedError for an address that is used up or too old."""
    url = world.response_urls.get(url_id)
    if url is None:
        raise RefusedError("invalid_url")
    if world.now() - url.made_at > RESPONSE_URL_S:
        raise RefusedError("expired_url")
    if url.uses >= RESPONSE_URL_USES:
        raise RefusedError("used_url")
    url.uses += 1
    reply(world, events, url, content)


def reply(world: World, events: Events, url: ResponseUrl, content: Json) -> None:
    """A new message, or a change of the one that the interaction was on. Raises RefusedError."""
    channel = world.channels[url.channel]
    call = Call(world, events, content, world.installation_of(channel.team))
    original = channel.messages.get(url.message or "")
    if content.get("delete_original") and original is not None:
        with world.changing():
            original.is_deleted = True
        events.deleted(original)
        return
    if content.get("replace_original") and original is not None:
        rewrite(call, original, content)
        return
    message = made(call, channel, content)
    message.thread_ts = content.get("thread_ts")
    if content.get("response_type") != "in_channel":
        message.seen_by = url.user
    url.message = url.message or message.ts
    _add(world, events, message)


def _add(world: World, events: Events, message: Message) -> None:
    world.add_message(message)
    events.message(message)
