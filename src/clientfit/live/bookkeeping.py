"""One transaction of a watch: it reads the clients concerned, decides, and writes what follows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from clientfit.case import Case
from clientfit.errors import ClientfitError, Problem, StoreError, UnknownNameError
from clientfit.live import queries
from clientfit.live.changes import Change
from clientfit.live.folding import Record, fold
from clientfit.live.messages import Entry, refused
from clientfit.live.queries import StoredClient
from clientfit.live.recent import RecentRecords
from clientfit.live.standing import Judge
from clientfit.live.taking import Telling, take


@dataclass(frozen=True, slots=True)
class Refusal:
    """A message that was not taken, or a client that could not be decided about.

    Attributes:
        client: the client.
        place: the message's place among those that came together; None for a client.
        error: why.
    """

    client: str
    place: int | None
    error: ClientfitError


@dataclass(frozen=True, slots=True)
class Written:
    """What a transaction wrote; it counts once the transaction has ended well.

    Attributes:
        records: the clients that it concerned, as they are now.
        changes: the changes of decisions, numbered.
        refused: what was not taken, or not decided.
    """

    records: tuple[Record, ...] = ()
    changes: tuple[Change, ...] = ()
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Bookkeeper:
    """Keeps the store of one watch.

    Attributes:
        judge: decides.
        rules_hash: the rules by which it does, with the version of clientfit.
        recent: the clients used last.
    """

    judge: Judge
    rules_hash: str
    recent: RecentRecords

    def tell(self, connection: Connection, client_id: str | None, entry: Entry) -> Written:
        """Take one message; where the client is not given, the event tells it.

        Raises:
            EventError: it does not fit.
            UnknownNameError: the client is not registered.
        """
        clock = self._clock(connection)
        if client_id is None:
            client_id = _owner(connection, entry)
        elif entry.kind == "client":
            queries.add_client(connection, client_id)
        written = self._take(connection, {client_id: [Telling(0, entry)]}, clock)
        for refusal in written.refused:
            raise refusal.error
        return written

    def post(self, connection: Connection, posts: Sequence[tuple[int, str, Entry]]) -> Written:
        """Take events of several clients, each with its place; what does not fit is refused alone."""
        tellings: dict[str, list[Telling]] = {}
        for place, client_id, entry in posts:
            tellings.setdefault(client_id, []).append(Telling(place, entry))
        return self._take(connection, tellings, self._clock(connection))

    def review(self, connection: Connection, client_ids: Sequence[str]) -> Written:
        """Let the time pass for clients."""
        clock = self._clock(connection)
        return self._take(connection, {client_id: [] for client_id in client_ids}, clock)

    def record(self, connection: Connection, client_id: str) -> Record:
        """One client as it is now.

        Raises:
            UnknownNameError: the client is not registered.
        """
        stored = queries.client(connection, client_id)
        if stored is None:
            raise unknown_client(client_id)
        return self._records(connection, [stored])[client_id]

    def _clock(self, connection: Connection) -> int | None:
        clock, rules_hash = queries.hold_clock(connection)
        if rules_hash != self.rules_hash:
            message = "this store is decided by other rules now, or by another version of clientfit"
            hint = "open the watch anew with the rules that shall hold"
            raise StoreError([Problem("", 0, "", message, hint)])
        return clock

    def _records(self, connection: Connection, clients: Sequence[StoredClient]) -> dict[str, Record]:
        found: dict[str, Record] = {}
        missing: list[str] = []
        for stored in clients:
            record = self.recent.get(stored.id, stored.revision)
            if record is not None:
                found[stored.id] = record
            elif stored.revision:
                missing.append(stored.id)
        if missing:
            for client_id, entries in queries.entries(connection, missing).items():
                found[client_id] = fold(entries)
        return found

    def _take(
        self, connection: Connection, tellings: Mapping[str, Sequence[Telling]], clock: int | None
    ) -> Written:
        refused = list(_strangers(connection, tellings))
        barred = {(refusal.client, refusal.place) for refusal in refused}
        held = queries.hold_clients(connection, tuple(tellings))
        records = self._records(connection, held)
        saved: list[StoredClient] = []
        changes: list[Change] = []
        for stored in held:
            new = [each for each in tellings[stored.id] if (stored.id, each.place) not in barred]
            record = records.get(stored.id) or blank(stored.id)
            try:
                taken = take(self.judge, record, stored.standing, new, clock)
            except ClientfitError as error:
                places = [telling.place for telling in new] or [None]
                refused += [Refusal(stored.id, place, error) for place in places]
                continue
            refused += [Refusal(stored.id, place, error) for place, error in taken.refused]
            records[stored.id] = taken.record
            queries.add_entries(connection, stored.id, stored.revision, taken.accepted)
            if taken.accepted or taken.standing != stored.standing:
                saved.append(StoredClient(stored.id, taken.record.revision, taken.standing))
            changes += taken.changes
        for client_id in tellings.keys() - {stored.id for stored in held}:
            error = unknown_client(client_id)
            places = [telling.place for telling in tellings[client_id]]
            refused += [Refusal(client_id, place, error) for place in places]
        queries.save_clients(connection, saved)
        numbered = queries.add_changes(connection, changes)
        return Written(tuple(records.values()), tuple(numbered), tuple(refused))


def blank(client_id: str) -> Record:
    """A client of which nothing was told yet."""
    return Record(Case(id=client_id, time_zone="UTC"))


def _strangers(connection: Connection, tellings: Mapping[str, Sequence[Telling]]) -> Iterator[Refusal]:
    """The events whose id another client's event has."""
    posted = [
        (client_id, telling.place, telling.entry.event_id)
        for client_id, group in tellings.items()
        for telling in group
        if telling.entry.kind == "event" and telling.entry.event_id is not None
    ]
    if not posted:
        return
    owners = queries.owners(connection, [event_id for _, _, event_id in posted])
    for client_id, place, event_id in posted:
        owner = owners.setdefault(event_id, client_id)
        if owner != client_id:
            message = f"event '{event_id}' belongs to client '{owner}'"
            error = refused(message, "give each event an id of its own", "event.id")
            yield Refusal(client_id, place, error)


def _owner(connection: Connection, entry: Entry) -> str:
    assert entry.event_id is not None  # noqa: S101  only a client's own entry has no event
    owner = queries.owners(connection, [entry.event_id]).get(entry.event_id)
    if owner is None:
        message = f"there is no event '{entry.event_id}'"
        raise refused(message, f"post it first; the {entry.kind} may come again after it", "event.id")
    return owner


def unknown_client(client_id: str) -> UnknownNameError:
    """The error of a client that is not registered; an id that looks alike is another client's."""
    message, hint = f"no client '{client_id}' is registered", "register it first"
    return UnknownNameError([Problem("", 0, "client", message, hint)])
