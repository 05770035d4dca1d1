"""Opens the store's database and brings its tables up to date.

Knows SQLite's settings and Alembic; knows nothing of what the tables mean.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from index.errors import StoreError

SCHEMA_VERSION = "0006"
"""The newest migration; a test checks that it is."""

_BUSY_TIMEOUT_MS = 30_000


def open_database(path: Path) -> Engine:
    """An engine on the SQLite file at `path`, made if missing, migrated to SCHEMA_VERSION.

    Write-ahead log, full synchronisation: what is committed survives a crash and a power cut. One
    that may not be written is opened to be read. Raises StoreError where the file is no database,
    cannot be made, or is newer than we are.
    """
    if is_read_only(path):
        return _open_to_read(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the folder of the article store, {path.parent}, cannot be made: {error.strerror}",
            remedy="set ONRECORD_DATA_DIR to a folder that you may write to",
        ) from error
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    try:
        _bring_up_to_date(engine, path)
    except StoreError:
        engine.dispose()
        raise
    return engine


def is_read_only(path: Path) -> bool:
    """Whether there is a database that this process may not write to, itself or its folder."""
    return path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


@contextmanager
def connected(engine: Engine, *, writes: bool = False) -> Iterator[Connection]:
    """A connection inside one transaction: for reading, or with the right to write from the start.

    Committed when the block ends, rolled back when it raises. Raises StoreError where the
    database cannot be read or written: locked for too long, damaged, or no space left.
    """
    with _told(engine), engine.connect() as connection:
        connection.execution_options(writes=writes)
        with connection.begin():
            yield connection


def truncate_log(engine: Engine) -> None:
    """Takes everything out of the write-ahead log, as far as nobody is reading just then.

    What was deleted is in it still, until then. Raises StoreError as `connected`.
    """
    with _told(engine), engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


@contextmanager
def _told(engine: Engine) -> Iterator[None]:
    """Turns what SQLite refuses into a StoreError that says what to do."""
    try:
        yield
    except DatabaseError as error:
        raise StoreError(
            f"the article store {engine.url.database} cannot be used: {error.orig}",
            remedy="check the file's permissions and the disk; if the file is damaged, restore it "
            "from a backup, or move it away and run `onrecord ingest` again",
        ) from error


def _open_to_read(path: Path) -> Engine:
    url = URL.create("sqlite", database=str(path))
    # A new connection for each transaction: each looks anew whether there is a log to read.
    engine = create_engine(url, creator=partial(_connect_to_read, path), poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    with connected(engine) as connection:
        version = _version_of(connection)
    if version != SCHEMA_VERSION:
        raise StoreError(
            f"the article store {path} has schema {version}, needs {SCHEMA_VERSION}, and may not "
            "be written to",
            remedy="give this process the right to write to it once, so that it is migrated",
        )
    return engine


def _connect_to_read(path: Path) -> sqlite3.Connection:
    # SQLite reads a database with a log, but without a log it wants to make one. Immutable says
    # that nobody writes; whoever does has a log.
    has_log = path.with_name(f"{path.name}-wal").exists()
    mode = "mode=ro" if has_log else "mode=ro&immutable=1"
    return sqlite3.connect(
        f"file:{quote(str(path))}?{mode}", uri=True, check_same_thread=False, isolation_level=None
    )


def _configure(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # Transactions are begun by _begin: the driver's own would leave DDL outside of them.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {_BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",  # what is deleted is overwritten
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bring_up_to_date(engine: Engine, path: Path) -> None:
    with connected(engine) as connection:
        if _version_of(connection) == SCHEMA_VERSION:
            return
    # Asked again with the right to write: another process may have migrated it meanwhile.
    with connected(engine, writes=True) as connection:
        version = _version_of(connection)
        if version != SCHEMA_VERSION:
            _migrate(connection, version, path)


def _version_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: Connection, version: str | None, path: Path) -> None:
    # Imported here: Alembic costs 0.2 s, which a question on a current store need not pay.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    if version is not None and version > SCHEMA_VERSION:
        raise StoreError(
            f"the article store {path} was written by a newer OnRecord (schema {version}, "
            f"this one knows {SCHEMA_VERSION})",
            remedy="upgrade OnRecord",
        )
    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
