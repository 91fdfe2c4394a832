"""What can be done about a case at its clock: the moves of the rule set, made concrete.

A contact goes only by a way that is open for certain, that worked last time, and not twice on one day;
never during an announced absence. Nothing here makes the client or the coordinator do anything, except
the acts of others, which a path may only wait for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import TypeAdapter

from clientfit.case import Case, local_day
from clientfit.events import EVENT_TYPES, Channel, Event
from clientfit.facts import Facts
from clientfit.language.expression import Condition
from clientfit.reference import truth
from clientfit.ruleset.moves import Added, Changed, MoveSpec
from clientfit.timeline.contact import dead_channels, may_be_away, open_channels, used_channels
from clientfit.timeline.view import View, method_of

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
OTHERS_COST = 100_000
"""An act of somebody else outweighs all that an agent would do to avoid waiting for it."""


@dataclass(frozen=True, slots=True)
class Act:
    """One concrete thing to do at the clock.

    Attributes:
        spec: the move that it is one of.
        key: tells acts of one day apart; two with one key do the same to the record.
        cost: what it costs.
        says: what to do, in words.
        events: what the record then holds in addition.
        replaced: the events in whose place they stand.
        heard: who of those who decide was heard.
    """

    spec: MoveSpec
    key: str
    cost: int
    says: str
    events: tuple[Event, ...] = ()
    replaced: tuple[Event, ...] = ()
    heard: tuple[str, ...] = ()

    def done(self, case: Case) -> Case:
        """The record after it."""
        return with_changes(case, self.events, self.replaced, self.heard)


def with_changes(
    case: Case, events: tuple[Event, ...], replaced: tuple[Event, ...], heard: tuple[str, ...]
) -> Case:
    """The record with events in addition, some of them in the place of others, and people heard."""
    kept = list(case.events)
    for event in replaced:
        kept.remove(event)
    update: dict[str, object] = {"events": (*kept, *events)}
    if heard:
        update["heard_decision_makers"] = (*case.heard_decision_makers, *heard)
    return case.model_copy(update=update)


def possible_acts(
    specs: tuple[MoveSpec, ...],
    view: View,
    facts: Facts,
    named: Mapping[str, Condition],
    *,
    alike: bool,
) -> Iterator[Act]:
    """Every act that can be done at the clock, in the order of the moves.

    Args:
        specs: the moves to choose from.
        view: the case at its clock.
        facts: its facts.
        named: the conditions of the signals by name.
        alike: whether ways of which the record says nothing can stand for each other, so that the
            cheapest of each method is enough.
    """
    ways = _ways(view)
    for spec in specs:
        holds = truth(spec.when, facts.values, named)
        if holds is True or (holds is None and spec.maker == "others"):
            yield from concrete(spec, view, _choose(spec, ways, view) if alike else ways)


def _ways(view: View) -> list[Channel]:
    if may_be_away(view):
        return []
    dead = dead_channels(view)
    return [channel for channel in open_channels(view)[0] if channel not in dead]


def _choose(spec: MoveSpec, ways: list[Channel], view: View) -> list[Channel]:
    """Leave out every unused way for which a cheaper one of the same method is there."""
    used = used_channels(view)
    chosen: list[Channel] = []
    seen: set[str] = set()
    for channel in sorted(ways, key=lambda way: spec.by.get(way, 0)):
        method = method_of(channel, view.case)
        if channel in used or (channel in spec.by and method not in seen):
            chosen.append(channel)
        if channel not in used and channel in spec.by:
            seen.add(method)
    return chosen


def concrete(spec: MoveSpec, view: View, ways: list[Channel]) -> Iterator[Act]:
    """Every concrete form of one move, by these ways where it is a contact."""
    match spec.effect:
        case Added() as added:
            yield from _added(spec, added, view, ways)
        case Changed() as changed:
            yield from _changed(spec, changed, view)
        case _:
            left = [
                who for who in view.case.decision_makers if who not in view.case.heard_decision_makers
            ]
            for who in dict.fromkeys(left):
                says = spec.says.format(who=who)
                yield Act(spec, f"hear {who}", spec.cost, says, heard=(who,))


def _added(spec: MoveSpec, added: Added, view: View, ways: list[Channel]) -> Iterator[Act]:
    moment = view.case.as_of
    assert moment is not None  # noqa: S101  a view has a clock
    fields: dict[str, object] = {"kind": added.kind, "at": moment, **added.fields}
    rows = view.rows.get(added.same_as, ())
    if rows:
        latest = max(rows, key=lambda row: (row.low, row.high)).event
        fields |= {name: getattr(latest, name) for name in added.same_fields}
    if not spec.by:
        event = _EVENT.validate_python(fields)
        if not _is_there(event, view):
            cost = spec.cost or OTHERS_COST
            yield Act(spec, f"{added.kind} {sorted(added.fields.items())}", cost, spec.says, (event,))
        return
    for channel in ways:
        if channel in spec.by:
            event = _EVENT.validate_python({**fields, "channel": channel})
            if not _is_there(event, view):
                says = spec.says.format(channel=_AS_WORDS.get(channel, channel.value))
                key = f"{added.kind} {channel.value} {sorted(added.fields.items())}"
                yield Act(spec, key, spec.by[channel], says, (event,))


_AS_WORDS = {Channel.EMAIL: "e-mail", Channel.IN_PERSON: "a visit in person"}


def _is_there(event: Event, view: View) -> bool:
    """Whether the day already has such an event, so that a second one would be a nuisance."""
    names = EVENT_TYPES[event.kind].model_fields.keys() & {"channel", "direction", "about", "topic"}
    return any(
        local_day(row.event.at, view.zone) == view.today
        and all(getattr(row.event, name) == getattr(event, name) for name in names)
        for row in view.rows.get(event.kind, ())
    )


def _changed(spec: MoveSpec, changed: Changed, view: View) -> Iterator[Act]:
    for row in view.rows.get(changed.kind, ()):
        event = row.event
        if all(getattr(event, name) == value for name, value in changed.where.items()) and any(
            getattr(event, name) != value for name, value in changed.to.items()
        ):
            after = _EVENT.validate_python({**event.model_dump(), **changed.to})
            says = spec.says.format(date=_day(event.at, view)) if spec.maker == "moves" else spec.says
            before = _EVENT.validate_python(event)
            yield Act(
                spec,
                f"{event!r} {sorted(changed.to.items())}",
                spec.cost or OTHERS_COST,
                says,
                (after,),
                (before,),
            )


def _day(at: datetime | date, view: View) -> date:
    return local_day(at, view.zone)
