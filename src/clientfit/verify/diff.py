"""What an edit of a rule set does to whom: a smallest client for each kind of change, or a proof."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from clientfit.facts import complete
from clientfit.language.expression import Named
from clientfit.ruleset.model import Outcome, RuleSet, SignalKind
from clientfit.values import FactValue
from clientfit.verify import replay
from clientfit.verify.edits import Edit, changed_lines
from clientfit.verify.formulas import Formula, both, negated
from clientfit.verify.other_edits import assumed_otherwise, assumption_edits, edits, source_edits
from clientfit.verify.problem import Problem, beside
from clientfit.verify.search import Effort, Found, Goal, OutOfBudget, Search
from clientfit.verify.shrink import Raised, shrink, size
from clientfit.verify.vocabulary import union
from clientfit.verify.walk import Decided, End

_RECORDS = "what that does to a record is not looked into, and a book of clients (`--cases`) tells"

TRIES = 6
"""Inputs of one kind that are made small; the smallest is shown."""


DIFF_BUDGET = 1_000_000
"""Steps after which a comparison gives up; rule sets with few reasons in common need more."""


class Flip(NamedTuple):
    """A kind of change: what was decided, and what is decided now."""

    before: Decided
    after: Decided

    @property
    def changes_outcome(self) -> bool:
        """Whether another action or reason comes out; else only the rule, steps or certainty."""
        return self.before.outcome != self.after.outcome

    @property
    def kind(self) -> tuple[Outcome, bool, Outcome, bool]:
        """From which outcome to which, and whether each is certain."""
        before, after = self
        return before.outcome, before.provisional, after.outcome, after.provisional


@dataclass(frozen=True, slots=True)
class Difference:
    """A kind of change with a smallest client of whom it is so.

    Attributes:
        flip: what was decided and what is decided now.
        facts: the client's raised facts.
        lines: the edited lines that make it so.
    """

    flip: Flip
    facts: Mapping[str, FactValue]
    lines: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """A rule that holds of other clients than before, whatever is decided of them.

    Attributes:
        rule: its id.
        holds_now: whether it holds now; else it held and no longer does.
        facts: a smallest client of whom it is so.
        lines: the edited lines that make it so.
        kind: as what a decision names it now, where it holds as before but was named otherwise.
    """

    rule: str
    holds_now: bool
    facts: Mapping[str, FactValue]
    lines: tuple[Edit, ...]
    kind: SignalKind | None = None


@dataclass(frozen=True, slots=True)
class Diff:
    """Everything that two rule sets say differently.

    Attributes:
        differences: kinds of change in what is decided, the smallest client first.
        shifts: signals, reasons and outcomes that hold of other clients.
        edits: what was edited, line by line.
        not_proved: why there may be more than is listed; empty where that is proved.
    """

    differences: tuple[Difference, ...]
    shifts: tuple[Shift, ...]
    edits: tuple[Edit, ...]
    not_proved: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing changes for any client, proved."""
        return not (self.differences or self.shifts or self.not_proved)


def diff(old: RuleSet, new: RuleSet, budget: int = DIFF_BUDGET) -> Diff:
    """Compare two rule sets over every possible input.

    Compared are the outcome, the rule that decides it, whether it is certain, the steps that its
    branch names, and which signals, reasons and outcomes hold.

    Args:
        old: the rule set as it was.
        new: as it is now; its vocabulary may differ.
        budget: the steps that the search may spend.
    """
    comparison = _Comparison(old, new, budget)
    differences = tuple(comparison.differences())
    shifts = tuple(comparison.shifts())
    return Diff(
        differences, shifts, tuple(edits(old, new)), tuple(dict.fromkeys(comparison.not_proved))
    )


class _Comparison:
    def __init__(self, old: RuleSet, new: RuleSet, budget: int) -> None:
        self.old, self.new, self.budget = old, new, budget
        self.not_proved: list[str] = [
            *(
                f"{edit.what}; of such clients the examples are tried"
                for edit in assumption_edits(old, new)
            ),
            *(f"{edit.what}; {_RECORDS}" for edit in source_edits(old, new)),
        ]
        facts = union(old, new)
        said = {world.condition for world in new.always}
        always = tuple(world for world in old.always if world.condition in said)
        self.joined = replace(old, facts=facts, always=always)
        self.problem: Problem = beside(self.joined, replace(new, facts=facts))

    def differences(self) -> Iterator[Difference]:
        """Each kind of change once."""
        goal = Goal(_unlike, (None, None), alike=False)
        search = self.problem.search(goal, (0, 1))
        found: dict[object, list[tuple[Flip, Raised]]] = {}
        for flip, facts in self._flips_of_assumptions():
            found.setdefault(flip.kind, []).append((flip, facts))
        for one in self._run(search, "kinds of change"):
            before, after = one.ends
            if isinstance(before, Decided) and isinstance(after, Decided):
                flip = Flip(before, after)
                known = found.setdefault(flip.kind, [])
                if len(known) < TRIES and (facts := search.world.witness(one.state)) is not None:
                    known.append((flip, facts))
        kinds = [self._smallest(tried) for tried in found.values() if tried]
        yield from sorted(
            kinds, key=lambda one: (not one.flip.changes_outcome, size(one.facts), str(one.flip))
        )

    def _flips_of_assumptions(self) -> Iterator[tuple[Flip, Raised]]:
        """Examples of whom a fact is not raised any more that is assumed otherwise now."""
        assumed = frozenset(assumed_otherwise(self.old, self.new))
        tried: list[Raised] = [{}]
        tried += [e.given for rules in (self.old, self.new) for r in rules.rules for e in r.examples]
        for given in tried if assumed else ():
            facts = {n: v for n, v in given.items() if n in self.joined.facts and n not in assumed}
            flip = self._flip(facts)
            if flip.before != flip.after and self._is_possible(facts):
                yield flip, facts

    def _run(self, search: Search, what: str) -> Iterator[Found]:
        effort = Effort(self.budget)
        try:
            yield from search.run(effort)
        except OutOfBudget:
            self.not_proved.append(
                f"the search for {what} gave up after {self.budget:,} steps (`--budget` gives it more)"
            )
        if effort.undecided:
            self.not_proved.append(
                f"an inequality between several facts could not be settled in the search for {what}"
            )

    def _smallest(self, tried: list[tuple[Flip, Raised]]) -> Difference:
        kind = tried[0][0].kind

        def shows(facts: Raised) -> bool:
            flip = self._flip(facts)
            return flip.kind == kind and flip.before != flip.after and self._is_possible(facts)

        small = [shrink(self.joined, self._shown(facts, shows), shows) for _, facts in tried]
        facts = min(small, key=size)
        flip = self._flip(facts)
        return Difference(flip, facts, self._lines(facts, (flip.before.row, flip.after.row)))

    def _flip(self, facts: Raised) -> Flip:
        before, after = self._values(facts)
        return Flip(replay.decided(self.old, before), replay.decided(self.new, after))

    def _is_possible(self, facts: Raised) -> bool:
        """Whether both worlds allow an input; what only one says of the world does not count."""
        return replay.is_possible(self.joined, {**self.joined.unraised, **facts})

    def _shown(self, facts: Raised, shows: Callable[[Raised], bool]) -> Raised:
        """Where what is assumed differs, every fact is told."""
        return facts if shows(facts) else {**self.joined.unraised, **facts}

    def _values(self, facts: Raised) -> tuple[Mapping[str, FactValue], Mapping[str, FactValue]]:
        one = {name: value for name, value in facts.items() if name in self.old.facts}
        two = {name: value for name, value in facts.items() if name in self.new.facts}
        return complete(self.old, one).values, complete(self.new, two).values

    def _lines(self, facts: Raised, rows: tuple[str, ...]) -> tuple[Edit, ...]:
        """The edited lines that speak differently of these facts; all where none does alone."""
        before, after = self._values(facts)
        every = tuple(changed_lines(self.old, self.new))
        telling = tuple(edit for edit in every if edit.tells(before, after))
        of_rows = tuple(edit for edit in every if edit.rule in rows)
        return telling or of_rows or every or tuple(assumption_edits(self.old, self.new))

    def shifts(self) -> Iterator[Shift]:
        """Each rule that holds where it did not, or no longer does, or is named as another kind.

        A rule that only one rule set has never holds in the other.
        """
        olds, news = ({rule.id: rule for rule in rules.rules} for rules in (self.old, self.new))
        for name in olds | news:
            before, after = olds.get(name), news.get(name)
            one, two = (
                False if rule is None else self.problem.formula(Named(name), of=of)
                for of, rule in ((0, before), (1, after))
            )
            if before and after and before.kind != after.kind:
                yield from self._shift(name, both(one, two), (True, True), after.kind)
            # No decision names a mere condition, so a line may get or lose a name of its own.
            kinds = {rule.kind for rule in (before, after) if rule}
            named = (before and after) or "condition" not in kinds
            if one != two and named:
                for gained, lost, turned in ((two, one, (False, True)), (one, two, (True, False))):
                    needs = both(gained, negated(lost, self.problem.words))
                    yield from self._shift(name, needs, turned)

    def _shift(
        self, name: str, needs: Formula, turned: tuple[bool, bool], kind: SignalKind | None = None
    ) -> Iterator[Shift]:
        search = self.problem.search(Goal(lambda _: True, (), needs=needs))
        found = next(self._run(search, f"clients of whom '{name}' holds or not"), None)
        facts = None if found is None else search.world.witness(found.state)
        if facts is None:
            return

        def shows(tried: Raised) -> bool:
            sides = zip((self.old, self.new), self._values(tried), strict=True)
            holds = tuple(replay.holds(rules, name, values) for rules, values in sides)
            return holds == turned and self._is_possible(tried)

        small = shrink(self.joined, self._shown(facts, shows), shows)
        yield Shift(name, turned[1], small, self._lines(small, (name,)), kind)


def _unlike(ends: tuple[End, ...]) -> Formula:
    return ends[0] != ends[1]
