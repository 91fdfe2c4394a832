"""Make a witness small: fewer raised facts first, then simpler values, then smaller numbers."""

from collections.abc import Callable, Iterator, Mapping

from clientfit.ruleset.model import FactSpec, RuleSet
from clientfit.values import Exact, FactValue, Interval, is_definite
from clientfit.verify.cells import words_of

Raised = Mapping[str, FactValue]


def shrink(rules: RuleSet, facts: Raised, shows: Callable[[Raised], bool]) -> dict[str, FactValue]:
    """Make a witness smaller, as long as it shows the same.

    Args:
        rules: whose vocabulary the facts are in.
        facts: the raised facts.
        shows: whether other raised facts would show it too.
    """
    found = dict(facts)
    changed = True
    while changed:
        changed = False
        for name in tuple(found):
            smaller = {other: value for other, value in found.items() if other != name}
            if shows(smaller):
                found, changed = smaller, True
                continue
            for value in simpler(rules.facts[name], found[name]):
                tried = {**found, name: value}
                if shows(tried):
                    found, changed = tried, True
                    break
    return {name: found[name] for name in rules.facts if name in found}


def size(facts: Raised) -> tuple[int, int, Exact, str]:
    """How large a witness is: raised facts, open ones among them, its numbers, then its text."""
    numbers = [v.low for v in facts.values() if isinstance(v, Interval) and v.is_exact]
    total = sum((abs(n) for n in numbers if not isinstance(n, float)), start=0)
    return len(facts), sum(not is_definite(v) for v in facts.values()), total, str(sorted(facts))


def simpler(spec: FactSpec, value: FactValue) -> Iterator[FactValue]:
    """Values that are simpler than this one, the simplest first."""
    if not isinstance(value, Interval):
        if value is None:
            yield from (word for word in words_of(spec) if word is not None)
        return
    if not value.is_exact:
        for end in sorted((e for e in (value.low, value.high) if not isinstance(e, float)), key=abs):
            yield Interval(end, end)
        return
    number = value.low
    if isinstance(number, float):
        return
    for nearer in (
        0,
        number // 2 if number > 0 else -(-number // 2),
        number - 1 if number > 0 else number + 1,
    ):
        if abs(nearer) < abs(number):
            yield Interval(nearer, nearer)
