"""Where a quote stands, small enough to travel with a button; and what stands around it.

Knows texts; knows nothing of blocks.
"""

from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.types import Quote

_MOST_AROUND = 70


class Reference(BaseModel):
    """Characters `start` to `end` of an article's revision."""

    model_config = ConfigDict(frozen=True)

    article_id: str
    revision: str
    start: int
    end: int

    @classmethod
    def of(cls, quote: Quote) -> Self:
        """Where a quote stands."""
        return cls.model_validate(quote, from_attributes=True)

    @classmethod
    def read(cls, value: str) -> Self | None:
        """The reference that a button brought back; None for what is none."""
        try:
            return cls.model_validate_json(value)
        except ValidationError:
            return None

    def as_value(self) -> str:
        """The reference as a button carries it."""
        return self.model_dump_json()


def before(text: str, start: int, most: int = _MOST_AROUND) -> str:
    """The end of what stands before `start`, from a word's beginning on."""
    piece = text[max(0, start - most) : start].strip()
    if start <= most or not piece:
        return piece
    return f"… {piece.partition(' ')[2]}".strip()


def after(text: str, end: int, most: int = _MOST_AROUND) -> str:
    """The beginning of what stands behind `end`, to a word's end."""
    piece = text[end : end + most].strip()
    if end + most >= len(text) or not piece:
        return piece
    return f"{piece.rpartition(' ')[0]} …".strip()
