"""A smallest set of facts that a support needs: branch and bound.

What is needed in any case is taken at once. Then, of the choice with the fewest alternatives, each is
tried, and what cannot become smaller than the best set found so far is left.
"""

from clientfit.explain.support import Support

BUDGET = 20_000
"""So many alternatives are tried at most."""


def smallest(support: Support, budget: int = BUDGET) -> tuple[int, bool]:
    """Find a smallest set.

    Args:
        support: what is needed.
        budget: how many alternatives to try at most.

    Returns:
        The facts as bits, and whether no smaller set exists. Where the budget ran out, the set is
        still enough, and no fact of it can be left out.
    """
    search = _Search(budget)
    search.go(support.facts, support.choices)
    exact = search.left > 0
    return search.best if exact else _trimmed(search.best, support), exact


def is_enough(facts: int, support: Support) -> bool:
    """Whether these facts are what a support needs."""
    return not support.facts & ~facts and all(
        any(is_enough(facts, one) for one in choice) for choice in support.choices
    )


class _Search:
    def __init__(self, budget: int) -> None:
        self.left = budget
        self.best = -1
        self.size = 1 << 30

    def go(self, facts: int, choices: tuple[tuple[Support, ...], ...]) -> None:
        """Complete a set of facts by one alternative of each choice."""
        open_choices = [
            choice for choice in choices if not any(is_enough(facts, one) for one in choice)
        ]
        size = facts.bit_count()
        if not open_choices:
            if size < self.size:
                self.best, self.size = facts, size
            return
        more = max(min((one.facts & ~facts).bit_count() for one in choice) for choice in open_choices)
        if size + max(more, 1) >= self.size:
            return
        choice = min(open_choices, key=len)
        rest = tuple(other for other in open_choices if other is not choice)
        for one in sorted(choice, key=lambda one: (one.facts & ~facts).bit_count()):
            if self.left <= 0:
                if self.best < 0:
                    self.go(facts | one.facts, rest + one.choices)
                return
            self.left -= 1
            self.go(facts | one.facts, rest + one.choices)


def _trimmed(facts: int, support: Support) -> int:
    """Leave out, one by one, what is not needed."""
    for place in range(facts.bit_length()):
        bit = 1 << place
        if facts & bit and is_enough(facts & ~bit, support):
            facts &= ~bit
    return facts
