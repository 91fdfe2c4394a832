"""A lower bound of what it costs to make a condition come out otherwise.

The bound looks at each line in the way: which acts can change it, how many of them it takes at
least, or how many days. A search guided by it finds cheapest paths (Hart, Nilsson and Raphael, A Formal
Basis for the Heuristic Determination of Minimum Cost Paths, 1968); where it is infinite no search is
needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil, floor, inf

from clientfit.explain.influence import Influence
from clientfit.explain.landmarks import (
    NEVER,
    WAITING,
    Landmark,
    Needs,
    all_needed,
    any_act,
    one_needed,
)
from clientfit.facts import Facts
from clientfit.language.expression import (
    All,
    AnyOf,
    AtLeast,
    BooleanFact,
    Compare,
    Comparison,
    Condition,
    Constant,
    FactTerm,
    Named,
    Not,
    Number,
    OneOf,
    Parameter,
    facts_read,
)
from clientfit.reference import truth
from clientfit.values import End, Exact, FactValue, Interval

_MIRRORED: dict[Comparison, Comparison] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "==": "==",
    "!=": "!=",
}


@dataclass(frozen=True, slots=True)
class Costs:
    """What it costs to move each fact, in one search.

    Attributes:
        raising: an event that raises it by one.
        shifting: an act that may change it in any way.
        saying: the acts that say what it is, and what they say.
        hearing: hearing somebody who decides.
        gates: the conditions of the moves, each with the acts that wait for it.
        wait: a day of waiting.
        influences: what moves each fact.
        fixed: the facts that were given directly, so that nothing moves them.
    """

    raising: Mapping[str, Landmark]
    shifting: Mapping[str, Landmark]
    saying: Mapping[str, tuple[tuple[Landmark, FactValue], ...]]
    hearing: Landmark
    gates: tuple[tuple[Condition, int], ...]
    wait: int
    influences: Mapping[str, Influence]
    fixed: frozenset[str]

    def waiting(self, days: int) -> Landmark:
        """Waiting so many days."""
        return Landmark(WAITING, days * self.wait)


@dataclass(slots=True)
class Bound:
    """Bounds conditions at one state of a case.

    Attributes:
        facts: the facts of that state.
        longest: of each number of days between two events, what it would be with a later one now.
        named: the conditions of the rules by name.
        costs: what it costs to move each fact.
        strict: ask what could make a condition definite, instead of what is needed at least. Then the
            acts of the answer count, and its costs say nothing.
    """

    facts: Facts
    longest: Mapping[str, End]
    named: Mapping[str, Condition]
    costs: Costs
    strict: bool = False
    memo: dict[tuple[str, bool], Needs] = field(default_factory=dict[tuple[str, bool], Needs])
    opening: dict[int, Needs] = field(default_factory=dict[int, Needs])
    closed: int | None = None

    def avoid(self, condition: Condition, *, bad: bool) -> Needs:
        """What is needed until a condition is not definitely true (or not definitely false)."""
        match condition:
            case Constant(value=value):
                return (NEVER,) if value is bad else ()
            case Named(name=name):
                if (name, bad) not in self.memo:
                    self.memo[name, bad] = self.avoid(self.named[name], bad=bad)
                return self.memo[name, bad]
            case Not(item=item):
                return self.avoid(item, bad=not bad)
            case All(items=items):
                return (one_needed if bad else all_needed)(self.avoid(i, bad=bad) for i in items)
            case AnyOf(items=items):
                return (all_needed if bad else one_needed)(self.avoid(i, bad=bad) for i in items)
            case AtLeast(count=count, items=items):
                parts = [self.avoid(item, bad=bad) for item in items]
                spare = count - 1 if bad else len(items) - count
                open_parts = [part for part in parts if part]
                # Any of the parts may be among those that can be spared.
                return one_needed(open_parts) if len(open_parts) > spare else ()
            case BooleanFact() | OneOf() | Compare():
                holds = truth(condition, self.facts.values, self.named)
                if holds is (not bad) or (holds is None and not self.strict):
                    return ()
                landmark = self._leaf(condition, bad)
                return (landmark, *self._opened(landmark.acts))

    def _opened(self, acts: int) -> Needs:
        """What is needed until one of these acts may be done at all."""
        if self.closed is None:
            self.closed = 0
            for condition, behind in self.costs.gates:
                if truth(condition, self.facts.values, self.named) is False:
                    self.closed |= behind
        if not acts & self.closed or (acts & ~self.closed and not self.strict):
            return ()
        found: list[Needs] = []
        for condition, behind in self.costs.gates:
            if acts & behind & self.closed:
                if behind not in self.opening:
                    self.opening[behind] = ()  # a gate that leads back to itself needs nothing more
                    self.opening[behind] = self.avoid(condition, bad=False)
                found.append(self.opening[behind])
        if self.strict:
            return tuple(mark for part in found for mark in part if mark.cost < inf)
        return one_needed(found)

    def _leaf(self, leaf: BooleanFact | OneOf | Compare, bad: bool) -> Landmark:
        if isinstance(leaf, Compare):
            match leaf.left, leaf.right:
                case FactTerm(name=name), Number(value=value) | Parameter(value=value):
                    return self._number(name, leaf.comparison, value, bad)
                case Number(value=value) | Parameter(value=value), FactTerm(name=name):
                    return self._number(name, _MIRRORED[leaf.comparison], value, bad)
                case _:
                    return any_act(self._change(name) for name in facts_read(leaf))
        name = leaf.name if isinstance(leaf, BooleanFact) else leaf.term.name
        if name in self.costs.fixed:
            return NEVER
        said = [
            landmark
            for landmark, value in self.costs.saying[name]
            if truth(leaf, {name: value}, self.named) is not bad
        ]
        return any_act([*said, self.costs.shifting[name]])

    def _change(self, name: str) -> Landmark:
        """Any change of a fact at all."""
        costs, influence = self.costs, self.costs.influences[name]
        if name in costs.fixed:
            return NEVER
        found = [costs.raising[name], costs.shifting[name]]
        found += [landmark for landmark, _ in costs.saying[name]]
        if influence.drift != "none":
            found.append(costs.waiting(1))
        if influence.hearing:
            found.append(costs.hearing)
        return any_act(found)

    def _number(self, name: str, comparison: Comparison, limit: Exact, bad: bool) -> Landmark:
        """Until a number passes a limit: by how much it must rise, or fall."""
        value, influence = self.facts.values[name], self.costs.influences[name]
        if name in self.costs.fixed or influence.saying or not isinstance(value, Interval):
            return self._change(name)
        if self.strict and not value.is_exact:
            return self._change(name)
        high, low = value.high, value.low
        match comparison, bad:
            case (">=", False) | ("<", True):
                return self._rise(name, ceil(limit - high))
            case (">", False) | ("<=", True):
                return self._rise(name, floor(limit - high) + 1)
            case ("<=", False) | (">", True):
                return self._fall(name, ceil(low - limit))
            case ("<", False) | (">=", True):
                return self._fall(name, floor(low - limit) + 1)
            case ("==", False) | ("!=", True):
                if high < limit:
                    return self._rise(name, ceil(limit - high))
                return self._fall(name, ceil(low - limit)) if low > limit else self._change(name)
            case _:
                return self._change(name)

    def _rise(self, name: str, steps: int) -> Landmark:
        costs, drift = self.costs, self.costs.influences[name].drift
        if drift == "up":
            if self.strict and (name in self.longest or name in self.facts.assumed):
                return any_act((costs.waiting(1), costs.shifting[name]))
            left = steps - self._saved(name)
            # What happens now can only bring days since something down; days between two it raises.
            return costs.waiting(ceil(left)) if left > 0 else costs.shifting[name]
        found = [costs.raising[name].times(steps), costs.shifting[name]]
        if drift == "any":
            found.append(costs.waiting(1))
        return any_act(found)

    def _saved(self, name: str) -> End:
        """The days that a later event would add at once."""
        value = self.facts.values[name]
        if name not in self.longest or not isinstance(value, Interval):
            return 0
        return max(self.longest[name] - value.high, 0)

    def _fall(self, name: str, steps: int) -> Landmark:
        costs, influence = self.costs, self.costs.influences[name]
        found = [costs.shifting[name]]
        if influence.hearing:
            found.append(costs.hearing)
        if influence.drift == "down":
            found.append(costs.waiting(steps))
        elif influence.drift == "any":
            found.append(costs.waiting(1))
        return any_act(found)
