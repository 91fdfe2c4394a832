"""The tables of a watch's store, and how an older store becomes a newer one.

::

    watch       one row: the schema's version, the clock, the rules that decided
    client      one row a client: its decision, and when time alone may change it
    entry       what was told about a client, in the order in which it came; only ever added to
    sequence    one row: the number of the last change
    change      the outbox: every change of a decision, written together with it
    subscriber  how far a named subscriber has come in the changes
    stream      how far a stream of events was read
    dead_letter what did not read or did not fit, with the reason

Times are whole microseconds since 1970, days are ISO dates.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    insert,
    inspect,
    select,
    text,
    update,
)

from clientfit.errors import Problem, StoreError

METADATA = MetaData()

WATCH = Table(
    "watch",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("schema_version", Integer, nullable=False),
    Column("clock", BigInteger),
    Column("rules_hash", Text),
)
CLIENT = Table(
    "client",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("action", Text),
    Column("reason", Text),
    Column("rule", Text),
    Column("decided_on", Text),
    Column("review_at", BigInteger),
    Index("client_due", "review_at", "id"),
    sqlite_with_rowid=False,
)
ENTRY = Table(
    "entry",
    METADATA,
    Column("client_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("event_id", Text),
    Column("body", Text, nullable=False),
    sqlite_with_rowid=False,
)
Index(
    "entry_event",
    ENTRY.c.event_id,
    unique=True,
    sqlite_where=ENTRY.c.kind == text("'event'"),
    postgresql_where=ENTRY.c.kind == text("'event'"),
)
SEQUENCE = Table(
    "sequence",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
)
CHANGE = Table(
    "change",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("client_id", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("proof", LargeBinary, nullable=False),
    Index("change_client", "client_id", "number"),
)
SUBSCRIBER = Table(
    "subscriber",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
)
STREAM = Table(
    "stream",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("place", BigInteger, nullable=False),
    Column("line", BigInteger, nullable=False),
)
DEAD_LETTER = Table(
    "dead_letter",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("line", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

Migration = Callable[[Connection], None]
"""Brings a store from one version of the schema to the next, within the caller's transaction."""


def _watching(connection: Connection) -> None:
    """Version 1: clients, what was told about them, and the changes that followed."""
    METADATA.create_all(connection, tables=[WATCH, CLIENT, ENTRY, SEQUENCE, CHANGE, SUBSCRIBER])
    connection.execute(insert(WATCH).values(id=1, schema_version=1))
    connection.execute(insert(SEQUENCE).values(id=1, last=0))


def _streams(connection: Connection) -> None:
    """Version 2: streams are read on where they stopped, and what did not fit is kept."""
    METADATA.create_all(connection, tables=[STREAM, DEAD_LETTER])


MIGRATIONS: tuple[Migration, ...] = (_watching, _streams)


def migrate(connection: Connection, name: str, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring a store to the newest version of the schema; a new store starts from nothing.

    Args:
        connection: within a transaction, so that a version is there wholly or not at all.
        name: how messages call the store.
        migrations: one for each version.

    Raises:
        StoreError: a newer clientfit wrote the store.
    """
    found = 0
    if inspect(connection).has_table(WATCH.name):
        found = connection.execute(select(WATCH.c.schema_version)).scalar_one()
    if found > len(migrations):
        message = f"this store has schema {found}; this clientfit knows up to {len(migrations)}"
        raise StoreError([Problem(name, 0, "", message, "install a newer clientfit")])
    for version, migration in enumerate(migrations[found:], found + 1):
        migration(connection)
        connection.execute(update(WATCH).values(schema_version=version))
