"""The dual rail as formulas for the Z3 solver (de Moura and Bjorner, TACAS 2008).

Each yes/no fact becomes two Booleans (known true, known false), each word fact a number (one of its
words, or none), each number three: the two ends of what is known, and the true value between them.
Ends are finite here: no rule tells an infinite end from one that is far enough out.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from importlib import import_module
from operator import add, ge, gt, le, lt, mul, sub
from typing import Any

from clientfit.language.dual import (
    Combined,
    End,
    EndTerm,
    Greatest,
    Literally,
    Rail,
    RailAll,
    RailAny,
    RailAtLeast,
    RailCompare,
    RailConstant,
    RailFact,
    RailNamed,
    RailWords,
    rail,
)
from clientfit.language.expression import Condition
from clientfit.ruleset.model import Action, Outcome, Rule, RuleSet
from clientfit.values import Exact, FactValue, Interval

z3: Any = import_module("z3")
Term = Any
"""A term or formula of Z3, which has no types of its own for Python."""


class SmtFacts:
    """The facts of one case as variables of Z3; several rule sets may speak of the same."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.sides: dict[tuple[str, str], Term] = {}
        self.bounds: list[Term] = []
        for name, spec in rules.facts.items():
            if spec.type.is_number:
                make = z3.Int if spec.type.name == "integer" else z3.Real
                for side in ("low", "high", "value"):
                    self.sides[name, side] = make(f"{side} {name}")
                low, high, value = (self.sides[name, side] for side in ("low", "high", "value"))
                self.bounds += [low <= value, value <= high]
            elif spec.type.words:
                word, value = z3.Int(f"word {name}"), z3.Int(f"value {name}")
                count = len(spec.type.words)
                self.sides[name, "word"], self.sides[name, "value"] = word, value
                self.bounds += [word >= -1, word < count, value >= 0, value < count]
                self.bounds.append(z3.Or(word == -1, word == value))
            else:
                true, false, value = (z3.Bool(f"{mark} {name}") for mark in ("true", "false", "value"))
                self.sides[name, "true"], self.sides[name, "false"] = true, false
                self.sides[name, "value"] = value
                self.bounds += [z3.Not(z3.And(true, false)), z3.Implies(true, value)]
                self.bounds.append(z3.Implies(false, z3.Not(value)))

    def case(self, model: Term) -> dict[str, FactValue]:
        """The facts that a model of Z3 stands for."""
        found: dict[str, FactValue] = {}
        for name, spec in self.rules.facts.items():
            if spec.type.is_number:
                low, high = (_number(model.eval(self.sides[name, s], True)) for s in ("low", "high"))
                found[name] = Interval(low, high)
            elif spec.type.words:
                place = model.eval(self.sides[name, "word"], True).as_long()
                found[name] = None if place < 0 else spec.type.words[place]
            else:
                true, false = (model.eval(self.sides[name, s], True) for s in ("true", "false"))
                found[name] = True if z3.is_true(true) else False if z3.is_true(false) else None
        return found


def _number(term: Term) -> Exact:
    if z3.is_int_value(term):
        return int(term.as_long())
    fraction = Fraction(term.as_fraction())
    return fraction.numerator if fraction.denominator == 1 else fraction


class SmtRules:
    """A rule set printed for Z3."""

    def __init__(self, rules: RuleSet, facts: SmtFacts) -> None:
        self.rules, self.facts = rules, facts
        self.named = rules.conditions
        self._rails: dict[tuple[str, bool, bool], Term] = {}
        self._possible: dict[Outcome, list[Term]] = {}
        self._open: list[tuple[Term, Outcome]] = []
        self._walk()
        self.possible: Mapping[Outcome, Term] = {o: z3.Or(*c) for o, c in self._possible.items()}
        self.several = (
            z3.AtLeast(*self.possible.values(), 2) if len(self.possible) > 1 else z3.BoolVal(False)
        )

    def holds(self, condition: Condition, want: bool = True) -> Term:
        """One rail of a condition."""
        return self._print(rail(condition, want), exactly=False)

    def world(self) -> list[Term]:
        """What the world says of the true values."""
        return [self._print(rail(w.condition, want=True), exactly=True) for w in self.rules.always]

    def decides(self, outcomes: Iterable[Outcome]) -> Term:
        """One of these outcomes is decided."""
        wanted = frozenset(outcomes)
        sure = [self.possible[outcome] for outcome in wanted if outcome in self.possible]
        found = [z3.And(z3.Or(*sure), z3.Not(self.several))]
        earlier: list[Term] = []
        for is_open, meanwhile in self._open:
            if meanwhile in wanted:
                found.append(z3.And(self.several, is_open, *earlier))
            earlier.append(z3.Not(is_open))
        return z3.Or(*found)

    def no_decision(self) -> Term:
        """There is not exactly one outcome."""
        none = z3.Not(z3.Or(*self.possible.values()))
        return z3.Or(none, z3.And(self.several, *(z3.Not(is_open) for is_open, _ in self._open)))

    def outcomes(self) -> frozenset[Outcome]:
        """Every outcome that can be decided, also while something is open."""
        return frozenset(self.possible) | {meanwhile for _, meanwhile in self._open}

    def _walk(self) -> None:
        before: list[Term] = []
        for row in self.rules.rows:
            true, false = self.holds(row.holds_when), self.holds(row.holds_when, want=False)
            alive = z3.And(*before, z3.Not(false))
            self._open.append((z3.And(alive, z3.Not(true)), self._meanwhile(row, row.if_unknown)))
            passed: list[Term] = []
            for branch in row.branches:
                taken, skipped = self.holds(branch.when), self.holds(branch.when, want=False)
                here = z3.And(alive, *passed, z3.Not(skipped))
                outcome = self.rules.outcome(row, branch.action)
                self._possible.setdefault(outcome, []).append(here)
                meanwhile = self._meanwhile(row, branch.if_unknown)
                self._open.append((z3.And(here, z3.Not(taken)), meanwhile))
                passed.append(z3.Not(taken))
            before.append(z3.Not(true))

    def _meanwhile(self, row: Rule, action: Action | None) -> Outcome:
        if action is None or action is Action.ASK:
            return Outcome(Action.ASK)
        return self.rules.outcome(row, action)

    def _print(self, node: Rail, *, exactly: bool) -> Term:
        def go(inner: Rail) -> Term:
            match inner:
                case RailConstant(value=value):
                    return z3.BoolVal(value)
                case RailAll(items=items):
                    return z3.And(*map(go, items))
                case RailAny(items=items):
                    return z3.Or(*map(go, items))
                case RailAtLeast(count=count, items=items):
                    return z3.AtLeast(*map(go, items), count)
                case RailNamed(name=name, value=value):
                    key = name, value, exactly
                    if key not in self._rails:
                        self._rails[key] = go(rail(self.named[name], value))
                    return self._rails[key]
                case RailFact(fact=fact, value=value) if exactly:
                    true = self.facts.sides[fact, "value"]
                    return true if value else z3.Not(true)
                case RailFact(fact=fact, value=value):
                    return self.facts.sides[fact, "true" if value else "false"]
                case RailWords(fact=fact, words=words, among=among):
                    known = self.facts.sides[fact, "value" if exactly else "word"]
                    every = self.rules.facts[fact].type.words
                    places = [i for i, word in enumerate(every) if (word in words) is among]
                    return z3.Or(*(known == place for place in places))
                case RailCompare(left=left, comparison=comparison, right=right):
                    one, two = self._end(left, exactly), self._end(right, exactly)
                    return _COMPARE[comparison](one, two)

        return go(node)

    def _end(self, term: EndTerm, exactly: bool) -> Term:
        match term:
            case End(fact=fact, side=side):
                return self.facts.sides[fact, "value" if exactly else side]
            case Literally(value=value):
                return z3.RealVal(str(value)) if isinstance(value, Fraction) else z3.IntVal(value)
            case Combined(operator=operator, left=left, right=right):
                one, two = self._end(left, exactly), self._end(right, exactly)
                return _COMBINE[operator](one, two)
            case Greatest(items=items):
                first, *rest = (self._end(item, exactly) for item in items)
                for other in rest:
                    first = z3.If(first >= other, first, other)
                return first


def _divided(one: Term, two: Term) -> Term:
    return z3.ToReal(one) / two if one.is_int() else one / two


_COMPARE: dict[str, Callable[[Term, Term], Term]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_COMBINE: dict[str, Callable[[Term, Term], Term]] = {"+": add, "-": sub, "*": mul, "/": _divided}
