"""Where slack_bolt keeps and finds installations: in the store, sealed. The bot's tokens only.

Knows slack_sdk's installation; knows nothing of the database or of cryptography.
"""

import json
import logging
from datetime import timedelta
from uuid import uuid4

from slack_sdk.oauth.installation_store import Bot, Installation, InstallationStore
from slack_sdk.oauth.state_store import OAuthStateStore

from bot.slack.installation_rows import InstallationRows
from bot.slack.marks import Marks
from bot.slack.sealing import Seal

STATE_FOR = timedelta(minutes=10)

_log = logging.getLogger(__name__)


class SealedInstallations(InstallationStore):
    """An installation for each workspace, or for a whole organisation (Enterprise Grid).

    User tokens are not asked for and not kept.
    """

    def __init__(self, rows: InstallationRows, seal: Seal) -> None:
        self._rows = rows
        self._seal = seal

    @property
    def logger(self) -> logging.Logger:
        """Ours."""
        return _log

    def save(self, installation: Installation) -> None:
        """Stores an installation in the place of the one before."""
        kept = {**installation.to_dict_for_copying(), "user_token": None}
        kept["user_refresh_token"] = None
        team = "" if installation.is_enterprise_install else installation.team_id or ""
        sealed = self._seal.seal(json.dumps(kept, default=str))
        self._rows.put(installation.enterprise_id or "", team, sealed)

    def find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,  # noqa: ARG002  # slack_sdk's to pass
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The workspace's own, else its organisation's."""
        team = "" if is_enterprise_install else team_id or ""
        sealed = self._rows.get(enterprise_id or "", team)
        if sealed is None and enterprise_id and team:
            sealed = self._rows.get(enterprise_id, "")
        return None if sealed is None else Installation(**json.loads(self._seal.open(sealed)))

    def find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """The same, the bot alone."""
        found = self.find_installation(
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=is_enterprise_install,
        )
        return None if found is None else found.to_bot()

    def delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Deletes an installation: there is nothing but the bot's."""
        self._rows.remove(enterprise_id or "", team_id or "")

    def delete_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
    ) -> None:
        """Does nothing: a user's token that was revoked was not kept."""

    def delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Deletes an installation, whoever made it."""
        self._rows.remove(enterprise_id or "", team_id or "")


class StoredStates(OAuthStateStore):
    """What tells that an installation which ends was begun here, not long ago, and once."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks

    @property
    def logger(self) -> logging.Logger:
        """Ours."""
        return _log

    def issue(self, *_args: object, **_others: object) -> str:
        """A new state."""
        state = uuid4().hex
        self._marks.set(f"state:{state}", "")
        return state

    def consume(self, state: str) -> bool:
        """Whether the state was issued and not used."""
        return self._marks.pop(f"state:{state}", younger_than=STATE_FOR) is not None
