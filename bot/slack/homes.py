"""The home tab and the agent's tab, made and shown when somebody opens them.

Knows where the parts come from; what they look like is `home`.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.answer_store import AnswerStore
from bot.ask import Bot
from bot.slack.calls import SlackRefusedError
from bot.slack.home import Overview, home_view, prompts
from bot.slack.incoming import enterprise_of, team_of
from bot.slack.kept import kept_answer
from bot.slack.posts import Posts
from bot.slack.workspaces import Place, Workspaces
from bot.standing import StandingQuestions
from bot.types import Answer
from index.errors import OnRecordError

_log = logging.getLogger(__name__)

_NEWEST = 5
_RECENT = 5


@dataclass(frozen=True, slots=True)
class Homes:
    """What the two tabs need."""

    bot: Bot
    answers: AnswerStore
    posts: Posts
    watches: StandingQuestions
    workspaces: Workspaces

    def opened(self, body: Mapping[str, Any]) -> None:
        """Shows what belongs to the tab that somebody opened."""
        event = body["event"]
        place = Place(enterprise_of(body), team_of(body))
        if event.get("tab") == "messages":
            self._suggest(place, str(event["channel"]))
        else:
            self.show(place, str(event["user"]))

    def show(self, place: Place, user: str) -> None:
        """Publishes a person's home tab anew."""
        self.bot.settle()
        overview = Overview(
            scope=self.bot.scope(),
            newest=self.bot.store.page(limit=_NEWEST).articles,
            answers=list(self._recent(place.team, user)),
            watches=self.watches.of(owner=f"slack:{place.team}:{user}"),
        )
        talk = self.workspaces.talk(place)
        talk.calls.repeat("views.publish", user_id=user, view=home_view(overview))

    def _suggest(self, place: Place, channel: str) -> None:
        suggested = prompts(self.bot.store.page(limit=_NEWEST).articles)
        if not suggested:
            return
        talk = self.workspaces.talk(place)
        try:
            talk.calls.repeat(
                "assistant.threads.setSuggestedPrompts",
                channel_id=channel,
                title="Ask about the latest news",
                prompts=suggested,
            )
        except SlackRefusedError as error:
            _log.info("slack_prompts_refused", extra={"code": error.code})

    def _recent(self, team: str, user: str) -> Iterator[Answer]:
        for answer_id in self.posts.latest_of(team, user, most=_RECENT):
            try:
                yield kept_answer(self.answers, answer_id)
            except OnRecordError:
                continue  # withdrawn, or no longer kept
