"""Opening a store: SQLite from a file name, anything else from a URL; its errors in our words."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError

from clientfit.errors import MissingExtraError, Problem, StoreError
from clientfit.live.schema import migrate

_WAIT_SECONDS = 30
_MIGRATING = 4_207_011_205
"""The key of the PostgreSQL lock that keeps two processes from migrating at once; any fixed number."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open store.

    Attributes:
        name: how messages call it; never with a password.
        engine: its connections.
        closed: set once it is closed; the engine alone would open new connections after that.
    """

    name: str
    engine: Engine
    closed: Event = field(default_factory=Event)

    def require_open(self) -> None:
        """Refuse what is asked of a closed store.

        Raises:
            StoreError: it is closed.
        """
        if self.closed.is_set():
            raise StoreError([Problem(self.name, 0, "", "this watch is closed", "open another")])

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """One transaction: all of it is there afterwards, or nothing.

        Raises:
            StoreError: the store cannot be written, or is closed.
        """
        self.require_open()
        with in_our_words(self.name), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """One consistent view that keeps no writer waiting.

        Raises:
            StoreError: the store cannot be read, or is closed.
        """
        self.require_open()
        with in_our_words(self.name), self.engine.connect() as connection:
            yield connection.execution_options(only_reads=True)

    def close(self) -> None:
        """Close every connection."""
        self.closed.set()
        self.engine.dispose()


def open_store(where: str | Path) -> Store:
    """Open a store and bring it to the newest schema.

    Args:
        where: a file for SQLite, or a URL such as ``postgresql://user@host/database``.

    Raises:
        StoreError: it cannot be opened, or a newer clientfit wrote it.
        MissingExtraError: the driver of the database is not installed.
    """
    url = _url(where)
    name = str(where) if isinstance(where, Path) or "://" not in where else _shown(url)
    sqlite = url.get_backend_name() == "sqlite"
    try:
        engine = create_engine(url, connect_args={"timeout": _WAIT_SECONDS} if sqlite else {})
    except ModuleNotFoundError as error:
        message = f"this store needs the package {error.name}"
        hint = 'python -m pip install "clientfit[live]"'
        raise MissingExtraError([Problem(name, 0, "", message, hint)]) from None
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    store = Store(name, engine)
    try:
        with store.writing() as connection:
            if not sqlite:
                connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})
            migrate(connection, name)
    except BaseException:
        store.close()
        raise
    return store


def require_store(where: str | Path) -> None:
    """Refuse a file that is not there, for what only reads and should not make one.

    Raises:
        StoreError: there is no such store, or this is no address of one.
    """
    url = _url(where)
    file = url.database
    if url.get_backend_name() != "sqlite" or file in (None, "", ":memory:") or Path(file).exists():
        return
    raise StoreError(
        [Problem(str(where), 0, "", "there is no such store", "`clientfit watch` makes one")]
    )


def _url(where: str | Path) -> URL:
    if not str(where):  # SQLite would take this for a store that is thrown away at the end
        message, hint = "this names no store", "write a file name, or postgresql://user@host/database"
        raise StoreError([Problem("", 0, "store", message, hint)])
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite", database=str(where))
    try:
        url = make_url(where)
    except ArgumentError:
        message = "this is no address of a database"
        hint = "write a file name, or postgresql://user@host/database"
        raise StoreError([Problem("", 0, "store", message, hint)]) from None  # it may hold a password
    backend = url.get_backend_name()
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        return url
    message = f"'{backend}' is no kind of store that is known here"
    hint = "write a file name for SQLite, or postgresql://user@host/database"
    raise StoreError([Problem(_shown(url), 0, "", message, hint)])


def _shown(url: URL) -> str:
    """The address as it was given, without the password."""
    return url.set(drivername=url.get_backend_name()).render_as_string()


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
    cursor = connection.cursor()
    cursor.execute("pragma journal_mode=wal")
    # FULL: what was acknowledged survives a power cut too, for one flush a transaction.
    cursor.execute("pragma synchronous=full")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later cannot be upgraded once another has written.
    only_reads = connection.get_execution_options().get("only_reads", False)
    connection.exec_driver_sql("begin" if only_reads else "begin immediate")


_SQLITE = {
    "SQLITE_READONLY": (
        "the store cannot be written",
        "check the rights of the file and its directory",
    ),
    "SQLITE_FULL": ("the disk is full", "free some space and send again; nothing acknowledged is lost"),
    "SQLITE_IOERR": ("the disk refuses", "check its space and health; nothing acknowledged is lost"),
    "SQLITE_BUSY": ("another process keeps the store busy", "send again, or end that process"),
    "SQLITE_CANTOPEN": ("the store cannot be opened", "check that its directory is there and writable"),
    "SQLITE_NOTADB": ("this file is no store of ours", "name another file"),
    "SQLITE_CORRUPT": ("this store is damaged", "restore it from a copy"),
}
_POSTGRESQL = {
    "53100": _SQLITE["SQLITE_FULL"],
    "25006": ("the store cannot be written", "this database only reads; name its primary"),
    "42501": ("the store cannot be written", "the database's user lacks the right"),
    "40P01": ("two writers blocked each other", "send again"),
    "23505": ("another writer took this id at the same moment", "send again"),
}


@contextmanager
def in_our_words(name: str) -> Generator[None]:
    """Say a database's errors in our words.

    Raises:
        StoreError: instead of them.
    """
    try:
        yield
    except DBAPIError as error:
        message, hint = _words(error)
        raise StoreError([Problem(name, 0, "", message, hint)]) from error


def _words(error: DBAPIError) -> tuple[str, str]:
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorname", "")
        for known, words in _SQLITE.items():
            if code.startswith(known):
                return words
        return f"the store answers: {cause}", ""
    state = getattr(cause, "sqlstate", None)
    if state in _POSTGRESQL:
        return _POSTGRESQL[state]
    if isinstance(error, DataError):
        return f"the database cannot hold a value: {cause}", ""
    if state is None or error.connection_invalidated:
        return "the database cannot be reached", "check its address, and that it runs; then send again"
    return f"the database answers: {cause}", ""
