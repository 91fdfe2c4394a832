"""What there is to know about an outcome before any client is looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, floor

from clientfit.explain.goals import Goal, Wanted, facts_behind, goals_of
from clientfit.explain.influence import Influence, collections_of
from clientfit.language.expression import (
    Compare,
    Comparison,
    Number,
    Parameter,
    facts_read,
    terms,
    walk,
    walk_term,
)
from clientfit.language.fold import Collection, Count, DaysBetween, Distinct, Latest
from clientfit.ruleset.model import Action, FactSpec, RuleSet
from clientfit.ruleset.structure import conditions_of
from clientfit.suggestions import unknown_name
from clientfit.values import Exact


def read_wanted(rules: RuleSet, action: str, reason: str | None) -> Wanted:
    """Read what outcome is asked for; a reason alone asks for a removal with it.

    Raises:
        UnknownNameError: there is no such action or reason, or no rule gives the two together.
    """
    actions = [known.value for known in Action]
    reasons = [row.id for row in rules.rows if row.family == "reason"]
    if reason is None and action in reasons:
        action, reason = Action.REMOVE.value, action
    if action not in actions:
        known = actions if reason is not None else [*actions, *reasons]
        raise unknown_name(f"no action is called '{action}'", action, known, listed=actions)
    if reason is not None and reason not in reasons:
        raise unknown_name(f"no reason is called '{reason}'", reason, reasons)
    wanted = Wanted(Action(action), reason)
    if not goals_of(rules, wanted):
        given = [str(outcome) for outcome in rules.outcomes]
        raise unknown_name(f"no rule gives {wanted}", str(wanted), given)
    return wanted


@dataclass(frozen=True, slots=True)
class Target:
    """An outcome, and what leads there whoever the client is.

    Attributes:
        goals: the rows and branches that give it.
        facts: the facts that decide about it.
        counted: how many days after an event something may change.
        firsts: the collections from whose events days are counted to what happens later.
        alike: whether two ways of contact of one method can stand for each other.
    """

    goals: tuple[Goal, ...]
    facts: frozenset[str]
    counted: tuple[int, ...]
    firsts: frozenset[int]
    alike: bool


def prepare_target(
    rules: RuleSet,
    numbers: Mapping[Collection, int],
    influences: Mapping[str, Influence],
    wanted: Wanted,
) -> Target:
    """Prepare an outcome for the search."""
    goals = goals_of(rules, wanted)
    behind = facts_behind(rules, goals)
    moving = {name for name in behind if influences[name].drift in ("up", "any")}
    spans = [fold for name in moving if isinstance(fold := rules.facts[name].fold, DaysBetween)]
    firsts = {numbers[c] for span in spans for c in collections_of(span.first)}
    counted = tuple(sorted({1, *_limits(rules, moving)}))
    return Target(goals, behind, counted, frozenset(firsts), _alike(rules))


def _limits(rules: RuleSet, names: set[str]) -> Iterator[int]:
    """After how many days a comparison of one of these facts, or its window, may change."""
    for rule in rules.rules:
        for condition in conditions_of(rule):
            for node in walk(condition):
                if isinstance(node, Compare) and not names.isdisjoint(facts_read(node)):
                    for side in terms(node):
                        for term in walk_term(side):
                            if isinstance(term, Number | Parameter):
                                yield from _flips(term.value, node.comparison)
    for name in names:
        fold = rules.facts[name].fold
        if isinstance(fold, Count) and fold.within is not None:
            yield floor(fold.within) + 1


def _flips(limit: Exact, comparison: Comparison) -> tuple[int, ...]:
    """The days on which a number that grows by one a day passes a limit."""
    match comparison:
        case ">=" | "<":
            days: tuple[int, ...] = (ceil(limit),)
        case ">" | "<=":
            days = (floor(limit) + 1,)
        case _:
            days = (ceil(limit), floor(limit) + 1)
    return tuple(day for day in days if day > 0)


def _alike(rules: RuleSet) -> bool:
    """Whether no rule tells two ways of contact of one method apart."""
    return not any(_names_channel(spec) for spec in rules.facts.values()) and not any(
        _tests_channel(collection) for collection in rules.collections.values()
    )


_CONTACTS = ("contact", "final_notice")


def _names_channel(spec: FactSpec) -> bool:
    match spec.fold:
        case Latest(field="channel"):
            return True
        case Count(select=select) | Distinct(select=select) | Latest(select=select):
            return _tests_channel(select)
        case _:
            return False


def _tests_channel(collection: Collection) -> bool:
    where = collection.where
    about_contacts = not set(_CONTACTS).isdisjoint(collection.kinds)
    return about_contacts and where is not None and "channel" in facts_read(where)
