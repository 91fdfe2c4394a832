"""What to ask: the unknown facts that can change the outcome, each with where its answers lead."""

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
        names = self.relevance.relevant(values, vector)
        if not names:
            names = tuple(self.relevance.stuck(values))[:1]
        return tuple([self._question(name, values, vector) for name in names])

    def _asked_by_rule(self, verdict: Verdict) -> tuple[str, ...]:
        row = next(row for row in self.rules.rows if row.id == verdict.row)
        return tuple(
            name
            for branch in row.branches
            if branch.action is verdict.outcome.action
            for name in branch.asks
        )

    def _question(self, name: str, values: Values, vector: Vector) -> Question:
        spec = self.rules.facts[name]
        asks = spec.asks or f"{spec.means} Is it so?"
        return Question(fact=name, asks=asks, leads_to=self._leads(name, spec, values, vector))

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
