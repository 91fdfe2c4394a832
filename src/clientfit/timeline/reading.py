"""From a case to its facts.

::

    Case --view_of--> View --Sorter.sort--> SortedCase --folds--> Facts
    (times as seconds)   (events by collection)   (each `from:`)

A rule set is prepared once; nothing of a case stays behind.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from clientfit.case import Case
from clientfit.errors import CaseError
from clientfit.facts import Facts, complete, given_values
from clientfit.language.fold import Calculated, Count, Distinct
from clientfit.ruleset.model import FactSpec, RuleSet
from clientfit.timeline.folds import Read, prepare_fold
from clientfit.timeline.instants import Plan
from clientfit.timeline.latest import Absent
from clientfit.timeline.sorting import SortedCase, Sorter, make_sorter
from clientfit.timeline.view import Row, view_of


@dataclass(frozen=True)
class Timeline:
    """A rule set prepared for reading cases."""

    rules: RuleSet
    sorter: Sorter
    reads: Mapping[str, Read]

    def facts(self, case: Case) -> Facts:
        """Fold a case into its facts.

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
        return complete(self.rules, known, frozenset(given))

    def sort(self, case: Case) -> SortedCase:
        """Make a case ready and sort its events.

        Raises:
            CaseError: it has no clock, or misplaced events.
        """
        return self.sorter.sort(view_of(case))

    def evidence(self, name: str, case: SortedCase) -> tuple[str, ...]:
        """The labels of the events that a fact rests on."""
        return tuple(dict.fromkeys(row.label for row in self.rows(name, case) if row.label))

    def rows(self, name: str, case: SortedCase) -> Sequence[Row]:
        """The events that a fact rests on."""
        return self.reads[name](case)[1] if name in self.reads else ()

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
    return Timeline(rules, make_sorter(plan.numbers), reads)
