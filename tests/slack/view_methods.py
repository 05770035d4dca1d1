"""`views.open`, `views.push`, `views.update`, `views.publish`."""

from tests.slack.methods import Call
from tests.slack.views import View, checked_view
from tests.slack.wire import Json, RefusedError
from tests.slack.world import World

MAX_STACK = 3


def open_view(call: Call) -> Json:
    """A modal before the eyes of the one whose trigger it is."""
    body = checked_view(call.args.get("view"), "modal")
    user = call.world.use_trigger(call.args.get("trigger_id"))
    return _shown(new_view(call.world, user, call.caller.team, body))


def push(call: Call) -> Json:
    """A modal above the one that is open."""
    body = checked_view(call.args.get("view"), "modal")
    user = call.world.use_trigger(call.args.get("trigger_id"))
    below = [view for view in call.world.views.values() if view.user == user and view.is_open]
    if not below:
        raise RefusedError("not_found")
    return _shown(push_view(call.world, below[-1], body))


def update(call: Call) -> Json:
    """Another body for a modal; with a hash, only if nobody else was quicker."""
    body = checked_view(call.args.get("view"), "modal")
    view = _found(call)
    if not view.is_open:
        raise RefusedError("not_found")
    _check_hash(call, view)
    with call.world.changing():
        view.put(body)
    return _shown(view)


def publish(call: Call) -> Json:
    """A home tab for one person."""
    body = checked_view(call.args.get("view"), "home")
    user = str(call.args.get("user_id"))
    if call.world.users.get(user) != call.caller.team:
        raise RefusedError("user_not_found")
    home = call.world.homes.get((call.caller.team, user))
    if home is not None:
        _check_hash(call, home)
        with call.world.changing():
            home.put(body)
        return _shown(home)
    home = View(call.world.new_id("V"), user, call.caller.team, "", body, shown=[body])
    with call.world.changing():
        call.world.homes[call.caller.team, user] = home
    return _shown(home)


def new_view(world: World, user: str, team: str, body: Json) -> View:
    """A modal with nothing below."""
    view_id = world.new_id("V")
    view = View(view_id, user, team, view_id, body, shown=[body])
    with world.changing():
        world.views[view_id] = view
    return view


def push_view(world: World, below: View, body: Json) -> View:
    """A modal above another. Raises RefusedError where three are open."""
    stack = [view for view in world.views.values() if view.root == below.root and view.is_open]
    if len(stack) >= MAX_STACK:
        raise RefusedError("push_limit_reached")
    view = View(world.new_id("V"), below.user, below.team, below.root, body, shown=[body])
    with world.changing():
        world.views[view.id] = view
    return view


def _found(call: Call) -> View:
    view_id, external_id = call.args.get("view_id"), call.args.get("external_id")
    for view in call.world.views.values():
        if view.id == view_id or (external_id and view.body.get("external_id") == external_id):
            return view
    raise RefusedError("not_found")


def _check_hash(call: Call, view: View) -> None:
    given = call.args.get("hash")
    if given and given != view.hash:
        raise RefusedError("hash_conflict")


def _shown(view: View) -> Json:
    return {"view": view.payload()}
