"""Learning a fact never reverses a decision: seen from the shape of the rails.

A rail may only gain from knowledge: it may ask that a low end is high enough, that a high end is low
enough, that a yes/no or word is known to be this. Then a rail that holds goes on holding when an
interval narrows or an unknown becomes known, so an outcome that is certain stays certain.
"""

from collections.abc import Iterator

from clientfit.language.expression import Place
from clientfit.ruleset.model import RuleSet
from clientfit.ruleset.structure import conditions_of
from clientfit.verify.formulas import Among, Atom, Bounded, atoms_of
from clientfit.verify.problem import alone


def backward_lines(rules: RuleSet) -> Iterator[Place]:
    """The rules with a rail that learning could turn back; there should be none."""
    problem = alone(rules)
    for rule in rules.rules:
        for condition in conditions_of(rule):
            for want in (True, False):
                atoms = atoms_of(problem.formula(condition, want))
                if not all(map(gains_from_knowledge, atoms)):
                    yield rule.place


def gains_from_knowledge(atom: Atom) -> bool:
    """Whether an atom that holds goes on holding when more is known."""
    match atom:
        case Among(values=values):
            return None not in values
        case Bounded(side=side, comparison=comparison):
            return comparison in ((">", ">=") if side == "low" else ("<", "<="))
        case _:
            return all(factor < 0 if name[1] == "low" else factor > 0 for name, factor in atom.terms)
