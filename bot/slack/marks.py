"""Single values that processes share, in the store. Knows nothing of what they mean."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from index.database import connected
from index.slack_tables import slack_marks
from index.store import Store


class Marks:
    """Values by name. Raises StoreError as the store does."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, name: str) -> str | None:
        """The value; None where there is none."""
        query = select(slack_marks.c.value).where(slack_marks.c.name == name)
        with connected(self._store.engine) as connection:
            return connection.execute(query).scalar()

    def set(self, name: str, value: str) -> None:
        """Stores a value in the place of the one before."""
        values = {"value": value, "at": self._store.clock()}
        statement = insert(slack_marks).values(name=name, **values)
        with connected(self._store.engine, writes=True) as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=["name"], set_=values)
            )

    def pop(self, name: str, *, younger_than: timedelta) -> str | None:
        """Takes a value away and returns it; None where there is none, or it is too old."""
        since = self._store.clock() - younger_than
        with connected(self._store.engine, writes=True) as connection:
            query = select(slack_marks.c.value).where(
                slack_marks.c.name == name, slack_marks.c.at >= since
            )
            value = connection.execute(query).scalar()
            connection.execute(delete(slack_marks).where(slack_marks.c.name == name))
        return value
