"""When to look at a client again: the first day on which time alone changes the decision.

Exact, and without trying one day after the other. The facts that move with the clock are known, and so
are the comparisons that look at them; each changes on a few days that can be calculated. Between two
such days nothing changes, so only these are evaluated. Where none of them changes the decision, none
ever will.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from clientfit.explain.crossings import Courses, Fact, comparison_days, straight
from clientfit.explanation import NextReview
from clientfit.facts import Facts
from clientfit.language.expression import Compare, FactTerm, Term, facts_read, walk, walk_term
from clientfit.language.fold import Calculated
from clientfit.ruleset.model import RuleSet
from clientfit.ruleset.structure import conditions_of
from clientfit.timeline.clock import Motion
from clientfit.timeline.reading import Known, Timeline
from clientfit.values import Interval
from clientfit.verdict import Verdict

Decide = Callable[[Facts], Verdict]


@dataclass(frozen=True, slots=True)
class Change:
    """A later day on which the verdict is another one."""

    on: date
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A rule set prepared for telling when to look again.

    Attributes:
        rules: the rule set.
        decide: tells the verdict of facts.
        comparisons: the two sides of every comparison that the clock may change, with the moving
            facts that it looks at.
    """

    rules: RuleSet
    decide: Decide
    comparisons: tuple[tuple[Term, Term, frozenset[str]], ...]

    def next_review(self, known: Known) -> NextReview | None:
        """Tell the first later day on which time alone changes the decision, and to what.

        The clock of a later day is that day without an hour. No fact depends on the hour, so a
        decision at any time of that day is the same.
        """
        facts = known.facts()
        before = self.decide(facts)
        change = next(self.changes(known, facts, before), None)
        return None if change is None else self._told(before, change)

    def changes(self, known: Known, facts: Facts, before: Verdict) -> Iterator[Change]:
        """Every later day on which time alone changes the verdict, in order."""
        for ahead in self.days_ahead(known, facts):
            day = known.case.view.today + timedelta(days=ahead)
            verdict = self.decide(known.facts_on(day))
            if verdict != before:
                yield Change(day, verdict)
                before = verdict

    def days_ahead(self, known: Known, facts: Facts) -> list[int]:
        """In how many days some comparison may change, in order; on no other day anything does."""
        last = (date.max - known.case.view.today).days
        motions = {name: known.timeline.moves[name](known.case) for name in known.moving()}
        found = {day for motion in motions.values() for day in motion.jumps}
        course = _course(self.rules, known, facts, motions)
        for left, right, names in self.comparisons:
            if not names.isdisjoint(motions):
                found |= comparison_days(left, right, course, last)
        return sorted(day for day in found if 1 <= day <= last)

    def _told(self, before: Verdict, change: Change) -> NextReview:
        after = change.verdict
        title = next(row.title for row in self.rules.rows if row.id == after.row)
        if (after.outcome, after.row) == (before.outcome, before.row):
            possible = ", ".join(map(str, after.possible))
            says = f"On {change.on}, if nothing happens, what is still possible changes to: {possible}."
        else:
            now = f"{after.outcome}, by the rule '{title}'"
            says = f"On {change.on}, if nothing happens, the decision becomes {now}."
        return NextReview(change.on, after.outcome.action, after.outcome.reason, after.row, says)


def _course(rules: RuleSet, known: Known, facts: Facts, motions: Mapping[str, Motion]) -> Fact:
    """Tell along which courses the ends of a fact run, or what it is calculated from."""

    def course(name: str) -> Courses | Term:
        fold = rules.facts[name].fold
        if isinstance(fold, Calculated) and name not in known.values and name not in facts.assumed:
            return fold.term
        motion = motions.get(name)
        if motion is not None and motion.lines:
            return frozenset(c for value, growth in motion.lines for c in straight(value, growth))
        value = facts.values[name]
        if not isinstance(value, Interval):
            return frozenset()
        return straight(value.low) | straight(value.high)

    return course


def prepare_reviewer(rules: RuleSet, timeline: Timeline, decide: Decide) -> Reviewer:
    """Prepare a rule set for telling when to look again."""
    found: dict[tuple[Term, Term], frozenset[str]] = {}
    for rule in rules.rules:
        for condition in conditions_of(rule):
            for node in walk(condition):
                if isinstance(node, Compare):
                    moving = _facts_behind(node, rules) & timeline.moves.keys()
                    if moving:
                        found[node.left, node.right] = frozenset(moving)
    return Reviewer(rules, decide, tuple((*sides, names) for sides, names in found.items()))


def _facts_behind(comparison: Compare, rules: RuleSet) -> set[str]:
    """The facts that a comparison looks at, and those from which they are calculated."""
    found: set[str] = set()
    left = list(facts_read(comparison))
    while left:
        name = left.pop()
        found.add(name)
        fold = rules.facts[name].fold
        if isinstance(fold, Calculated):
            left += [t.name for t in walk_term(fold.term) if isinstance(t, FactTerm)]
    return found
