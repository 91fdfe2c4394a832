"""Everything that a search needs, built from rule sets and the conditions that are asked about."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from clientfit.language.expression import Condition
from clientfit.ruleset.model import RuleSet
from clientfit.verify.cells import words_of
from clientfit.verify.formulas import Formula, exactly, formula_of
from clientfit.verify.search import Effort, Found, Goal, OutOfBudget, Search
from clientfit.verify.space import make_space
from clientfit.verify.walk import RowSteps, Walk, Words, steps_of
from clientfit.verify.world import World, make_world


@dataclass(frozen=True)
class Problem:
    """Rule sets over one vocabulary, seen as formulas.

    Attributes:
        rules: the first is the one whose vocabulary counts.
        always: facts about the world, as conditions on true values.
    """

    rules: tuple[RuleSet, ...]
    always: tuple[Condition, ...]

    @cached_property
    def words(self) -> Words:
        """Every value of each fact that is no number."""
        facts = self.rules[0].facts
        return {name: words_of(spec) for name, spec in facts.items() if not spec.type.is_number}

    @cached_property
    def steps(self) -> tuple[tuple[RowSteps, ...], ...]:
        """The rows of each rule set."""
        return tuple(steps_of(rules, self.words) for rules in self.rules)

    def formula(self, condition: Condition, want: bool = True, of: int = 0) -> Formula:
        """One rail of a condition, in the words of one of the rule sets."""
        named = self.rules[of].conditions
        return formula_of(condition, want, named, self.words)

    def search(self, goal: Goal, walks: Iterable[int] = ()) -> Search:
        """Prepare a search.

        Args:
            goal: what is looked for.
            walks: the rule sets that are walked, by their place.
        """
        chosen = tuple(walks)
        # Made exact before the space is cut: both ends of a fact in one line leave a new number.
        always = tuple(exactly(self.formula(condition)) for condition in self.always)
        asked = [f for place in chosen for step in self.steps[place] for f in step.formulas()]
        asked += (*goal.asked, goal.needs)
        rules = self.rules[0]
        space = make_space(rules.facts, rules.unraised, (*asked, *always))
        world: World = make_world(space, always, asked)
        return Search(world, tuple(Walk(self.steps[place], space) for place in chosen), goal)


def alone(rules: RuleSet) -> Problem:
    """One rule set, over the inputs that its world allows."""
    return Problem((rules,), tuple(world.condition for world in rules.always))


def beside(old: RuleSet, new: RuleSet) -> Problem:
    """Two rule sets; only what both say of the world counts."""
    known = {world.condition for world in new.always}
    shared = (w.condition for w in old.always if w.condition in known)
    return Problem((old, new), tuple(shared))


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is no such input, proved."""


@dataclass(frozen=True, slots=True)
class NotProved:
    """Neither an input nor a proof that there is none was found.

    Attributes:
        why: in words.
    """

    why: str


def first(search: Search, effort: Effort) -> Found | Nothing | NotProved:
    """The first input that a search finds."""
    try:
        found = next(search.run(effort), None)
    except OutOfBudget:
        return NotProved(f"after {effort.budget:,} steps nothing was certain")
    if found is not None and search.world.possible(found.state) is True:
        return found
    if found is not None or effort.undecided:
        return NotProved("an inequality between several facts could not be settled")
    return Nothing()
