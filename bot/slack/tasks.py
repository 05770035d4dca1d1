"""What there is to do for somebody in Slack, as it is kept until it is done.

Frozen, and JSON at the edge of the store. Knows nothing of Slack's API or of how it is done.
"""

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict


class TaskKind(StrEnum):
    """What is to be done."""

    ANSWER = "answer"
    EDITED = "edited"
    DELETED = "deleted"
    COMMAND = "command"
    CHECK = "check"
    SHARE = "share"


class Task(BaseModel):
    """Something to do, and for whom. `id` names it for good: the same event has the same.

    `ts` is the message's, `thread_ts` the thread's that is replied in; both "" where there is no
    message. `response_url` is where a private reply goes. `is_direct` is a direct message.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: TaskKind
    team: str
    channel: str
    user: str
    text: str
    enterprise: str | None = None
    ts: str = ""
    thread_ts: str = ""
    response_url: str | None = None
    is_direct: bool = False

    @property
    def lane(self) -> str:
        """What is in one lane is done one after the other: a thread, or a person's commands."""
        return f"{self.team}:{self.channel}:{self.thread_ts or self.user}"

    @property
    def conversation_id(self) -> str:
        """The conversation that the question belongs to."""
        return f"slack:{self.team}:{self.channel}:{self.thread_ts or self.id}"

    @property
    def person(self) -> str:
        """Who asks, as the rest of the bot knows them."""
        return f"slack:{self.team}:{self.user}"

    @classmethod
    def read(cls, body: str) -> Self:
        """The task that was kept as this."""
        return cls.model_validate_json(body)
