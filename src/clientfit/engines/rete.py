"""The second engine: the rule set as production rules on the Rete core of durable-rules.

What it shares with the compiled engine is the loaded rule set and the printed dual rail, nothing else.
It is used to *confirm* a decision, and as an oracle in the tests.

    plain Python   which lines of the rules are definitely true or false (`rete_findings`)
    Rete           all that follows: signals, reasons, outcomes; which rows may apply, what each gives
                   and where it is open; which outcomes are possible (`rete_program`)
    plain Python   reading the result: one possible outcome is the decision, by the first row that
                   gives it; of several, the first place that is open asks

Counting and *the first of* stay out of the core: its `count` is not sound, and printed as productions
they double the network and the time.

Rete: Forgy, Rete: A Fast Algorithm for the Many Pattern/Many Object Pattern Match Problem, 1982.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from clientfit.derivation import Derivation, Derived, Finding
from clientfit.engines.rete_core import load_core
from clientfit.engines.rete_findings import Test
from clientfit.engines.rete_network import Limits, Network, fit
from clientfit.engines.rete_program import Program, print_program
from clientfit.errors import EngineError, Problem
from clientfit.facts import Facts
from clientfit.ruleset.model import Outcome, RuleSet
from clientfit.verdict import Answer, Verdict

T = TypeVar("T")


@dataclass(frozen=True)
class ReteEngine:
    """A rule set in the Rete core. It may be used from several threads at once.

    Attributes:
        program: the rule set as production rules.
        networks: the program in the core.
        numbers: a number for each finding.
    """

    program: Program
    networks: tuple[Network, ...]
    numbers: Mapping[Finding, int]

    def answer(self, facts: Facts) -> Answer:
        """Say everything at once, as every engine does.

        Raises:
            EngineError: the core failed.
        """
        return self._run(facts, [])[0]

    def derive(self, facts: Facts) -> Derived:
        """Say everything, with every derivation.

        Raises:
            EngineError: the core failed.
        """
        fired: list[int] = []
        answer, known = self._run(facts, fired)
        found = (self.program.productions[place] for place in sorted(fired))
        derivations = tuple(Derivation(one.concludes, one.needs, one.unless) for one in found)
        lines = tuple(line for line, _ in self.program.lines if self.numbers[line] in known)
        return Derived(answer, lines, derivations)

    def _run(self, facts: Facts, fired: list[int]) -> tuple[Answer, set[int]]:
        values = facts.values
        known = {line for line, holds in self._lines if holds(values)}
        for network in self.networks:
            network.run(known, fired)
        return self._read(known), known

    def _read(self, known: set[int]) -> Answer:
        holding = tuple(name for number, name in self._holding if number in known)
        possible = tuple(outcome for number, outcome in self._possible if number in known)
        if len(possible) == 1:
            row = next(row for number, row in self._gives if number in known)
            return Answer(Verdict(possible[0], row, possible, provisional=False), holding)
        stuck = next((meanwhile for number, meanwhile in self._stuck if number in known), None)
        if stuck is None:
            message = f"the Rete engine found {len(possible)} possible outcomes and nothing unknown"
            raise EngineError([Problem("", 0, "", message)])
        return Answer(Verdict(*stuck, possible, provisional=True), holding)

    # The core is fed by numbers, because hashing a finding takes longer than matching it.

    @cached_property
    def _lines(self) -> tuple[tuple[int, Test], ...]:
        return self._numbered(self.program.lines)

    @cached_property
    def _holding(self) -> tuple[tuple[int, str], ...]:
        return self._numbered(self.program.holding)

    @cached_property
    def _possible(self) -> tuple[tuple[int, Outcome], ...]:
        return self._numbered(self.program.possible)

    @cached_property
    def _gives(self) -> tuple[tuple[int, str], ...]:
        return self._numbered(self.program.gives)

    @cached_property
    def _stuck(self) -> tuple[tuple[int, tuple[Outcome, str]], ...]:
        return self._numbered(self.program.stuck)

    def _numbered(self, pairs: tuple[tuple[Finding, T], ...]) -> tuple[tuple[int, T], ...]:
        return tuple((self.numbers[finding], about) for finding, about in pairs)


def build_rete(rules: RuleSet, limits: Limits | None = None) -> ReteEngine:
    """Print a rule set and put it into the core.

    Args:
        rules: the rule set.
        limits: how wide one network may be; None is what the core takes.

    Raises:
        MissingExtraError: durable-rules is not installed, or does not load.
        EngineError: the core does not take the rule set.
    """
    program = print_program(rules)
    numbers = {finding: number for number, finding in enumerate(program.findings())}
    networks = fit(load_core(), program.productions, numbers, limits)
    for network in networks:
        network.prepare()
    return ReteEngine(program, networks, numbers)
