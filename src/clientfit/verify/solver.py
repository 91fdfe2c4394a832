"""The same questions put to Z3: an independent check, and the way on where the splitter gives up."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from clientfit.errors import Problem, VerificationError
from clientfit.language.expression import Condition, Named
from clientfit.ruleset.model import Outcome, Pattern, Promise, RuleSet
from clientfit.values import FactValue
from clientfit.verify.changes import after_changes
from clientfit.verify.goals import fits
from clientfit.verify.problem import Nothing, NotProved

if TYPE_CHECKING:
    from clientfit.engines.smt import SmtRules

Term = Any
Values = Mapping[str, FactValue]
DEFAULT_SECONDS = 20.0
"""What one question may take."""


def _engine() -> Any:  # noqa: ANN401  a module that is there only with its extra
    try:
        from clientfit.engines import smt  # noqa: PLC0415  only who asks Z3 pays for it
    except ModuleNotFoundError:
        raise VerificationError([MISSING]) from None
    return smt


MISSING = Problem(
    "", 0, "", "the solver Z3 is not installed", "pip install 'clientfit[verify]', or leave it out"
)


def installed() -> bool:
    """Whether Z3 can be asked."""
    try:
        _engine()
    except VerificationError:
        return False
    return True


class Solver:
    """A rule set printed for Z3, and the questions about it."""

    def __init__(self, rules: RuleSet, seconds: float = DEFAULT_SECONDS) -> None:
        self.rules, self.seconds = rules, seconds
        self.smt = _engine()
        self.facts = self.smt.SmtFacts(rules)
        self.printed: SmtRules = self.smt.SmtRules(rules, self.facts)

    def breaks(self, promise: Promise) -> Values | Nothing | NotProved:
        """Look for an input that breaks a promise."""
        printed, z3 = self.printed, self.smt.z3
        asked = [] if promise.when is None else [printed.holds(promise.when)]
        if promise.kind == "never_both":
            both = [printed.holds(Named(name)) for name in promise.names]
            return self._find(*asked, z3.AtLeast(*both, 2))
        now = self._meant(promise.pattern, printed)
        if promise.kind == "never":
            unless = [] if promise.unless is None else [z3.Not(printed.holds(promise.unless))]
            return self._find(*asked, now, *unless)
        if promise.kind == "always":
            return self._find(*asked, z3.Not(now))
        changed: SmtRules = self.smt.SmtRules(after_changes(promise.change, self.rules), self.facts)
        later = self._meant(promise.pattern, changed)
        pair = (z3.Not(now), later) if promise.kind == "never_becomes" else (now, z3.Not(later))
        return self._find(*asked, *pair, *changed.world())

    def reaches(self, outcome: Outcome) -> Values | Nothing | NotProved:
        """Look for an input on which an outcome is decided."""
        return self._find(self.printed.decides((outcome,)))

    def no_decision(self) -> Values | Nothing | NotProved:
        """Look for an input on which there is not exactly one outcome."""
        return self._find(self.printed.no_decision())

    def satisfies(self, *conditions: Condition) -> Values | Nothing | NotProved:
        """Look for an input on which all conditions definitely hold."""
        return self._find(*map(self.printed.holds, conditions))

    def differs(self, other: RuleSet) -> Values | Nothing | NotProved:
        """Look for an input of which another rule set says another outcome."""
        second: SmtRules = self.smt.SmtRules(other, self.facts)
        outcomes = self.printed.outcomes() | second.outcomes()
        z3 = self.smt.z3
        changes = [
            self.printed.decides((o,)) != second.decides((o,)) for o in sorted(outcomes, key=str)
        ]
        return self._find(z3.Or(*changes))

    def _meant(self, pattern: Pattern, printed: "SmtRules") -> Term:
        z3 = self.smt.z3
        parts: list[Term] = []
        if pattern.actions or pattern.reasons:
            parts.append(printed.decides(o for o in printed.outcomes() if fits(pattern, o)))
        if pattern.holds:
            parts.append(z3.Or(*(printed.holds(Named(name)) for name in pattern.holds)))
        return z3.And(*parts)

    def _find(self, *asked: Term) -> Values | Nothing | NotProved:
        z3 = self.smt.z3
        solver = z3.Solver()
        solver.set(timeout=max(1, int(self.seconds * 1000)))
        solver.add(*self.facts.bounds, *self.printed.world(), *asked)
        found = solver.check()
        if found == z3.unsat:
            return Nothing()
        if found == z3.sat:
            return self.facts.case(solver.model())
        return NotProved(f"Z3 had no answer within {self.seconds:g} seconds")
