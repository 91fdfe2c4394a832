"""How far a stream was read, so that a restart goes on where it stopped."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from clientfit.live.schema import STREAM


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a stream.

    Attributes:
        fingerprint: by what the stream's beginning is known again; another one is another stream.
        place: how many bytes were read.
        line: how many lines they hold.
    """

    fingerprint: str
    place: int = 0
    line: int = 0


_FIND = select(STREAM.c.fingerprint, STREAM.c.place, STREAM.c.line).where(
    STREAM.c.name == bindparam("stream")
)


def position(connection: Connection, name: str) -> Position | None:
    """Where reading a stream stopped; None for a new stream."""
    row = connection.execute(_FIND, {"stream": name}).one_or_none()
    return None if row is None else Position(row.fingerprint, row.place, row.line)


def save(connection: Connection, name: str, at: Position) -> None:
    """Note where reading a stream stopped."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = {"fingerprint": at.fingerprint, "place": at.place, "line": at.line}
    statement = dialect.insert(STREAM).values({"name": name, **new})
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=new))
