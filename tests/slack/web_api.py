"""The Web API: which methods there are, who may call them, and the OAuth exchange.

From a method's name, a token and arguments to an answer. Knows nothing of HTTP.
"""

from collections.abc import Mapping

from tests.slack import chat_methods, other_methods, stream_methods, view_methods
from tests.slack.events import Events
from tests.slack.methods import Call, Method
from tests.slack.wire import Json, RefusedError
from tests.slack.world import APP_ID, CLIENT_ID, CLIENT_SECRET, Installation, World

METHODS: Mapping[str, Method] = {
    "auth.test": Method(None, other_methods.auth_test),
    "auth.revoke": Method(None, other_methods.auth_revoke),
    "apps.uninstall": Method(None, other_methods.apps_uninstall),
    "assistant.threads.setStatus": Method("assistant:write", other_methods.set_status),
    "assistant.threads.setSuggestedPrompts": Method(
        "assistant:write", other_methods.set_suggested_prompts
    ),
    "assistant.threads.setTitle": Method("assistant:write", other_methods.set_title),
    "bots.info": Method("users:read", other_methods.bots_info),
    "chat.appendStream": Method("chat:write", stream_methods.append),
    "chat.delete": Method("chat:write", chat_methods.delete),
    "chat.getPermalink": Method(None, chat_methods.get_permalink),
    "chat.postEphemeral": Method("chat:write", chat_methods.post_ephemeral),
    "chat.postMessage": Method("chat:write", chat_methods.post_message),
    "chat.startStream": Method("chat:write", stream_methods.start),
    "chat.stopStream": Method("chat:write", stream_methods.stop),
    "chat.update": Method("chat:write", chat_methods.update),
    "conversations.history": Method(None, other_methods.conversations_history),
    "conversations.info": Method("channels:read", other_methods.conversations_info),
    "conversations.list": Method("channels:read", other_methods.conversations_list),
    "conversations.members": Method("channels:read", other_methods.conversations_members),
    "conversations.open": Method("im:write", other_methods.conversations_open),
    "conversations.replies": Method(None, other_methods.conversations_replies),
    "team.info": Method("team:read", other_methods.team_info),
    "users.info": Method("users:read", other_methods.users_info),
    "views.open": Method(None, view_methods.open_view),
    "views.publish": Method(None, view_methods.publish),
    "views.push": Method(None, view_methods.push),
    "views.update": Method(None, view_methods.update),
}


class WebApi:
    """The methods on a world."""

    def __init__(self, world: World, events: Events) -> None:
        self._world = world
        self._events = events

    def answer(self, method: str, token: str, args: Json) -> Json:
        """What a method answers. Raises RefusedError."""
        if method == "api.test":
            return {"args": args}
        if method not in METHODS:
            raise RefusedError("unknown_method", req_method=method)
        caller, wanted = self.caller(token), METHODS[method]
        if wanted.scope and wanted.scope not in caller.scopes:
            provided = ",".join(sorted(caller.scopes))
            raise RefusedError("missing_scope", needed=wanted.scope, provided=provided)
        return wanted.answer(Call(self._world, self._events, args, caller))

    def caller(self, token: str) -> Installation:
        """Whose token it is. Raises RefusedError for one that is not good."""
        if not token:
            raise RefusedError("not_authed")
        found = self._world.installations.get(token)
        if found is None:
            raise RefusedError("invalid_auth")
        if found.is_revoked:
            raise RefusedError("token_revoked")
        if found.expires_at is not None and found.expires_at < self._world.now():
            raise RefusedError("token_expired")
        return found

    def check_app_token(self, token: str) -> None:
        """Raises RefusedError for a token that does not open sockets."""
        if token in self._world.installations:
            raise RefusedError("not_allowed_token_type")
        if token not in self._world.app_tokens:
            raise RefusedError("invalid_auth")

    def exchange(self, args: Json, client: tuple[str, str]) -> Json:
        """`oauth.v2.access`: tokens for a code, or for a refresh token, which is used up."""
        if client != (CLIENT_ID, CLIENT_SECRET):
            raise RefusedError(
                "bad_client_secret" if client[0] == CLIENT_ID else "invalid_client_id"
            )
        if args.get("grant_type") == "refresh_token":
            return self._refreshed(str(args.get("refresh_token")))
        team = self._world.codes.pop(str(args.get("code")), None)
        if team is None:
            raise RefusedError("invalid_code")
        return self._tokens(self._world.installation_of(team))

    def _refreshed(self, refresh_token: str) -> Json:
        installations = list(self._world.installations.values())
        old = next((one for one in installations if one.refresh_token == refresh_token), None)
        if old is None:
            raise RefusedError("invalid_refresh_token")
        old.refresh_token = None
        return self._tokens(old)

    def _tokens(self, of: Installation) -> Json:
        """New tokens for an installation; the old ones work until they expire."""
        new = Installation(
            of.team,
            self._world.new_id("xoxe.xoxb-"),
            of.scopes,
            of.bot_user,
            of.bot_id,
            of.enterprise,
            refresh_token=self._world.new_id("xoxe-"),
            expires_at=self._world.now() + self._world.token_s,
        )
        with self._world.changing():
            self._world.installations[new.token] = new
        enterprise = {"id": of.enterprise, "name": "Enterprise"} if of.enterprise else None
        return {
            "access_token": new.token,
            "token_type": "bot",
            "scope": ",".join(sorted(new.scopes)),
            "bot_user_id": new.bot_user,
            "app_id": APP_ID,
            "team": {"id": new.team, "name": f"Team {new.team}"},
            "enterprise": enterprise,
            "is_enterprise_install": False,
            "authed_user": {"id": "U0INSTALLER"},
            "refresh_token": new.refresh_token,
            "expires_in": int(self._world.token_s),
        }
