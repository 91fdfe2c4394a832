"""From a case to its facts.

::

    Case --view_of--> View --Sorter.sort--> SortedCase --folds--> Facts
    (times as seconds)   (events by collection)   (each `from:`)

A rule set is prepared once; nothing of a case stays behind.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from clientfit.case import Case
from clientfit.errors import CaseError
from clientfit.facts import Facts, complete, given_values
from clientfit.language.expression import FactTerm, walk_term
from clientfit.language.fold import Calculated, Collection, Count, DaysBetween, DaysSince, Distinct
from clientfit.ruleset.model import FactSpec, RuleSet
from clientfit.timeline.clock import Moves, on_day, prepare_motion
from clientfit.timeline.folds import Read, prepare_fold
from clientfit.timeline.instants import Plan
from clientfit.timeline.latest import Absent
from clientfit.timeline.sorting import SortedCase, Sorter, make_sorter
from clientfit.timeline.view import Row, view_of
from clientfit.values import End, FactValue, Interval


@dataclass(frozen=True)
class Timeline:
    """A rule set prepared for reading cases.

    Attributes:
        rules: the rule set.
        sorter: sorts events into collections.
        reads: folds each fact that comes from the events.
        moves: tells how each fact that depends on the clock moves with it.
        spans: for each fact that counts the days between two events, the days since the first.
        numbers: the collections by the number that the sorter gives them.
    """

    rules: RuleSet
    sorter: Sorter
    reads: Mapping[str, Read]
    moves: Mapping[str, Moves]
    spans: Mapping[str, Read]
    numbers: Mapping[Collection, int]

    def facts(self, case: Case) -> Facts:
        """Fold a case into its facts.

        Raises:
            CaseError: it has no clock, misplaced events, or facts that do not fit the vocabulary.
        """
        return self.known(case).facts()

    def known(self, case: Case) -> "Known":
        """Fold a case into what somebody raised, and keep it ready for later days.

        Raises:
            CaseError: it has no clock, misplaced events, or facts that do not fit the vocabulary.
        """
        ready = self.sort(case)
        given, problems = given_values(self.rules, case.facts)
        if problems:
            raise CaseError(problems)
        known = dict(given)
        kinds = None if ready.view.phantoms else frozenset(ready.view.rows)
        for name, read in self.raised(kinds):
            if name not in given:
                value = read(ready)[0]
                if not isinstance(value, Absent):
                    known[name] = value
        return Known(self, ready, known, frozenset(given))

    def sort(self, case: Case) -> SortedCase:
        """Make a case ready and sort its events.

        Raises:
            CaseError: it has no clock, or misplaced events.
        """
        return self.sorter.sort(view_of(case))

    def evidence(
        self, name: str, case: SortedCase, given: Container[str] = frozenset()
    ) -> tuple[str, ...]:
        """The labels of the events that a fact rests on."""
        return tuple(dict.fromkeys(row.label for row in self.rows(name, case, given) if row.label))

    def rows(self, name: str, case: SortedCase, given: Container[str] = frozenset()) -> Sequence[Row]:
        """The events that a fact rests on; of a calculated one, those of the facts behind it.

        Args:
            name: the fact.
            case: the record.
            given: the facts that were given directly, and so rest on none.
        """
        if name in given:
            return ()
        if name in self.reads:
            return self.reads[name](case)[1]
        fold = self.rules.facts[name].fold
        if not isinstance(fold, Calculated):
            return ()
        names = (term.name for term in walk_term(fold.term) if isinstance(term, FactTerm))
        return [row for behind in dict.fromkeys(names) for row in self.rows(behind, case, given)]

    @cached_property
    def raised(self) -> Callable[[frozenset[str] | None], tuple[tuple[str, Read], ...]]:
        """The folds that events of these kinds may raise; None stands for all kinds."""
        specs = self.rules.facts

        @lru_cache(maxsize=1024)
        def raised(kinds: frozenset[str] | None) -> tuple[tuple[str, Read], ...]:
            return tuple(
                (name, read)
                for name, read in self.reads.items()
                if kinds is None or _may_raise(specs[name], kinds)
            )

        return raised


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody raised in one case, at its own clock.

    Attributes:
        timeline: what it was folded by.
        case: the case, sorted.
        values: the facts that were raised.
        given: those of them that were given directly.
    """

    timeline: Timeline
    case: SortedCase
    values: Mapping[str, FactValue]
    given: frozenset[str]

    def facts(self) -> Facts:
        """Complete the facts at the case's own clock."""
        return complete(self.timeline.rules, self.values, self.given)

    def moving(self) -> tuple[str, ...]:
        """The raised facts that the clock moves; whether a fact is raised never depends on it."""
        return tuple(
            name for name in self.timeline.moves if name in self.values and name not in self.given
        )

    def longest(self) -> dict[str, End]:
        """How many days would lie between two events if the later one happened at the clock."""
        found: dict[str, End] = {}
        for name, read in self.timeline.spans.items():
            value = read(self.case)[0]
            found[name] = value.high if isinstance(value, Interval) else 0
        return found

    def facts_on(self, day: date) -> Facts:
        """Complete the facts at a later day, nothing having happened in between."""
        later, reads = on_day(self.case, day), self.timeline.reads
        moved = {name: reads[name](later)[0] for name in self.moving()}
        known = {name: value for name, value in moved.items() if not isinstance(value, Absent)}
        return complete(self.timeline.rules, {**self.values, **known}, self.given)


def _may_raise(spec: FactSpec, kinds: frozenset[str]) -> bool:
    """Whether events of these kinds can give a fact a value; no contact at all is zero contacts."""
    if not spec.kinds or not spec.kinds.isdisjoint(kinds):
        return True
    return isinstance(spec.fold, Count | Distinct) and "contact" in spec.fold.select.kinds


def prepare_timeline(rules: RuleSet) -> Timeline:
    """Prepare a rule set for reading cases."""
    plan = Plan()
    reads = {
        name: prepare_fold(spec.fold, spec, plan)
        for name, spec in rules.facts.items()
        if spec.fold is not None and not isinstance(spec.fold, Calculated)
    }
    moves = {
        name: moves
        for name in reads
        if (fold := rules.facts[name].fold) is not None
        and (moves := prepare_motion(fold, rules.facts[name], plan)) is not None
    }
    spans = {
        name: prepare_fold(DaysSince(spec.fold.first), spec, plan)
        for name, spec in rules.facts.items()
        if isinstance(spec.fold, DaysBetween)
    }
    return Timeline(rules, make_sorter(plan.numbers), reads, moves, spans, plan.numbers)
