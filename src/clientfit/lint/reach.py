"""Search all complete facts for a case in which a condition holds.

The evaluator itself prunes the search: with facts left unknown, a condition that is already true or
false stays so whatever they are, so only a fact on which it is stuck is ever split into its values.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from clientfit.facts import blank
from clientfit.language.expression import (
    BooleanFact,
    Compare,
    Condition,
    FactTerm,
    Named,
    OneOf,
    children,
    terms,
    walk_term,
)
from clientfit.lint.points import points
from clientfit.reference import truth
from clientfit.ruleset.model import RuleSet
from clientfit.values import FactValue, is_definite

MAX_SPLITS = 300
"""More than any question about the default rules needs; a search that needs more is given up."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Attributes:
        case: the facts that make the condition true, whatever all others are; None if none was found.
        proved: whether None means that there is no such case.
    """

    case: Mapping[str, FactValue] | None
    proved: bool

    @property
    def never(self) -> bool:
        """Whether it is proved that the condition never holds."""
        return self.case is None and self.proved


NEVER = Found(None, proved=True)
"""It is proved that there is no case."""


def find_case(rules: RuleSet, condition: Condition, named: Mapping[str, Condition]) -> Found:
    """Find facts that make a condition true.

    Args:
        rules: the vocabulary.
        condition: what shall hold.
        named: the conditions that it mentions.
    """
    tried = points(rules, [condition], named)
    unknown = {name: blank(spec) for name, spec in rules.facts.items()}
    todo: list[dict[str, FactValue]] = [{}]
    splits = 0
    while todo:
        known = todo.pop()
        values = {**unknown, **known}
        holds = truth(condition, values, named)
        if holds is True:
            return Found(known, proved=True)
        if holds is False:
            continue
        name = stuck_on(condition, values, named)
        splits += 1
        if name is None or splits > MAX_SPLITS or not tried.values[name]:
            return Found(None, proved=False)
        todo += [{**known, name: value} for value in reversed(tried.values[name])]
    return Found(None, proved=tried.exact)


def stuck_on(
    condition: Condition, values: Mapping[str, FactValue], named: Mapping[str, Condition]
) -> str | None:
    """The first unknown fact that keeps a condition from being true or false."""
    match condition:
        case BooleanFact(name=name):
            return name
        case Named(name=name):
            return stuck_on(named[name], values, named)
        case Compare() | OneOf():
            read = [part for top in terms(condition) for part in walk_term(top)]
            names = [part.name for part in read if isinstance(part, FactTerm)]
            return next((name for name in names if not is_definite(values[name])), None)
        case _:
            for part in children(condition):
                if truth(part, values, named) is None:
                    return stuck_on(part, values, named)
            return None
