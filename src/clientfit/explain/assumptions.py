"""What nobody raised, so that its default was taken, and that the decision rests on."""

from clientfit.engines.python import PythonEngine
from clientfit.facts import Facts, blank
from clientfit.language.fold import Calculated
from clientfit.ruleset.model import RuleSet
from clientfit.verdict import Verdict


def decision_rests_on(
    rules: RuleSet, facts: Facts, verdict: Verdict, engine: PythonEngine
) -> list[str]:
    """The assumed facts without which the decision would be another."""
    vector = engine.vector(facts)
    return [
        name
        for name, spec in rules.facts.items()
        if name in facts.assumed
        and not isinstance(spec.fold, Calculated)
        and engine.verdict(engine.replaced(vector, name, blank(spec))).outcome != verdict.outcome
    ]
