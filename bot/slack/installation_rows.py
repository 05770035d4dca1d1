"""Installations as rows: what they are called, and a sealed text each. Knows no tokens."""

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from index.database import connected
from index.slack_tables import slack_installations
from index.store import Store


class InstallationRows:
    """Sealed texts by enterprise and workspace; "" stands for none. Raises StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, enterprise: str, team: str, sealed: str) -> None:
        """Stores in the place of the one before."""
        values = {"sealed": sealed, "at": self._store.clock()}
        statement = insert(slack_installations).values(enterprise=enterprise, team=team, **values)
        upsert = statement.on_conflict_do_update(index_elements=["enterprise", "team"], set_=values)
        with connected(self._store.engine, writes=True) as connection:
            connection.execute(upsert)

    def get(self, enterprise: str, team: str) -> str | None:
        """The sealed text; None where there is none."""
        query = select(slack_installations.c.sealed).where(
            slack_installations.c.enterprise == enterprise, slack_installations.c.team == team
        )
        with connected(self._store.engine) as connection:
            return connection.execute(query).scalar()

    def remove(self, enterprise: str, team: str) -> None:
        """Deletes it."""
        with connected(self._store.engine, writes=True) as connection:
            connection.execute(
                delete(slack_installations).where(
                    slack_installations.c.enterprise == enterprise,
                    slack_installations.c.team == team,
                )
            )

    def all(self) -> list[tuple[str, str]]:
        """The enterprise and workspace of each."""
        query = select(slack_installations.c.enterprise, slack_installations.c.team)
        with connected(self._store.engine) as connection:
            return [(row.enterprise, row.team) for row in connection.execute(query)]
