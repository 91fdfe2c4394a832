"""What to ask: the unknown facts that can change the outcome, each with where its answers lead."""

from collections.abc import Iterator
from dataclasses import dataclass

from clientfit.decision import Lead, PossibleOutcome, Question
from clientfit.engines.python import Vector
from clientfit.explain.answers import Answer, Answers
from clientfit.explain.lacks import name_of, sentence
from clientfit.explain.leaf_truth import Values
from clientfit.explain.relevance import Relevance
from clientfit.facts import Facts, blank
from clientfit.ruleset.model import FactSpec, Outcome, RuleSet
from clientfit.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Asker:
    """A rule set prepared for asking."""

    rules: RuleSet
    answers: Answers
    relevance: Relevance

    def questions(self, facts: Facts, verdict: Verdict) -> tuple[Question, ...]:
        """List the questions whose answers can change the outcome, first stuck first.

        Where a rule itself asks for something, that is asked. Where the evaluator is stuck although
        every answer leads to the same in the end, the first fact that it is stuck on is asked.
        """
        values, vector = facts.values, self.relevance.engine.vector(facts)
        if not verdict.provisional:
            return tuple(
                self._question(name, {**values, name: blank(self.rules.facts[name])}, vector)
                for name in self._asked_by_rule(verdict)
            )
        return tuple([self._question(name, values, vector) for name in self._open(values, vector)])

    def first(self, facts: Facts) -> str:
        """Ask the first question about a decision that is provisional; empty where there is none."""
        name = next(self._open(facts.values, self.relevance.engine.vector(facts)), None)
        return "" if name is None else self._asks(name)

    def _open(self, values: Values, vector: Vector) -> Iterator[str]:
        found = self.relevance.relevant(values, vector)
        first = next(found, None) or next(self.relevance.stuck(values), None)
        if first is not None:
            yield first
            yield from found

    def _asked_by_rule(self, verdict: Verdict) -> tuple[str, ...]:
        row = next(row for row in self.rules.rows if row.id == verdict.row)
        return tuple(
            name
            for branch in row.branches
            if branch.action is verdict.outcome.action
            for name in branch.asks
        )

    def _question(self, name: str, values: Values, vector: Vector) -> Question:
        leads = self._leads(name, self.rules.facts[name], values, vector)
        return Question(fact=name, asks=self._asks(name), leads_to=leads)

    def _asks(self, name: str) -> str:
        spec = self.rules.facts[name]
        return spec.asks or f"{spec.means} Is it so?"

    def _leads(self, name: str, spec: FactSpec, values: Values, vector: Vector) -> tuple[Lead, ...]:
        engine = self.relevance.engine
        found: list[tuple[Answer, tuple[Outcome, ...]]] = []
        for answer in self.answers.of(name, values):
            possible = engine.verdict(engine.replaced(vector, name, answer.value)).possible
            same = next((n for n, (_, other) in enumerate(found) if other == possible), None)
            if same is None or (spec.type.is_number and same != len(found) - 1):
                found.append((answer, possible))
            else:
                found[same] = found[same][0].joined(answer), possible
        return tuple([_lead(spec, answer, possible) for answer, possible in found])


def _lead(spec: FactSpec, answer: Answer, possible: tuple[Outcome, ...]) -> Lead:
    label = answer.label(spec)
    if spec.type.name == "boolean" and label in ("yes", "no"):
        text = sentence(spec)
        told = text if label == "yes" else f"it is not so that {text}"
    else:
        told = f"{name_of(spec)}: {label}"
    outcomes = tuple(PossibleOutcome(action=one.action, reason=one.reason) for one in possible)
    return Lead(value=label, answer=f"{told[:1].upper()}{told[1:]}.", outcomes=outcomes)
