"""Answers that were given earlier, as they were kept. Knows the store; knows nothing of Slack."""

from pydantic import TypeAdapter

from bot.answer_store import AnswerStore
from bot.types import Answer

_ANSWER = TypeAdapter(Answer)


def kept_answer(answers: AnswerStore, answer_id: str) -> Answer:
    """An answer by its id.

    Raises AnswerNotFoundError where it is not kept, or not yet, and ArticleWithdrawnError where an
    article that it quotes was deleted.
    """
    return _ANSWER.validate_json(answers.get(answer_id))
