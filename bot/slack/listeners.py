"""Which of Slack's events, commands, buttons and modals goes where; slack_bolt's app.

Every listener acknowledges at once: it notes a task, or leaves a quick thing to another thread.
Knows slack_bolt; knows nothing of answers.
"""

import logging
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.slack.homes import Homes
from bot.slack.incoming import Reader, Received, enterprise_of, team_of
from bot.slack.installations import SealedInstallations
from bot.slack.interactions import Interactions, check_of, command_of
from bot.slack.names import COMMAND, Action, Callback
from bot.slack.posts import Posts
from bot.slack.reception import Reception
from bot.slack.watching import Watching
from bot.slack.workspaces import Authorization, Place, Workspaces
from index.errors import OnRecordError

_log = logging.getLogger(__name__)

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Surfaces:
    """What listeners hand over to. `installations` is None for a single workspace."""

    reception: Reception
    interactions: Interactions
    homes: Homes
    posts: Posts
    watching: Watching
    workspaces: Workspaces
    quick: ThreadPoolExecutor
    installations: SealedInstallations | None = None


def make_app(surfaces: Surfaces, client: WebClient, signing_secret: str) -> App:
    """slack_bolt's app with every listener. Nothing is asked of Slack yet."""
    quiet = logging.getLogger("slack_bolt")
    quiet.setLevel(logging.ERROR)  # its warnings repeat what people wrote
    app = App(
        name="onrecord",
        logger=quiet,
        client=client,
        authorize=Authorization(surfaces.workspaces),  # type: ignore[arg-type]  # bolt takes both
        signing_secret=signing_secret,
        # Listeners run before the acknowledgement: what it promises has been stored by then.
        process_before_response=True,
        request_verification_enabled=bool(signing_secret),
        attaching_conversation_kwargs_enabled=False,
    )
    _listen_to_events(app, surfaces)
    _listen_to_questions(app, surfaces)
    _listen_to_buttons(app, surfaces)
    return app


def _listen_to_events(app: App, surfaces: Surfaces) -> None:
    homes = surfaces.homes

    def on_message(body: Body, context: Mapping[str, Any]) -> None:
        reader = Reader(context.get("bot_user_id"), surfaces.posts.takes_part)
        _take(surfaces, reader.read(body))

    def on_home(body: Body) -> None:
        _quickly(surfaces, homes.opened, body)

    def on_removed(body: Body) -> None:
        _remove(surfaces, body)

    app.event("app_mention")(on_message)
    app.event("message")(on_message)
    app.event("app_home_opened")(on_home)
    app.event("app_uninstalled")(on_removed)
    app.event("tokens_revoked")(on_removed)


def _listen_to_questions(app: App, surfaces: Surfaces) -> None:
    def on_command(ack: Ack, body: Body) -> None:
        _take(surfaces, command_of(body))
        ack()

    def on_check(ack: Ack, body: Body) -> None:
        _take(surfaces, check_of(body))
        ack()

    def on_edited(ack: Ack, body: Body) -> None:
        _take(surfaces, surfaces.interactions.edited(body))
        ack()

    def on_verdict(ack: Ack, body: Body) -> None:
        _quickly(surfaces, surfaces.interactions.take_verdict, body)
        ack()

    app.command(COMMAND)(on_command)
    app.message_shortcut(Callback.CHECK_MESSAGE)(on_check)
    app.view(Callback.QUESTION)(on_edited)
    app.view(Callback.FEEDBACK)(on_verdict)


def _listen_to_buttons(app: App, surfaces: Surfaces) -> None:
    interactions = surfaces.interactions

    def pressed(action: str, then: Callable[[Body], object]) -> None:
        def listener(ack: Ack, body: Body) -> None:
            _quickly(surfaces, then, body)
            ack()

        app.action(re.compile(rf"^{action}(:\d+)?$"))(listener)

    pressed(Action.EVIDENCE, interactions.show_evidence)
    pressed(Action.FEEDBACK, interactions.take_feedback)
    pressed(Action.EDIT_QUESTION, interactions.edit_question)
    pressed(Action.SHARE, lambda body: _take(surfaces, interactions.share(body)))
    pressed(Action.ASK_EXAMPLE, lambda body: _take(surfaces, interactions.ask_example(body)))
    pressed(Action.PAUSE_WATCH, surfaces.watching.press)
    pressed(Action.DELETE_WATCH, surfaces.watching.press)


def _take(surfaces: Surfaces, received: Received | None) -> None:
    if received is not None:
        surfaces.reception.receive(received.task, received.keys)


def _quickly(surfaces: Surfaces, do: Callable[[Body], object], body: Body) -> None:
    """Has something done in another thread; where it fails, that is logged."""

    def safely() -> None:
        try:
            do(body)
        except OnRecordError as error:
            _log.warning("slack_press_failed", extra={"why": str(error)})
        except Exception as error:  # the edge; only its name, because it may quote articles
            _log.error("slack_press_failed", extra={"why": type(error).__name__})

    surfaces.quick.submit(safely)


def _remove(surfaces: Surfaces, body: Body) -> None:
    """The app was taken out of a workspace: its tokens and what is known of it go."""
    event, place = body["event"], Place(enterprise_of(body), team_of(body))
    if event["type"] == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
        return
    surfaces.workspaces.forget(place)
    if surfaces.installations is not None:
        surfaces.installations.delete_bot(enterprise_id=place.enterprise, team_id=place.team)
        surfaces.posts.forget_team(place.team)
