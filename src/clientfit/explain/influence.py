"""What each fact can be moved by: which events, which change of the record, and the clock.

Prepared once for a rule set. It serves the lower bound of a path's cost, so it may say "can be moved"
too often, and never too seldom.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from clientfit.language.expression import FactTerm, walk_term
from clientfit.language.fold import (
    Calculated,
    CaseMoment,
    CaseValue,
    Collection,
    Count,
    DayOf,
    DaysBetween,
    DaysSince,
    DaysUntil,
    Distinct,
    Exists,
    FirstOf,
    Instant,
    LastOf,
    Latest,
    LatestDate,
)
from clientfit.ruleset.model import FactSpec, RuleSet

Token = tuple[int, str]
"""A collection by its number, and a field of its events that must be there; "" asks for none."""
Drift = Literal["none", "up", "down", "any"]
"""How a number moves when only time passes."""


@dataclass(frozen=True, slots=True)
class Influence:
    """What moves one fact.

    Attributes:
        raising: the collections an event of which raises it by one at most.
        shifting: the collections an event of which may change it in any way.
        saying: the collection and field whose latest event says what it is.
        timeless: whether the day of an event makes no difference to it, as long as it comes last.
        drift: how it moves with the clock, by one a day at most; `any` where more is possible.
        hearing: whether it falls by one when somebody who decides is heard.
    """

    raising: frozenset[Token] = frozenset()
    shifting: frozenset[Token] = frozenset()
    drift: Drift = "none"
    hearing: bool = False
    saying: Token | None = None
    timeless: bool = False

    def tokens(self) -> frozenset[Token]:
        """Every collection an event of which may change it."""
        said = frozenset({self.saying}) if self.saying is not None else frozenset[Token]()
        return self.raising | self.shifting | said


def by_number(found: Mapping[str, Influence]) -> dict[int, tuple[Token, ...]]:
    """By the number of a collection, what the facts want to know of an event in it."""
    tokens = sorted({token for influence in found.values() for token in influence.tokens()})
    return {number: tuple(t for t in tokens if t[0] == number) for number, _ in tokens}


def influences(rules: RuleSet, numbers: Mapping[Collection, int]) -> dict[str, Influence]:
    """Tell of every fact what moves it."""
    found: dict[str, Influence] = {}
    for name, spec in rules.facts.items():  # a calculated fact stands after those that it reads
        found[name] = _influence(spec, numbers, found)
    return found


def _influence(
    spec: FactSpec, numbers: Mapping[Collection, int], before: Mapping[str, Influence]
) -> Influence:
    def of(*parts: Collection | Instant | None) -> frozenset[Token]:
        return frozenset(
            (numbers[c], name) for part in parts for c, name in collections_and_fields(part)
        )

    raised = of(spec.raised_by) if isinstance(spec.raised_by, Collection) else frozenset[Token]()
    match spec.fold:
        case Count(select=select, after=after, since=since, within=within):
            if since is None and within is None:
                return Influence(of(select), of(after) | raised, timeless=after is None)
            return Influence(of(select), of(after, since) | raised, "any")
        case Distinct(select=select, after=after):
            return Influence(of(select), of(after) | raised, timeless=after is None)
        case Exists(select=select):
            return Influence(shifting=of(select) | raised, timeless=True)
        case Latest(select=select, field=name):
            return Influence(shifting=raised, saying=(numbers[select], name), timeless=True)
        case DaysSince(instant=instant):
            return Influence(shifting=of(instant) | raised, drift="up")
        case DaysUntil(instant=instant):
            return Influence(shifting=of(instant) | raised, drift="down")
        case DaysBetween(first=first, last=last):
            return Influence(shifting=of(first, last) | raised, drift="up")
        case DayOf(instant=instant):
            return Influence(shifting=of(instant) | raised, drift="any")
        case CaseValue(attribute=attribute):
            return Influence(hearing=attribute == "unheard_decision_makers", shifting=raised)
        case Calculated(term=term):
            parts = [before[t.name] for t in walk_term(term) if isinstance(t, FactTerm)]
            return Influence(
                shifting=frozenset(token for part in parts for token in part.tokens()),
                drift="any" if any(part.drift != "none" for part in parts) else "none",
                hearing=any(part.hearing for part in parts),
            )
        case None:
            return Influence()


def collections_and_fields(part: Collection | Instant | None) -> tuple[tuple[Collection, str], ...]:
    """The collections behind a part of a fold, with the field that their events must have."""
    match part:
        case None | CaseMoment():
            return ()
        case Collection():
            return ((part, ""),)
        case FirstOf(select=select, after=after):
            return ((select, ""), *collections_and_fields(after))
        case LastOf(select=select, default=default):
            return ((select, ""), *collections_and_fields(default))
        case LatestDate(select=select, field=name):
            return ((select, name),)


def collections_of(instant: Instant) -> tuple[Collection, ...]:
    """The collections whose events tell when an instant was."""
    return tuple(collection for collection, _ in collections_and_fields(instant))
