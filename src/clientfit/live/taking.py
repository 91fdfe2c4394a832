"""What new messages make of one client. Pure; the watch reads and writes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clientfit.errors import CaseError, ClientfitError, EventError, Problem
from clientfit.live.changes import Cause, Change
from clientfit.live.folding import Record, told
from clientfit.live.messages import Entry, EntryKind
from clientfit.live.standing import Judge, Standing

_CAUSES: Mapping[EntryKind, Cause] = {
    "client": "registered",
    "event": "event",
    "correction": "correction",
    "retraction": "retraction",
}
_SOME_DAY = date(2000, 1, 1)
"""A client without events may be decided as of any day, to see whether its attributes fit."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One message about a client, with its place among those that came together."""

    place: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Taken:
    """What messages made of one client.

    Attributes:
        record: the client with them.
        standing: what is decided about it now.
        accepted: the messages that are new and fit.
        changes: the changes of its decision, in order.
        refused: the places of the messages that do not fit, and why.
    """

    record: Record
    standing: Standing
    accepted: tuple[Entry, ...] = ()
    changes: tuple[Change, ...] = ()
    refused: tuple[tuple[int, ClientfitError], ...] = ()


def take(
    judge: Judge, record: Record, standing: Standing, tellings: Sequence[Telling], clock: int | None
) -> Taken:
    """Let the time pass for a client, then take what was told, and decide once.

    Raises:
        CaseError: what the store holds does not fit the rules any more.
        EngineDisagreement: two engines decide differently.
    """
    changes: list[Change] = []
    if clock is not None and record.revision:
        try:
            for later, change in judge.catch_up(record, standing, clock):
                standing = later
                changes += [] if change is None else [change]
        except CaseError:
            # New rules may not know a fact that was given; then only a new message can mend it.
            if not tellings:
                raise
    taken = _told(judge, Taken(record, standing, changes=tuple(changes)), tellings, clock)
    if taken is not None:
        return taken
    # Together they do not fit; one by one shows which of them.
    taken = Taken(record, standing, changes=tuple(changes))
    for telling in tellings:
        after = _told(judge, taken, [telling], clock)
        assert after is not None  # noqa: S101  one message is either taken or refused
        taken = after
    return taken


def _told(judge: Judge, before: Taken, tellings: Sequence[Telling], clock: int | None) -> Taken | None:
    """Take messages together; None where several were new and do not fit together."""
    record, new, refused = before.record, list[Telling](), list(before.refused)
    for telling in tellings:
        try:
            later = told(record, telling.entry, clock)
        except EventError as error:
            refused.append((telling.place, error))
            continue
        if later is not None:
            record = later
            new.append(telling)
    standing, changes = before.standing, before.changes
    try:
        if new and clock is not None:
            entries = [telling.entry for telling in new]
            events = tuple(entry.event_id for entry in entries if entry.event_id is not None)
            cause = _CAUSES[entries[0].kind]
            standing, change = judge.settle(record, standing, record.day(clock), cause, events)
            changes = changes if change is None else (*changes, change)
        elif new:
            judge.decide(record.case(_SOME_DAY))
    except CaseError as error:
        if len(new) > 1:
            return None
        refused.append((new[0].place, EventError([_about_message(p) for p in error.problems])))
        return Taken(before.record, before.standing, before.accepted, before.changes, tuple(refused))
    accepted = (*before.accepted, *(telling.entry for telling in new))
    return Taken(record, standing, accepted, changes, tuple(refused))


def _about_message(problem: Problem) -> Problem:
    """The place inside the message, rather than inside the case that it would have made."""
    path = re.sub(r"^events\[\d+\]", "event", problem.path)
    return Problem("", 0, path, problem.message, problem.hint)
