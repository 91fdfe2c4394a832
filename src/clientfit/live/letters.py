"""Dead letters: what did not read or did not fit, kept with its position and the reason."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from clientfit.live.schema import DEAD_LETTER


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was not taken.

    Attributes:
        number: its number in the store; 0 until it is stored.
        source: where it came from, a file or a call.
        line: the line there, or the place in the call; counted from 1.
        text: the message as it came.
        reason: what is wrong with it, and how to mend it.
    """

    number: int
    source: str
    line: int
    text: str
    reason: str

    def to_json(self) -> str:
        """Write it as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


_ALL = select(DEAD_LETTER).order_by(DEAD_LETTER.c.number)
_COUNT = select(func.count()).select_from(DEAD_LETTER)
_TAKE_OUT = delete(DEAD_LETTER).where(DEAD_LETTER.c.number == bindparam("letter"))


def keep(connection: Connection, letters: Sequence[DeadLetter]) -> None:
    """Keep messages; one that came before keeps its number and gets the new reason."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(DEAD_LETTER)
    statement = statement.on_conflict_do_update(
        index_elements=["digest"], set_={"reason": statement.excluded.reason}
    )
    rows = [
        {
            "digest": sha256(letter.text.encode(errors="surrogatepass")).hexdigest(),
            "source": _storable(letter.source),
            "line": letter.line,
            "text": _storable(letter.text),
            "reason": _storable(letter.reason),
        }
        for letter in letters
    ]
    if rows:
        connection.execute(statement, rows)


def _storable(text: str) -> str:
    """The text, with what no store holds written out: NUL, and bytes that are no text.

    As it is written out, JSON refuses it too, so that no replay takes it for another text.
    """
    return text.encode(errors="backslashreplace").decode().replace("\0", "\\x00")


def listed(connection: Connection) -> tuple[DeadLetter, ...]:
    """Every message that is kept, oldest first."""
    return tuple(
        DeadLetter(row.number, row.source, row.line, row.text, row.reason)
        for row in connection.execute(_ALL)
    )


def count(connection: Connection) -> int:
    """How many messages are kept."""
    return connection.execute(_COUNT).scalar_one()


def take_out(connection: Connection, number: int) -> None:
    """Let go of a message that was taken after all."""
    connection.execute(_TAKE_OUT, {"letter": number})
