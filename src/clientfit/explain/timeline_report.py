"""A client's timeline as a report shows it: numbered events, and the stretches of days that count."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from clientfit.case import Case, local_day, local_time, moment_bounds, zone_of
from clientfit.events import Contact, EventBase
from clientfit.explain.event_wording import WAYS, describe_event, kind_of
from clientfit.facts import Facts
from clientfit.language.fold import DaysBetween, DaysSince
from clientfit.proof import ObservedFact, Proof, ProofNode
from clientfit.report import ReportedEvent, ReportedSpan
from clientfit.ruleset.model import RuleSet
from clientfit.timeline.view import event_label
from clientfit.values import Interval


def report_events(case: Case, proof: Proof) -> tuple[ReportedEvent, ...]:
    """List the events of a case, earliest first, each with the facts of the proof that rest on it."""
    zone = zone_of(case.time_zone)
    resting = _facts_by_event(proof)
    ordered = sorted(
        enumerate(case.events), key=lambda pair: (moment_bounds(pair[1].at, zone), pair[0])
    )
    return tuple(
        _reported(number, event, zone, resting) for number, (_, event) in enumerate(ordered, start=1)
    )


def report_spans(case: Case, facts: Facts, proof: Proof, rules: RuleSet) -> tuple[ReportedSpan, ...]:
    """List the stretches of days that the proof rests on, where both ends are known."""
    if case.as_of is None:
        return ()
    zone = zone_of(case.time_zone)
    today = local_day(case.as_of, zone)
    days_of = {event_label(event): local_day(event.at, zone) for event in case.events}
    found: dict[str, ReportedSpan] = {}
    for observed in deciding_facts(proof):
        spec, value = rules.facts[observed.fact], facts.values[observed.fact]
        ends = sorted(days_of[label] for label in observed.events if label in days_of)
        if not ends or not isinstance(value, Interval) or not isinstance(value.low, int):
            continue
        if not value.is_exact or value.low < 1:
            continue
        length = timedelta(days=value.low)
        match spec.fold:
            case DaysSince():
                first, last = today - length, today
            case DaysBetween():
                first, last = ends[0], ends[0] + length
            case _:
                continue
        found[spec.name] = ReportedSpan(spec.name, spec.means, value.low, first, last)
    return tuple(found.values())


def deciding_facts(proof: Proof) -> Iterator[ObservedFact]:
    """The facts that the deciding row and the open rows before it rest on.

    Where those rest on no event at all, as when nothing asks for anything else, the facts for which
    the rows before did not apply take their place.
    """
    rests_on_events = any(fact.events for row in proof.shown for fact in _standing_facts(row))
    rows = proof.shown if rests_on_events else proof.rows
    for row in rows:
        yield from _standing_facts(row)


def _standing_facts(node: ProofNode) -> Iterator[ObservedFact]:
    """The facts below a step, without those of branches that were passed over."""
    yield from node.observed
    for part in node.parts:
        if not (part.about.branch and part.truth == "false"):
            yield from _standing_facts(part)


def _facts_by_event(proof: Proof) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for fact in deciding_facts(proof):
        for label in fact.events:
            found[label][fact.fact] = None
    return {label: tuple(names) for label, names in found.items()}


def _reported(
    number: int, event: EventBase, zone: ZoneInfo, resting: Mapping[str, tuple[str, ...]]
) -> ReportedEvent:
    label = event_label(event)
    day = local_day(event.at, zone)
    if isinstance(event.at, datetime):
        at = local_time(event.at, zone)
        when = at.isoformat(" ", "minutes")
    else:
        at, when = datetime.combine(day, time(12)), day.isoformat()
    contact = isinstance(event, Contact)
    return ReportedEvent(
        number=number,
        label=label,
        when=when,
        at=at,
        lane=event.channel.value if contact else kind_of(event),
        way=WAYS.get(event.direction, "") if contact else "",
        says=describe_event(event),
        source=event.source.value.replace("_", " "),
        rests=resting.get(label, ()),
    )
