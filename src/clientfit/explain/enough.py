"""What suffices: a smallest set of facts that fixes the decision, whatever all others are.

All other facts are forgotten, the assumed ones too, and the decision must still be the same. So every
branch that leads elsewhere must stay closed up to a row that definitely holds. Which facts do that is
one formula of ands and ors; a smallest set that makes it true is searched for.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from clientfit.explain.lacks import name_of, sentence
from clientfit.explain.leaf_truth import Values
from clientfit.explain.proof import Evidence, Prover, Row, Step
from clientfit.explain.smallest import smallest
from clientfit.explain.support import NOTHING, Support, Supports, both, either, prepare_supports
from clientfit.explanation import Enough
from clientfit.facts import Facts, blank
from clientfit.language.expression import TRUE
from clientfit.proof import ObservedFact
from clientfit.ruleset.model import FactSpec, Outcome, RuleSet
from clientfit.verdict import Verdict

_OPEN = "Nothing fixes it yet, because something is open; the questions say what to find out."
_ALWAYS = "Nothing needs to be known: whatever the facts are, this is the decision."


@dataclass(frozen=True, slots=True)
class Guarded:
    """A row prepared: its definition, and the condition and outcome of each branch."""

    step: Step
    definition: Supports
    branches: tuple[tuple[Supports, Outcome], ...]

    def elsewhere_is_closed(self, values: Values, outcome: Outcome) -> Support | None:
        """What keeps every branch closed that leads to another outcome."""
        needed: list[Support | None] = []
        earlier: list[Supports] = []
        for when, leads_to in self.branches:
            if leads_to != outcome:
                taken = [other(values, True) for other in earlier]
                needed.append(either([when(values, False), *taken]))
            earlier.append(when)
        return both(needed)


@dataclass(frozen=True, slots=True)
class Sufficer:
    """A rule set prepared for telling what suffices."""

    prover: Prover
    names: tuple[str, ...]
    rows: tuple[Guarded, ...]

    def enough(self, facts: Facts, verdict: Verdict, evidence: Evidence) -> Enough:
        """Find a smallest set of facts that fixes a decision."""
        if verdict.provisional:
            return Enough((), _OPEN)
        support = self.support(facts.values, verdict.outcome)
        found, exact = smallest(support)
        observe = self.prover.observer(facts, evidence)
        observed = tuple([observe(name) for place, name in enumerate(self.names) if found >> place & 1])
        return Enough(observed, _says(observed, self.prover.rules), exact)

    def support(self, values: Values, outcome: Outcome) -> Support:
        """Tell which sets of facts fix an outcome that is certain."""
        needed: list[Support | None] = []
        for index, row in enumerate(self.rows):
            elsewhere = row.elsewhere_is_closed(values, outcome)
            if row.step.truth(values) is True:
                needed.append(elsewhere)
                needed.append(self._ends(index, values, outcome))
                break
            closed = row.definition(values, False)
            needed.append(either([closed, elsewhere]))
        support = both(needed)
        assert support is not None  # noqa: S101  a certain outcome has a support: all the facts
        return support

    def _ends(self, index: int, values: Values, outcome: Outcome) -> Support | None:
        """What makes the walk end here, or further down with the same outcome."""
        here = self.rows[index].definition(values, True)
        further: list[Support | None] = []
        for later, row in enumerate(self.rows[index + 1 :], index + 1):
            elsewhere = row.elsewhere_is_closed(values, outcome)
            if row.step.truth(values) is True:
                if elsewhere is None:
                    return here
                further += [elsewhere, self._ends(later, values, outcome)]
                return either([here, both(further)])
            further.append(either([row.definition(values, False), elsewhere]))
        return here


def prepare_enough(prover: Prover) -> Sufficer:
    """Prepare a rule set for telling what suffices."""
    rules = prover.rules
    names = tuple(rules.facts)
    bits = {name: 1 << place for place, name in enumerate(names)}
    unknown = {name: blank(spec) for name, spec in rules.facts.items()}
    return Sufficer(prover, names, tuple(_guarded(row, rules, bits, unknown) for row in prover.rows))


def _guarded(row: Row, rules: RuleSet, bits: Mapping[str, int], unknown: Values) -> Guarded:
    branches: list[tuple[Supports, Outcome]] = []
    for index, branch in enumerate(row.rule.branches):
        outcome = rules.outcome(row.rule, branch.action)
        if branch.when == TRUE:
            branches.append((lambda _, wanted: NOTHING if wanted else None, outcome))
            break
        branches.append((prepare_supports(row.branches[index], bits, unknown), outcome))
    return Guarded(row.step, prepare_supports(row.step, bits, unknown), tuple(branches))


def _says(observed: tuple[ObservedFact, ...], rules: RuleSet) -> str:
    if not observed:
        return _ALWAYS
    found = [_worded(fact, rules.facts[fact.fact]) for fact in observed if not fact.assumed]
    assumed = [rules.facts[fact.fact].assumed_as for fact in observed if fact.assumed]
    count = f"{len(observed)} facts are" if len(observed) > 1 else "One fact is"
    parts = [f"{count} enough, whatever all others are"]
    if found:
        parts.append("found: " + ", ".join(found))
    if assumed:
        parts.append("assumed: " + ", ".join(assumed))
    return "; ".join(parts) + "."


def _worded(fact: ObservedFact, spec: FactSpec) -> str:
    if spec.type.name == "boolean":
        text = sentence(spec)
        return text if fact.value == "yes" else f"not so that {text}"
    return f"{name_of(spec)} {fact.value.replace('_', ' ')}"
