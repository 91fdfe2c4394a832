"""What a report about one decision shows: gathered once as data, then written by any renderer."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from clientfit.decision import Decision
from clientfit.explanation import NextReview, WhyNot
from clientfit.proof import Proof
from clientfit.ruleset.model import RuleSet

Standpoint = Literal["from the client", "to the client", ""]
"""Which way a contact went; empty where the event is no contact or nobody said."""


@dataclass(frozen=True, slots=True)
class ReportedEvent:
    """One event of the client's timeline.

    Attributes:
        number: its place in time, counted from 1; pictures and tables share it.
        label: how proofs call it.
        when: the day, and the time where it is known, in the client's time zone.
        at: the same as a local time without a zone; noon where only the day is known.
        lane: the channel of a contact, else the kind of event.
        way: which way a contact went.
        says: what happened, in words.
        source: whose word it rests on.
        rests: the facts of the proof that rest on it; empty where none does.
    """

    number: int
    label: str
    when: str
    at: datetime
    lane: str
    way: Standpoint
    says: str
    source: str
    rests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportedSpan:
    """A stretch of days that the proof rests on, such as a silence.

    Attributes:
        fact: the fact that measures it.
        means: what that fact means.
        days: how long it is.
        first: its first day.
        last: its last day.
    """

    fact: str
    means: str
    days: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Report:
    """All that is known about one decision.

    Attributes:
        decision: what to do.
        proof: why.
        rules: the rule set, for titles and for what facts mean.
        review: when time alone changes the decision, or None.
        time_zone: the client's time zone; empty where only facts were given.
        today: the day of the clock in that zone.
        events: the client's timeline, earliest first.
        spans: the stretches of days that the proof rests on.
        why_not: for every other reason, why it is not the decision.
        notes: what to paste into the request, a line each.
        message: what to write to the client, or None.
    """

    decision: Decision
    proof: Proof
    rules: RuleSet
    review: NextReview | None = None
    time_zone: str = ""
    today: date | None = None
    events: tuple[ReportedEvent, ...] = ()
    spans: tuple[ReportedSpan, ...] = ()
    why_not: tuple[WhyNot, ...] = ()
    notes: tuple[str, ...] = ()
    message: str | None = None
