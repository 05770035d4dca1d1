"""The workspaces that the app is in: a token for each, renewed in time, and how to talk there.

One token of the environment, or the installations of the store. Knows tokens, and lets none out.
"""

import logging
import threading
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from time import time
from typing import Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.authorize import Authorize
from slack_bolt.context import BoltContext
from slack_sdk.errors import SlackClientError
from slack_sdk.oauth.installation_store import Installation, InstallationStore
from slack_sdk.oauth.token_rotation import TokenRotator

from bot.settings import SlackSettings
from bot.slack.calls import Calls, open_client
from bot.slack.talk import Talk
from index.claims import claimed
from index.errors import OnRecordError

_log = logging.getLogger(__name__)

_RENEW_MINUTES_BEFORE = 120
_RENEWED_WITHIN_S = 30.0


class NotInstalledError(OnRecordError):
    """The app is not installed in the workspace, or no longer."""

    def __init__(self, team: str) -> None:
        super().__init__(
            f"the app is not installed in the workspace {team}",
            remedy="install it at /slack/install",
        )


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace, as events name it."""

    enterprise: str | None
    team: str


class Workspaces(Protocol):
    """Finds the way to talk to a workspace. Safe to use from threads."""

    def talk(self, place: Place) -> Talk:
        """How to talk there; raises NotInstalledError."""

    def authorize(self, place: Place) -> AuthorizeResult | None:
        """What slack_bolt wants to know of a workspace; None where the app is not in it."""

    def forget(self, place: Place) -> None:
        """Drops what is remembered of a workspace."""


class OneWorkspace:
    """A single workspace, by the token of the environment."""

    def __init__(self, settings: SlackSettings) -> None:
        token = settings.bot_token
        self._token = token.get_secret_value() if token else None
        self._calls = Calls(open_client(self._token, settings.api_url))
        self._lock = threading.Lock()
        self._talk: Talk | None = None

    def talk(self, place: Place) -> Talk:  # noqa: ARG002  # there is but one
        """The one; asks Slack once who we are."""
        with self._lock:
            if self._talk is None:
                who = self._calls.repeat("auth.test")
                self._talk = Talk(self._calls, who.get("user_id"), who.get("bot_id"))
            return self._talk

    def authorize(self, place: Place) -> AuthorizeResult:
        """That the token is for every workspace that asks."""
        talk = self.talk(place)
        return AuthorizeResult(
            enterprise_id=place.enterprise,
            team_id=place.team,
            bot_token=self._token,
            bot_user_id=talk.bot_user,
            bot_id=talk.bot_id,
        )

    def forget(self, place: Place) -> None:
        """Does nothing: the token comes from the environment."""


@dataclass(frozen=True, slots=True)
class _Known:
    installation: Installation
    talk: Talk


@dataclass(slots=True)
class InstalledWorkspaces:
    """Many workspaces, by what the store has of them. `lock` is held while a token is renewed: a
    refresh token is good once.
    """

    store: InstallationStore
    rotator: TokenRotator
    api_url: str
    lock: Path
    _known: dict[Place, _Known] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def talk(self, place: Place) -> Talk:
        """How to talk there; raises NotInstalledError."""
        return self._find(place).talk

    def authorize(self, place: Place) -> AuthorizeResult | None:
        """Who we are there, without asking Slack."""
        try:
            found = self._find(place).installation
        except NotInstalledError:
            return None
        return AuthorizeResult(
            enterprise_id=place.enterprise,
            team_id=place.team,
            bot_token=found.bot_token,
            bot_user_id=found.bot_user_id,
            bot_id=found.bot_id,
        )

    def forget(self, place: Place) -> None:
        """So that the next one asks the store again."""
        with self._lock:
            self._known.pop(place, None)

    def _find(self, place: Place) -> _Known:
        with self._lock:
            known = self._known.get(place)
            if known is None or _is_due(known.installation):
                known = self._open(place)
                self._known[place] = known
            return known

    def _open(self, place: Place) -> _Known:
        installation = self._stored(place)
        if _is_due(installation):
            with claimed(self.lock, timeout_s=_RENEWED_WITHIN_S):
                # Another process may have renewed it meanwhile.
                stored = self._stored(place)
                installation = self._renewed(stored) if _is_due(stored) else stored
        calls = Calls(open_client(installation.bot_token, self.api_url))
        return _Known(installation, Talk(calls, installation.bot_user_id, installation.bot_id))

    def _stored(self, place: Place) -> Installation:
        found = self.store.find_installation(enterprise_id=place.enterprise, team_id=place.team)
        if found is None or not found.bot_token:
            raise NotInstalledError(place.team)
        return found

    def _renewed(self, installation: Installation) -> Installation:
        """With a new token, stored; as it is where that fails: the token is good for a while."""
        try:
            renewed = self.rotator.perform_token_rotation(
                installation=installation, minutes_before_expiration=_RENEW_MINUTES_BEFORE
            )
        except (SlackClientError, OSError, HTTPException) as error:
            _log.error("slack_token_not_renewed", extra={"why": type(error).__name__})
            return installation
        if renewed is None:
            return installation
        self.store.save(renewed)
        _log.info("slack_token_renewed", extra={"team": installation.team_id})
        return renewed


def _is_due(installation: Installation) -> bool:
    """Whether the token ends soon. The store may have a newer one, of another process."""
    ends = installation.bot_token_expires_at
    return ends is not None and 0 < ends < time() + _RENEW_MINUTES_BEFORE * 60


class Authorization(Authorize):
    """slack_bolt's way to ask who we are in a workspace."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    def __call__(  # noqa: PLR0913  # slack_bolt's
        self,
        *,
        context: BoltContext,  # noqa: ARG002  # slack_bolt passes all of these
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,  # noqa: ARG002
        actor_team_id: str | None = None,  # noqa: ARG002
        actor_user_id: str | None = None,  # noqa: ARG002
    ) -> AuthorizeResult | None:
        """Who we are there."""
        found = self._workspaces.authorize(Place(enterprise_id, team_id or ""))
        if found is not None:
            found["user_id"] = found.user_id = user_id
        return found
