"""Which unknown facts can change the outcome.

A fact matters if, however the other unknown facts turn out, some answer to it can lead elsewhere than
another. So a pair of complete cases is searched for that differ in this fact alone and in the outcome.
Only the facts that the evaluator is stuck on are split, one after the other; a fact that no open
condition reads any more cannot matter, because conditions that are settled stay so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clientfit.engines.python import PythonEngine, Vector
from clientfit.explain.answers import Answers
from clientfit.explain.leaf_truth import TruthOf, Values
from clientfit.explain.proof import Prover, Step
from clientfit.language.expression import facts_read
from clientfit.ruleset.model import Outcome
from clientfit.values import FactValue, is_definite

BUDGET = 4_000
"""So many answers are tried for one fact at most; past that it counts as one that matters."""
_NEARBY = 60
"""So many of them beginning where the last search found something."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A condition with the facts of its lines, to find what is open in it."""

    truth: TruthOf
    parts: tuple["Spot", ...]
    facts: tuple[str, ...]

    def open_facts(self, values: Values) -> Iterator[str]:
        """The unknown facts in the open lines of an open condition, as written."""
        if self.truth(values) is not None:
            return
        for part in self.parts:
            yield from part.open_facts(values)
        for name in self.facts:
            if not is_definite(values[name]):
                yield name


@dataclass(frozen=True, slots=True)
class Relevance:
    """A rule set prepared for telling which unknown facts matter."""

    engine: PythonEngine
    answers: Answers
    rows: Mapping[str, tuple[Spot, tuple[Spot, ...]]]

    def stuck(self, values: Values) -> Iterator[str]:
        """The facts that the evaluator is stuck on, in the order of the walk; some repeatedly."""
        for definition, branches in self.rows.values():
            holds = definition.truth(values)
            if holds is False:
                continue
            yield from definition.open_facts(values)
            for branch in branches:
                yield from branch.open_facts(values)
                if branch.truth(values) is True:
                    break
            if holds is True:
                return

    def relevant(self, values: Values, vector: Vector, budget: int = BUDGET) -> Iterator[str]:
        """Every unknown fact that matters, in the order in which the evaluator is stuck on them.

        Facts that stand together in the rules matter in cases much alike, so each search begins where
        the last one found something, and only then with nothing settled.
        """
        settled, narrowed = values, vector
        for name in dict.fromkeys(self.stuck(values)):
            search = _Search(self, name, _NEARBY)
            near = {**settled, name: values[name]}
            where = search.pair(near, self.engine.replaced(narrowed, name, values[name]))
            if where is None or search.gave_up:
                search = _Search(self, name, budget)
                where = search.pair(values, vector)
            if where is not None:
                yield name
                if not search.gave_up:
                    settled, narrowed = where


def prepare_relevance(engine: PythonEngine, prover: Prover, answers: Answers) -> Relevance:
    """Prepare a rule set for telling which unknown facts matter."""
    return Relevance(
        engine,
        answers,
        {row.rule.id: (_spot(row.step), tuple(map(_spot, row.branches))) for row in prover.rows},
    )


def _spot(step: Step) -> Spot:
    if step.parts:
        return Spot(step.truth, tuple(map(_spot, step.parts)), ())
    return Spot(step.truth, (), facts_read(step.condition))


class _Search:
    """The search for two complete cases that differ in one fact and in the outcome."""

    def __init__(self, whole: Relevance, name: str, budget: int) -> None:
        self.whole = whole
        self.name = name
        self.left = budget
        self.gave_up = False

    def pair(self, values: Values, vector: Vector) -> tuple[Values, Vector] | None:
        """Try every answer; where the outcome stays open, settle another fact and try again.

        Returns:
            What the other facts are where two answers lead to different outcomes, or where the
            budget ran out; None where no two answers ever do.
        """
        engine, name = self.whole.engine, self.name
        outcomes: set[Outcome] = set()
        stuck_at: tuple[str, FactValue] | None = None
        for answer in self.whole.answers.of(name, values):
            verdict = engine.verdict(engine.replaced(vector, name, answer.point))
            self.left -= 1
            if not verdict.provisional:
                outcomes.add(verdict.outcome)
                if len(outcomes) > 1:
                    return values, vector
            elif stuck_at is None:
                stuck_at = verdict.row, answer.point
        if stuck_at is None:
            return None
        other = self._stuck_on(*stuck_at, values)
        if self.left <= 0 or other is None:
            self.gave_up = True
            return values, vector
        for answer in self.whole.answers.of(other, values):
            narrowed = engine.replaced(vector, other, answer.point)
            self.left -= 1
            if not engine.verdict(narrowed).provisional:
                continue
            settled = {**values, other: answer.point}
            if name in self.whole.stuck(settled):
                found = self.pair(settled, narrowed)
                if found is not None:
                    return found
        return None

    def _stuck_on(self, row: str, point: FactValue, values: Values) -> str | None:
        """The next unknown fact in the row where the evaluator is stuck after an answer."""
        after = {**values, self.name: point}
        definition, branches = self.whole.rows[row]
        return next((name for spot in (definition, *branches) for name in spot.open_facts(after)), None)
