"""A way that the client closed is never proposed: not in a step, and not in a path to anything."""

import re
from collections.abc import Callable
from datetime import timedelta

from hypothesis import strategies as st

from clientfit.case import Case
from clientfit.evaluator import Rules
from clientfit.events import Channel, Contact
from clientfit.explanation import Move
from clientfit.ruleset.model import Outcome
from clientfit.testing.case_strategies import cases
from clientfit.testing.checking import Subject, require, shown_outcome
from clientfit.testing.event_strategies import read_event
from clientfit.testing.fact_strategies import FIRST_DAY, LAST_DAY

PERMISSION = frozenset({"contact_allowed", "open_channels"})
"""The facts that tell whether every way is closed."""
BUDGET = 50
"""States that the search for a path looks at; a proposal that is wrong is most often a short one."""
Leading = tuple[Case, Outcome]
"""A case, and the outcome to which a path is looked for."""


def leading(rules: Rules, cases_of_rules: st.SearchStrategy[Case]) -> st.SearchStrategy[Leading]:
    """What `check_moves` draws: often a client of whom little happened, so that much can be tried."""
    fresh = cases(max_events=3).map(_fresh)
    either = st.one_of(fresh, cases_of_rules)
    return st.deferred(lambda: st.tuples(either, st.sampled_from(_over_a_channel(rules))))


def _over_a_channel(rules: Rules) -> tuple[Outcome, ...]:
    """The outcomes to which some client's path leads over a channel; all where none is found."""
    outcomes = rules.rule_set.outcomes
    silent = Case(
        id="c-1",
        time_zone="UTC",
        as_of=LAST_DAY + timedelta(days=1),
        assigned_at=FIRST_DAY,
        preferred_channel=Channel.TEXT,
        complete_channels="all",
    )
    wrote = {"kind": "contact", "at": FIRST_DAY, "channel": "email", "direction": "inbound"}
    answered = silent.model_copy(update={"events": (read_event(wrote),)})
    subject = Subject(rules, rules.decide)
    return (
        tuple(
            wanted
            for wanted in outcomes
            if any(map(_ways, (*_moves(subject, silent, wanted), *_moves(subject, answered, wanted))))
        )
        or outcomes
    )


def _fresh(case: Case) -> Case:
    update: dict[str, object] = {
        "facts": {},
        "complete_channels": "all",
        "preferred_channel": case.preferred_channel or Channel.PHONE,
    }
    return case.model_copy(update=update)


def check_steps(subject: Subject, case: Case) -> None:
    """No step goes by a closed way; where all are closed, contact stops."""
    for channel in Channel:
        steps = subject.decide(_closed(case, channel.value)).steps
        require(not any(map(_named(channel), steps)), f"{channel.value} is closed, and proposed")
    rules = subject.rules.rule_set
    if not (rules.facts.keys() >= PERMISSION and any(row.id == "stop_contact" for row in rules.rows)):
        return
    later = any(e.kind == "contact_permission" and e.at == case.as_of for e in case.events)
    decision = subject.decide(_closed(case, "all"))
    require(later or decision.action == "stop_contact", f"all is closed, yet {shown_outcome(decision)}")


def check_moves(subject: Subject, drawn: Leading) -> None:
    """No move of a path goes by a closed way; those that the path would take are closed in turn."""
    case, wanted = drawn
    taken = {way for move in _moves(subject, case, wanted) for way in _ways(move)}
    for channel in sorted(taken):
        for move in _moves(subject, _closed(case, channel.value), wanted):
            says = f"{channel.value} is closed, and the path to {wanted} says: {move.says}"
            require(channel not in _ways(move), says)


def _moves(subject: Subject, case: Case, wanted: Outcome) -> tuple[Move, ...]:
    decision = subject.decide(case)
    return decision.path_to(wanted.action.value, reason=wanted.reason, budget=BUDGET).moves


def _ways(move: Move) -> set[Channel]:
    """The ways by which a move reaches the client: of the record that it makes, or of what it says."""
    told = {event.channel for event in move.events if isinstance(event, Contact)}
    return told | {channel for channel in Channel if _named(channel)(move.says)}


def _named(channel: Channel) -> Callable[[str], object]:
    """Whether a text goes by a way, in words."""
    return re.compile(rf"\bby (the )?{channel.value.replace('_', '[ _]')}\b").search


def _closed(case: Case, channel: str) -> Case:
    """The same case, whose client closes a way last of all."""
    kept = {n: v for n, v in case.facts.items() if n not in PERMISSION}
    close = {"kind": "contact_permission", "at": case.as_of, "channel": channel, "allowed": False}
    return case.model_copy(update={"events": (*case.events, read_event(close)), "facts": kept})
