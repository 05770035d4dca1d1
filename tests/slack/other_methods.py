"""Methods about tokens, conversations, people and agent threads, and the OAuth exchange."""

from tests.slack.methods import Call
from tests.slack.wire import Json, RefusedError
from tests.slack.world import APP_ID, Channel, Message

MAX_PROMPTS = 4


def auth_test(call: Call) -> Json:
    """Who the token speaks for."""
    caller = call.caller
    return {
        "url": f"https://{caller.team.lower()}.slack.example/",
        "team": f"Team {caller.team}",
        "user": "onrecord",
        "team_id": caller.team,
        "user_id": caller.bot_user,
        "bot_id": caller.bot_id,
        "enterprise_id": caller.enterprise,
        "is_enterprise_install": False,
    }


def auth_revoke(call: Call) -> Json:
    """The token is good for nothing from here on."""
    with call.world.changing():
        call.caller.is_revoked = True
    return {"revoked": True}


def apps_uninstall(call: Call) -> Json:
    """The app leaves the workspace."""
    with call.world.changing():
        call.caller.is_revoked = True
        call.world.uninstalled.append(call.caller.team)
    return {}


def conversations_info(call: Call) -> Json:
    """What a conversation is."""
    return {"channel": _described(_visible(call))}


def conversations_members(call: Call) -> Json:
    """Who is in a conversation."""
    return {"members": sorted(_visible(call).members), "response_metadata": {"next_cursor": ""}}


def conversations_list(call: Call) -> Json:
    """The public channels of the workspace."""
    team = call.caller.team
    channels = [one for one in call.world.channels.values() if one.team == team]
    public = [_described(one) for one in channels if one.kind == "channel"]
    return {"channels": public, "response_metadata": {"next_cursor": ""}}


def conversations_open(call: Call) -> Json:
    """The direct messages with one or several people."""
    call.needs("users")
    users = [user.strip() for user in str(call.args["users"]).split(",")]
    if any(call.world.users.get(user) != call.caller.team for user in users):
        raise RefusedError("user_not_found")
    channel = call.world.im_of(call.caller.team, *users, call.caller.bot_user)
    return {"channel": {"id": channel.id}}


def conversations_replies(call: Call) -> Json:
    """A thread, its first message included; metadata only where they are asked for."""
    channel, root = _readable(call), str(call.args.get("ts"))
    call.world.message(channel.id, root)
    thread = [one for one in channel.messages.values() if root in {one.ts, one.thread_ts}]
    return _listed(call, thread)


def conversations_history(call: Call) -> Json:
    """A channel's messages outside threads, the newest first."""
    messages = _readable(call).messages.values()
    return _listed(call, [one for one in reversed(messages) if one.thread_ts in {None, one.ts}])


def users_info(call: Call) -> Json:
    """What is known of a person."""
    user = str(call.args.get("user"))
    if call.world.users.get(user) != call.caller.team:
        raise RefusedError("user_not_found")
    name = user.lower()
    profile = {"display_name": name, "real_name": name.title()}
    is_bot = user == call.caller.bot_user
    return {
        "user": {
            "id": user,
            "team_id": call.caller.team,
            "name": name,
            "is_bot": is_bot,
            "tz": "Europe/Berlin",
            "profile": profile,
        }
    }


def team_info(call: Call) -> Json:
    """What a workspace is called."""
    team = call.caller.team
    return {"team": {"id": team, "name": f"Team {team}", "domain": team.lower()}}


def set_status(call: Call) -> Json:
    """What the app is doing, shown below the thread until it says something."""
    call.needs("channel_id", "thread_ts")
    channel = call.world.channel(call.args["channel_id"])
    call.world.message(channel.id, call.args["thread_ts"])
    if len(call.args.get("loading_messages") or []) > 10:
        raise RefusedError("invalid_arguments")
    with call.world.changing():
        channel.statuses.append(str(call.args.get("status", "")))
    return {}


def set_title(call: Call) -> Json:
    """What a thread of the agent's tab is called."""
    call.needs("channel_id", "thread_ts", "title")
    channel = _direct(call)
    with call.world.changing():
        channel.titles.append(str(call.args["title"]))
    return {}


def set_suggested_prompts(call: Call) -> Json:
    """Questions to click on. An agent app that names a thread is not told that nothing happened."""
    call.needs("channel_id", "prompts")
    channel, prompts = _direct(call), call.args["prompts"]
    well_made = isinstance(prompts, list) and 0 < len(prompts) <= MAX_PROMPTS
    if not well_made or any(not one.get("title") or not one.get("message") for one in prompts):
        raise RefusedError("invalid_arguments")
    if not call.args.get("thread_ts"):
        with call.world.changing():
            channel.prompts = prompts
    return {}


def _direct(call: Call) -> Channel:
    channel = call.world.channel(call.args["channel_id"])
    if channel.kind != "im" or call.caller.bot_user not in channel.members:
        raise RefusedError("channel_not_found")
    return channel


def _visible(call: Call) -> Channel:
    channel = call.world.channel(call.args.get("channel"))
    is_foreign = channel.team != call.caller.team
    if is_foreign or (channel.kind != "channel" and call.caller.bot_user not in channel.members):
        raise RefusedError("channel_not_found")
    return channel


def _described(channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind == "channel",
        "is_private": channel.kind != "channel",
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "context_team_id": channel.team,
    }


def _readable(call: Call) -> Channel:
    channel = _visible(call)
    scope = f"{channel.scope_name}:history"
    if scope not in call.caller.scopes:
        raise RefusedError("missing_scope", needed=scope)
    return channel


def _listed(call: Call, messages: list[Message]) -> Json:
    shown = [one.payload() for one in messages if not one.is_deleted and not one.seen_by]
    if not call.args.get("include_all_metadata"):
        shown = [{name: one[name] for name in one if name != "metadata"} for one in shown]
    return {"messages": shown, "has_more": False, "response_metadata": {"next_cursor": ""}}


def bots_info(call: Call) -> Json:
    """What a bot is."""
    return {"bot": {"id": call.caller.bot_id, "app_id": APP_ID, "user_id": call.caller.bot_user}}
