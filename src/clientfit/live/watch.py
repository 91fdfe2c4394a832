"""The watch: takes what happens into a store, lets time pass, and says whose decision changed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Self

from clientfit.case import Case
from clientfit.decision import Decision
from clientfit.errors import CaseError, MissingExtraError, Problem
from clientfit.evaluator import Rules
from clientfit.events import Event, Moment
from clientfit.live import queries
from clientfit.live.bookkeeping import Bookkeeper, Written
from clientfit.live.changes import Change
from clientfit.live.delivery import Callback, Delivery
from clientfit.live.letters import DeadLetter
from clientfit.live.messages import (
    Entry,
    client_entry,
    correction_entry,
    event_entry,
    microseconds,
    moment_of,
    read_client,
    read_event,
    read_id,
    refused,
    retraction_entry,
)
from clientfit.live.opening import Store, open_store
from clientfit.live.passing import let_pass, undecided
from clientfit.live.posting import Posted, post_page
from clientfit.live.recent import RecentRecords
from clientfit.live.standing import Judge
from clientfit.version import __version__

_PAGE = 200
"""How many events of `post_many` one transaction takes."""


class Watch:
    """Decisions that follow what happens, and the passing of time.

    Everything is kept in a store, each message in one transaction: once a call returns, nothing of it
    can be lost, and before it returns, nothing of it is there. A watch may be used by several threads,
    and a store by several watches.

    Nothing reads the wall clock: `tick` sets the clock, and no event may lie after it. A decision holds
    for a whole day in the client's time zone.

    Example:
        >>> import clientfit, tempfile
        >>> from datetime import UTC, datetime
        >>> file = Path(tempfile.mkdtemp()) / "watch.sqlite"
        >>> with Watch(clientfit.load_rules(), file) as watch:
        ...     _ = watch.tick(datetime(2026, 3, 20, tzinfo=UTC))
        ...     _ = watch.register({"id": "c-1", "time_zone": "UTC", "complete_channels": "all"})
        ...     event = {"id": "e-1", "kind": "rental", "at": "2026-03-19", "wants": True}
        ...     (change,) = watch.post("c-1", event)
        >>> str(change.after)
        'remove (rental)'
    """

    def __init__(
        self,
        rules: Rules,
        store: str | Path = "watch.sqlite",
        *,
        confirm: bool | None = None,
        recent_events: int = 50_000,
    ) -> None:
        """Open a watch.

        Args:
            rules: what to decide by. Where the store was decided by other rules, or by another
                version of clientfit, every client is due at the next `tick`.
            store: a file for SQLite, or ``postgresql://user@host/database`` for several processes.
            confirm: have the second engine derive each decision again; where the two disagree,
                nothing is taken. None confirms where the extra `rete` is installed.
            recent_events: how many events of the clients used last are held in memory.

        Raises:
            StoreError: the store cannot be opened, or a newer clientfit wrote it.
            MissingExtraError: the database's driver is not installed, or `confirm` is true and the
                second engine is not.
            EngineError: the second engine does not take the rules.
            EventError: the rules are none.
        """
        if not isinstance(rules, Rules):  # pyright: ignore[reportUnnecessaryIsInstance]  None is an easy slip
            raise refused(
                f"{rules!r} is no rule set", "give what clientfit.load_rules() returns", "rules"
            )
        confirms = _confirms(rules, confirm)
        self._decide: Callable[[Case], Decision] = partial(rules.decide, confirm=confirms)
        self._recent = RecentRecords(recent_events)
        # Another version may read a record otherwise, so it counts as other rules do.
        decider = f"{rules.hash} {__version__}"
        self._bookkeeper = Bookkeeper(Judge(self._decide), decider, self._recent)
        self._lock = RLock()
        self._store = open_store(store)
        self._delivery = Delivery(self._store)
        try:
            with self._store.writing() as connection:
                queries.take_rules(connection, decider)
        except BaseException:
            self.close()
            raise

    def register(self, client: Case | Mapping[str, object]) -> tuple[Change, ...]:
        """Tell who a client is: id, time zone, channels, assignment; told anew, they replace the old.

        Args:
            client: a case without events and without a clock, or the same as plain data.

        Returns:
            The changes of the client's decision; for a new client, the first one.

        Raises:
            EventError: the attributes do not read, or do not fit the events.
            StoreError: the store cannot be written; nothing was taken.
        """
        attributes = read_client(client)
        return self._tell(attributes.id, client_entry(attributes))

    def post(self, client_id: str, event: Event | Mapping[str, object]) -> tuple[Change, ...]:
        """Tell what happened with a client. Late, twice, and in any order is all the same.

        Args:
            client_id: the client.
            event: the event, with an id that no other event of the store has.

        Returns:
            The changes of the client's decision.

        Raises:
            EventError: the event does not read or does not fit, or lies after the clock.
            UnknownNameError: the client is not registered.
            EngineDisagreement: the two engines decide differently; nothing was taken.
            StoreError: the store cannot be written; nothing was taken.
        """
        return self._tell(read_id(client_id, "client"), event_entry(read_event(event)))

    def correct(self, event_id: str, event: Event | Mapping[str, object]) -> tuple[Change, ...]:
        """Tell that an event was otherwise than it was posted.

        A correction that is word for word an earlier one is taken as told twice. To go back to an
        earlier wording, give it a `logged_at` of its own.

        Raises:
            EventError: there is no such event, it was retracted, or the correction does not fit.
            StoreError: the store cannot be written; nothing was taken.
        """
        return self._tell(None, correction_entry(event_id, read_event(event)))

    def retract(self, event_id: str) -> tuple[Change, ...]:
        """Tell that an event never happened.

        Raises:
            EventError: there is no such event.
            StoreError: the store cannot be written; nothing was taken.
        """
        return self._tell(None, retraction_entry(event_id))

    def post_many(
        self, posts: Iterable[tuple[str, Event | Mapping[str, object]]], source: str = "post_many"
    ) -> Posted:
        """Tell many events at once, several hundred in a transaction; each decides once about a client.

        What does not read or does not fit is kept as a dead letter with its place; the rest goes on.

        Args:
            posts: pairs of a client's id and an event.
            source: how dead letters call the place where these posts came from.

        Raises:
            StoreError: the store cannot be written; the transactions before it hold.
        """
        changes: list[Change] = []
        dead: list[DeadLetter] = []
        numbered = enumerate(posts, 1)
        while page := list(islice(numbered, _PAGE)):
            with self._lock:
                with self._store.writing() as connection:
                    written, refused_posts = post_page(self._bookkeeper, connection, page, source)
                self._after(written)
            changes += written.changes
            dead += refused_posts
        return Posted(tuple(changes), tuple(dead))

    def tick(self, now: Moment) -> tuple[Change, ...]:
        """Let the time pass. Only the clients whose time has come are looked at.

        How seldom somebody ticks does not matter: each client is decided about as of each of its own
        days of review in between. A time before the clock moves nothing, as the clock never runs back.

        Args:
            now: a time with its offset from UTC; a date stands for its end in UTC.

        Returns:
            The changes of decisions.

        Raises:
            CaseError: some clients could not be decided about, and stay due; all others were.
            EventError: the time has no offset from UTC.
            StoreError: the store cannot be written; the clients that are still due stay so.
        """
        with self._lock:
            changes: list[Change] = []
            problems: list[Problem] = []
            for written in let_pass(self._store, self._bookkeeper, microseconds(now)):
                self._after(written)
                changes += written.changes
                problems += undecided(written)
        if problems:
            raise CaseError(problems)
        return tuple(changes)

    def client(self, client_id: str) -> Case:
        """A client's attributes as they were told last.

        Raises:
            UnknownNameError: the client is not registered.
            StoreError: the store cannot be read.
        """
        read_id(client_id, "client")
        with self._lock, self._store.reading() as connection:
            record = self._bookkeeper.record(connection, client_id)
            self._recent.put(record)
        return record.client

    def decision(self, client_id: str) -> Decision:
        """Decide about a client as of the clock, with everything that a decision can tell.

        Raises:
            UnknownNameError: the client is not registered.
            EventError: the watch has no clock yet.
            StoreError: the store cannot be read.
        """
        read_id(client_id, "client")
        with self._lock, self._store.reading() as connection:
            clock = queries.clock(connection)
            record = self._bookkeeper.record(connection, client_id)
            self._recent.put(record)
        if clock is None:
            raise refused("this watch has no clock yet", "tick(now) sets it")
        return self._decide(record.case(record.day(clock)))

    def subscribe(self, callback: Callback, name: str | None = None) -> Callable[[], None]:
        """Be told every change, once it is stored.

        Args:
            callback: is called with each `Change`, in order; it may itself post. What it raises
                reaches the caller of the method that made the change, once every other subscriber
                has been told. The change is stored all the same; only what a tick or `post_many`
                had still before it is left, and done when it is called again.
            name: with a name, the changes that came while nothing listened are told first, and those
                of other watches of the same store too; each at least once.

        Returns:
            A function that ends the subscription.

        Raises:
            Exception: what the callback raised while it was told what came before; it is not
                subscribed then. Subscribed again, it is told the same change again.
            EventError: this is no function, or no name.
            StoreError: the watch is closed, or its store cannot be read.
        """
        if not callable(callback):  # pyright: ignore[reportUnnecessaryComparison]  None is an easy slip
            raise refused(f"{callback!r} cannot be called", "give a function of a change", "callback")
        if name is not None:
            read_id(name, "name")
        self._store.require_open()
        with self._lock:
            return self._delivery.add(callback, name)

    @property
    def clock(self) -> datetime | None:
        """The time of the store; None before the first tick."""
        with self._store.reading() as connection:
            clock = queries.clock(connection)
        return None if clock is None else moment_of(clock)

    @property
    def store(self) -> Store:
        """What the watch keeps everything in."""
        return self._store

    def close(self) -> None:
        """Close the store; whatever is asked of this watch afterwards is refused."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _tell(self, client_id: str | None, entry: Entry) -> tuple[Change, ...]:
        with self._lock:
            with self._store.writing() as connection:
                written = self._bookkeeper.tell(connection, client_id, entry)
            self._after(written)
        return written.changes

    def _after(self, written: Written) -> None:
        for record in written.records:
            self._recent.put(record)
        self._delivery.hand_over(written.changes)


def _confirms(rules: Rules, wanted: bool | None) -> bool:
    """Whether decisions are confirmed; a second engine that is wanted is built now, not at a post."""
    if wanted is False:
        return False
    try:
        return bool(rules.second_engine)
    except MissingExtraError:
        if wanted:
            raise
        return False
