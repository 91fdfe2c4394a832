"""Where a client stands: what is decided, since when, and when time alone may change it. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from clientfit.case import Case, moment_bounds, zone_of
from clientfit.decision import Decision
from clientfit.live.changes import Cause, Change, Stance, change_of, stance_of
from clientfit.live.folding import Record

DUE_NOW = 0
"""The time of review of a client that is due whatever the clock says."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a client stands.

    Attributes:
        stance: what is decided; None before there is a clock.
        decided_on: the client's own day as of which it was decided.
        review_at: when time alone may change it, as the store counts time; None for never.
    """

    stance: Stance | None = None
    decided_on: date | None = None
    review_at: int | None = DUE_NOW


@dataclass(frozen=True, slots=True)
class Judge:
    """Decides about clients.

    Attributes:
        decide: the decision of a case.
    """

    decide: Callable[[Case], Decision]

    def settle(
        self, record: Record, before: Standing, day: date, cause: Cause, events: tuple[str, ...] = ()
    ) -> tuple[Standing, Change | None]:
        """Decide about a client as of a day.

        Returns:
            Where the client stands then, and the change where the decision is another one.

        Raises:
            CaseError: the messages contradict each other.
        """
        decision = self.decide(record.case(day))
        again = decision.next_review
        review_at = None if again is None else start_of(again.on, record)
        after = stance_of(decision)
        change = None
        if after != before.stance:
            change = change_of(record.client.id, before.stance, decision, cause, events, day)
        return Standing(after, day, review_at), change

    def catch_up(
        self, record: Record, standing: Standing, clock: int
    ) -> Iterator[tuple[Standing, Change | None]]:
        """Let the time pass for a client, from one day of review to the next.

        So the changes are the same, however seldom somebody asks.
        """
        today = record.day(clock)
        while standing.review_at is not None and standing.review_at <= clock:
            last = standing.decided_on
            if last is None:
                day, cause = today, "registered"
            elif standing.review_at == DUE_NOW:
                day, cause = last, "rules"
            else:
                day, cause = record.day(standing.review_at), "time"
            standing, change = self.settle(record, standing, day, cause)
            yield standing, change


def start_of(day: date, record: Record) -> int:
    """When a day begins for a client, as the store counts time."""
    return round(moment_bounds(day, zone_of(record.client.time_zone))[0] * 1e6)
