import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Dialect, Engine

import index.conversation_tables
import index.migrations
import index.slack_tables
from index.database import SCHEMA_VERSION, connected, open_database
from index.errors import StoreError
from index.schema import UtcDateTime, metadata


def table_names(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {str(row[0]) for row in rows}


def write(engine: Engine, origin: str) -> None:
    """One line of the ingest log, in a transaction of its own."""
    with connected(engine, writes=True) as connection:
        line = "INSERT INTO ingest_log (at, outcome, origin) VALUES (0, 'refused', ?)"
        connection.exec_driver_sql(line, (origin,))


def test_the_migrations_make_what_the_schema_says(tmp_path: Path) -> None:
    assert index.conversation_tables.turns.metadata is metadata
    assert index.slack_tables.slack_tasks.metadata is metadata
    engine = open_database(tmp_path / "onrecord.db")
    with connected(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_schema_version_is_the_newest_migration() -> None:
    [folder] = index.migrations.__path__
    versions = sorted(path.name[:4] for path in Path(folder).glob("versions/[0-9]*.py"))
    assert versions
    assert versions[-1] == SCHEMA_VERSION


def test_an_existing_database_is_opened_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "onrecord.db"
    open_database(path).dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO ingest_log (at, outcome, origin) VALUES (0, 'refused', 'x')"
        )
        connection.commit()
    open_database(path).dispose()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM ingest_log").fetchone() == (1,)


def test_a_migration_that_fails_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "onrecord.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE revisions (something_else TEXT)")
    with pytest.raises(StoreError, match="already exists"):
        open_database(path)
    assert table_names(path) == {"revisions"}


@pytest.mark.parametrize("name", ["a?b#c", "100%s %(here)s", "spaced out", "日本🌉"])
def test_any_folder_name_is_fine(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / "onrecord.db"
    open_database(path).dispose()
    assert path.is_file()
    assert "articles" in table_names(path)


def test_commits_are_flushed_to_a_write_ahead_log(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "onrecord.db")
    with connected(engine) as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    engine.dispose()
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


# Trouble


def test_a_newer_database_asks_for_an_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "onrecord.db"
    open_database(path).dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(StoreError, match="schema 9999") as told:
        open_database(path)
    assert told.value.remedy == "upgrade OnRecord"


@pytest.mark.parametrize(
    "content", [b"Not a database, but long enough to be one. " * 50, b"\xff" * 4096]
)
def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "onrecord.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="not a database") as told:
        open_database(path)
    assert str(path) in str(told.value)
    assert "onrecord ingest" in told.value.remedy
    assert path.read_bytes() == content


def test_a_folder_where_the_database_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "onrecord.db").mkdir()
    with pytest.raises(StoreError, match="unable to open"):
        open_database(tmp_path / "onrecord.db")


def test_a_data_directory_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("I am a file")
    with pytest.raises(StoreError, match="cannot be made") as told:
        open_database(tmp_path / "data" / "onrecord.db")
    assert "ONRECORD_DATA_DIR" in told.value.remedy


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "onrecord.db")
    write(engine, "before")
    with connected(engine) as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    with pytest.raises(StoreError, match="disk is full"):
        write(engine, "x" * 1_000_000)
    engine.dispose()
    with closing(sqlite3.connect(tmp_path / "onrecord.db")) as after:
        assert after.execute("SELECT origin FROM ingest_log").fetchall() == [("before",)]


# Dates

dates = st.datetimes(
    datetime(2, 1, 1),
    datetime(9998, 1, 1),
    timezones=st.timezones()
    | st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)


@pytest.fixture(scope="module")
def dialect(tmp_path_factory: pytest.TempPathFactory) -> Dialect:
    engine = open_database(tmp_path_factory.mktemp("dialect") / "a.db")
    engine.dispose()
    return engine.dialect


@given(when=dates)
def test_an_aware_date_comes_back_as_the_same_instant_in_utc(
    dialect: Dialect, when: datetime
) -> None:
    kept = UtcDateTime().process_bind_param(when, dialect)
    assert kept is not None
    assert kept.tzinfo is None
    read = UtcDateTime().process_result_value(kept, dialect)
    assert read == when.astimezone(UTC)
    assert read.tzinfo is UTC


@given(naive=st.datetimes())
def test_a_date_without_a_zone_is_refused(dialect: Dialect, naive: datetime) -> None:
    with pytest.raises(ValueError, match="with a zone"):
        UtcDateTime().process_bind_param(naive, dialect)
