"""On which facts the truth of a condition rests, with all alternatives.

A condition stays true when everything is forgotten but certain facts. Which sets of facts do that is
a formula of ands and ors without negation: an `all` needs every part, an `any` one of those that are
true. Facts are bits of an integer, so that joining two sets is one operation.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from clientfit.explain.leaf_truth import Values
from clientfit.explain.proof import Step
from clientfit.language.expression import All, AnyOf, AtLeast, Constant, Not, facts_read
from clientfit.values import FactValue


@dataclass(frozen=True, slots=True)
class Support:
    """Facts that are needed in any case, and choices, of each of which one alternative is needed."""

    facts: int
    choices: tuple[tuple["Support", ...], ...] = ()


NOTHING = Support(0)
"""No fact is needed: it is so in any case."""
Supports = Callable[[Values, bool], Support | None]
"""Takes the facts and the truth to be kept; None where the condition has not that truth."""


def both(supports: Iterable[Support | None]) -> Support | None:
    """What is needed for all of these; None where one cannot be had."""
    facts, choices = 0, list[tuple[Support, ...]]()
    for support in supports:
        if support is None:
            return None
        facts |= support.facts
        choices += support.choices
    return Support(facts, tuple(choices))


def either(supports: Iterable[Support | None]) -> Support | None:
    """What is needed for one of these; None where none can be had."""
    found = [support for support in supports if support is not None]
    if not found:
        return None
    if len(found) == 1:
        return found[0]
    if NOTHING in found:
        return NOTHING
    return Support(0, (tuple(found),))


def some(count: int, supports: Iterable[Support | None]) -> Support | None:
    """What is needed for so many of these."""
    found = [support for support in supports if support is not None]
    if len(found) < count:
        return None
    # From the last: what is needed for so many of those from here on. It shares its parts, so that
    # its size is the product of the two numbers and not the number of combinations.
    tails: list[Support | None] = [NOTHING, *[None] * count]
    for support in reversed(found):
        taken = [both((support, tails[n - 1])) for n in range(1, count + 1)]
        tails = [NOTHING, *[either((tails[n], taken[n - 1])) for n in range(1, count + 1)]]
    return tails[count]


def prepare_supports(step: Step, bits: Mapping[str, int], blank: Mapping[str, FactValue]) -> Supports:
    """Prepare a condition.

    Args:
        step: the condition.
        bits: the bit of each fact.
        blank: the value of each fact of which nothing is known.
    """
    condition = step.condition
    parts = [prepare_supports(part, bits, blank) for part in step.parts]
    match condition:
        case Not() if parts:
            inner = parts[0]
            return lambda values, wanted: inner(values, not wanted)
        case All():
            return _joined(parts, True)
        case AnyOf():
            return _joined(parts, False)
        case AtLeast(count=count):

            def at_least(values: Values, wanted: bool) -> Support | None:
                needed = count if wanted else len(parts) - count + 1
                return some(needed, [part(values, wanted) for part in parts])

            return at_least
        case Constant(value=value):
            return lambda _, wanted: NOTHING if wanted is value else None
        case _:
            return _leaf(step, facts_read(condition), bits, blank)


def _joined(parts: list[Supports], every: bool) -> Supports:
    """An `all` is true by every part and false by one; an `any` the other way round."""

    def joined(values: Values, wanted: bool) -> Support | None:
        found = (part(values, wanted) for part in parts)
        return both(found) if wanted is every else either(found)

    return joined


def _leaf(
    step: Step, names: tuple[str, ...], bits: Mapping[str, int], blank: Mapping[str, FactValue]
) -> Supports:
    truth = step.truth
    if len(names) == 1:
        alone = Support(bits[names[0]])

        def one(values: Values, wanted: bool) -> Support | None:
            return alone if truth(values) is wanted else None

        return one

    def several(values: Values, wanted: bool) -> Support | None:
        if truth(values) is not wanted:
            return None
        found: list[frozenset[str]] = []
        for size in range(len(names) + 1):
            for kept in map(frozenset, combinations(names, size)):
                known = {name: values[name] if name in kept else blank[name] for name in names}
                if truth(known) is wanted and not any(smaller <= kept for smaller in found):
                    found.append(kept)
        return either([Support(sum([bits[name] for name in kept])) for kept in found])

    return several
