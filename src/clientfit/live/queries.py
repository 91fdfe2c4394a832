"""What a watch asks its store, one function a question; each runs within the caller's transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from sqlalchemy import (
    BigInteger,
    Connection,
    Row,
    bindparam,
    insert,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from clientfit.decision import Action
from clientfit.live.changes import Change, Stance
from clientfit.live.messages import Entry, EntryKind
from clientfit.live.schema import CHANGE, CLIENT, ENTRY, SEQUENCE, SUBSCRIBER, WATCH
from clientfit.live.standing import DUE_NOW, Standing


@dataclass(frozen=True, slots=True)
class StoredClient:
    """One row of the table of clients.

    Attributes:
        id: the client's id.
        revision: how many messages about it there were.
        standing: what is decided about it.
    """

    id: str
    revision: int
    standing: Standing


# Each statement is built once: SQLAlchemy then finds its text again without comparing its parts.
_CLOCK = select(WATCH.c.clock, WATCH.c.rules_hash)
_HELD_CLOCK = _CLOCK.with_for_update(read=True)
_MOVE = (
    update(WATCH)
    .where(or_(WATCH.c.clock.is_(None), WATCH.c.clock < bindparam("now", type_=BigInteger)))
    .values(clock=bindparam("now", type_=BigInteger))
)
_CLIENT = select(CLIENT).where(CLIENT.c.id == bindparam("client"))
_HELD_CLIENTS = (
    select(CLIENT)
    .where(CLIENT.c.id.in_(bindparam("clients", expanding=True)))
    .order_by(CLIENT.c.id)  # every writer in the same order, so that none waits for another in a ring
    .with_for_update()
)
_ENTRIES = (
    select(ENTRY.c.client_id, ENTRY.c.kind, ENTRY.c.event_id, ENTRY.c.body)
    .where(ENTRY.c.client_id.in_(bindparam("clients", expanding=True)))
    .order_by(ENTRY.c.client_id, ENTRY.c.number)
)
_OWNERS = select(ENTRY.c.event_id, ENTRY.c.client_id).where(
    ENTRY.c.event_id.in_(bindparam("events", expanding=True)), ENTRY.c.kind == text("'event'")
)
"""By the words of the index `entry_event`, which holds the first telling of each event."""
_STANDING_COLUMNS = ("revision", "action", "reason", "rule", "decided_on", "review_at")
_STAND = (
    update(CLIENT)
    .where(CLIENT.c.id == bindparam("client"))
    .values({name: bindparam(f"new_{name}", type_=CLIENT.c[name].type) for name in _STANDING_COLUMNS})
)
_ADVANCE_SEQUENCE = (
    update(SEQUENCE).values(last=SEQUENCE.c.last + bindparam("count")).returning(SEQUENCE.c.last)
)
DUE = (
    select(CLIENT.c.review_at, CLIENT.c.id)
    .where(CLIENT.c.review_at <= bindparam("now", type_=BigInteger))
    .where(
        tuple_(CLIENT.c.review_at, CLIENT.c.id)
        > tuple_(bindparam("after_time", type_=BigInteger), bindparam("after_id"))
    )
    .order_by(CLIENT.c.review_at, CLIENT.c.id)
    .limit(bindparam("most"))
)
"""The clients whose time has come, page by page; the index `client_due` holds them in this order."""
_CHANGES = (
    select(CHANGE.c.number, CHANGE.c.body, CHANGE.c.proof)
    .where(CHANGE.c.number > bindparam("after", type_=BigInteger))
    .order_by(CHANGE.c.number)
    .limit(bindparam("most"))
)
_POSITION = select(SUBSCRIBER.c.position).where(SUBSCRIBER.c.name == bindparam("name"))
_ADVANCE = (
    update(SUBSCRIBER)
    .where(SUBSCRIBER.c.name == bindparam("subscriber"))
    .values(position=bindparam("new_position"))
)


def clock(connection: Connection) -> int | None:
    """The time of the store."""
    return connection.execute(_CLOCK).scalar_one()


def hold_clock(connection: Connection) -> tuple[int | None, str]:
    """The time of the store and the rules that decide; neither changes before the transaction ends."""
    return cast("tuple[int | None, str]", tuple(connection.execute(_HELD_CLOCK).one()))


def move_clock(connection: Connection, now: int) -> None:
    """Move the time of the store on; it never runs back."""
    connection.execute(_MOVE, {"now": now})


def take_rules(connection: Connection, rules_hash: str) -> None:
    """Note which rules decide from now on; where they are others than before, every client is due."""
    statement = (
        update(WATCH)
        .where(or_(WATCH.c.rules_hash.is_(None), WATCH.c.rules_hash != rules_hash))
        .values(rules_hash=rules_hash)
    )
    if connection.execute(statement).rowcount:
        connection.execute(update(CLIENT).values(review_at=DUE_NOW))


def client(connection: Connection, client_id: str) -> StoredClient | None:
    """One client; None where it is not registered."""
    row = connection.execute(_CLIENT, {"client": client_id}).one_or_none()
    return None if row is None else _stored(row)


def hold_clients(connection: Connection, client_ids: Sequence[str]) -> list[StoredClient]:
    """Clients that nobody else touches before the end of the transaction."""
    return [_stored(row) for row in connection.execute(_HELD_CLIENTS, {"clients": client_ids})]


def _stored(row: Row[tuple[object, ...]]) -> StoredClient:
    client_id, revision, action, reason, rule, decided_on, review_at = cast(
        "tuple[str, int, str | None, str | None, str, str | None, int | None]", row
    )
    stance = None if action is None else Stance(Action(action), reason, rule)
    day = None if decided_on is None else date.fromisoformat(decided_on)
    return StoredClient(client_id, revision, Standing(stance, day, review_at))


def add_client(connection: Connection, client_id: str) -> None:
    """Add a client of which nothing is known, unless it is there."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {"id": client_id, "revision": 0, "review_at": DUE_NOW}
    connection.execute(dialect.insert(CLIENT).values(row).on_conflict_do_nothing())


def entries(connection: Connection, client_ids: Sequence[str]) -> dict[str, list[Entry]]:
    """What was told about clients, each in the order in which it came."""
    found: dict[str, list[Entry]] = {client_id: [] for client_id in client_ids}
    for row in connection.execute(_ENTRIES, {"clients": client_ids}):
        client_id, kind, event_id, body = cast("tuple[str, EntryKind, str | None, str]", row)
        found[client_id].append(Entry(kind, event_id, body))
    return found


def owners(connection: Connection, event_ids: Sequence[str]) -> dict[str, str]:
    """The client of each event that is known."""
    rows = connection.execute(_OWNERS, {"events": event_ids})
    return dict(cast("Iterable[tuple[str, str]]", map(tuple, rows)))


def add_entries(connection: Connection, client_id: str, revision: int, new: Sequence[Entry]) -> None:
    """Write down what was told; `revision` is how much there was before."""
    rows = [
        {
            "client_id": client_id,
            "number": number,
            "kind": entry.kind,
            "event_id": entry.event_id,
            "body": entry.body,
        }
        for number, entry in enumerate(new, revision + 1)
    ]
    if rows:
        connection.execute(insert(ENTRY), rows)


def save_clients(connection: Connection, clients: Sequence[StoredClient]) -> None:
    """Write where clients stand."""
    rows: list[dict[str, object]] = []
    for stored in clients:
        stance, day = stored.standing.stance, stored.standing.decided_on
        rows.append(
            {
                "client": stored.id,
                "new_revision": stored.revision,
                "new_action": None if stance is None else stance.action.value,
                "new_reason": None if stance is None else stance.reason,
                "new_rule": None if stance is None else stance.rule,
                "new_decided_on": None if day is None else day.isoformat(),
                "new_review_at": stored.standing.review_at,
            }
        )
    if rows:
        connection.execute(_STAND, rows)


def add_changes(connection: Connection, changes: Sequence[Change]) -> list[Change]:
    """Number changes and write them.

    The number is drawn under a lock that lasts until the transaction ends, so that no reader of the
    changes ever passes one that becomes visible later.
    """
    if not changes:
        return []
    last = connection.execute(_ADVANCE_SEQUENCE, {"count": len(changes)}).scalar_one()
    numbered = [
        replace(change, number=number) for number, change in enumerate(changes, last - len(changes) + 1)
    ]
    rows = [
        {
            "number": change.number,
            "client_id": change.client,
            "body": change.to_json(with_proof=False),
            "proof": change.packed_proof,
        }
        for change in numbered
    ]
    connection.execute(insert(CHANGE), rows)
    return numbered


def due(connection: Connection, now: int, after: tuple[int, str], most: int) -> list[tuple[int, str]]:
    """The next page of clients whose time has come, as (time of review, id)."""
    bound = {"now": now, "after_time": after[0], "after_id": after[1], "most": most}
    return [cast("tuple[int, str]", tuple(row)) for row in connection.execute(DUE, bound)]


def changes(connection: Connection, after: int, most: int) -> list[Change]:
    """The changes after one, oldest first."""
    rows = connection.execute(_CHANGES, {"after": after, "most": most})
    return [Change.from_json(*cast("tuple[int, str, bytes]", tuple(row))) for row in rows]


def position(connection: Connection, name: str) -> int:
    """How far a named subscriber has come in the changes; a new one starts before the first."""
    found = connection.execute(_POSITION, {"name": name}).scalar_one_or_none()
    if found is None:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        row = {"name": name, "position": 0}
        connection.execute(dialect.insert(SUBSCRIBER).values(row).on_conflict_do_nothing())
    return found or 0


def advance(connection: Connection, name: str, number: int) -> None:
    """Note that a named subscriber has had the changes up to one."""
    connection.execute(_ADVANCE, {"subscriber": name, "new_position": number})
