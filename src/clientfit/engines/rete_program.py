"""Print a rule set as production rules in strata: findings, signals, rows, what may apply, outcomes.

A production needs findings and is prevented by findings of earlier strata; it concludes one finding.
Only *definitely true* and *definitely false* are ever concluded: the productions are the dual rail of
the rule set, and unknown is the absence of both. The walk through the order is printed too:

    a row may apply          unless an earlier row holds, or it is definitely false itself
    it gives an outcome      where it may apply, unless an earlier branch holds, or this one fails
    it is open               where it may apply, unless it holds
    a branch of it is open   where it may apply, unless an earlier branch, or this one, holds or fails
    an outcome is possible   where a row gives it

Stratified negation: Apt, Blair and Walker, Towards a Theory of Declarative Knowledge, 1988.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from clientfit.derivation import Finding, FindingKind
from clientfit.engines.rete_findings import Test, line_test
from clientfit.language.dual import (
    Rail,
    RailAll,
    RailAny,
    RailAtLeast,
    RailConstant,
    RailNamed,
    rail,
)
from clientfit.language.expression import (
    TRUE,
    Condition,
    Constant,
    Named,
    children,
    show,
    walk,
)
from clientfit.ruleset.model import Action, Outcome, Rule, RuleSet

SIGNALS, ROWS, WALK, OUTCOMES = range(1, 5)
MOST_NEEDS = 12
"""The core matches at most 16 patterns; the stratum's own takes one."""
BLOCK = 4
"""So many things are named one by one when something needs the absence of all earlier ones."""


@dataclass(frozen=True, slots=True)
class Production:
    """One production rule.

    Attributes:
        stratum: when it is tried; what prevents it is concluded in earlier strata only.
        needs: what it needs.
        unless: what prevents it.
        concludes: what it concludes.
    """

    stratum: int
    needs: tuple[Finding, ...]
    unless: tuple[Finding, ...]
    concludes: Finding


@dataclass(frozen=True, slots=True)
class Program:
    """A rule set as production rules.

    Attributes:
        lines: each line of the rules with the test that finds it.
        productions: by stratum; each stands after those that conclude what it needs.
        holding: the finding that a rule holds, with its id, in the order of the rule set.
        possible: the finding that an outcome is possible, in the order of the outcomes.
        gives: the finding that a row gives an outcome, with the row's id, in the order of the rows.
        stuck: the finding that a place is open, with what is said meanwhile and the row's id, in the
            order in which the places are come to.
    """

    lines: tuple[tuple[Finding, Test], ...]
    productions: tuple[Production, ...]
    holding: tuple[tuple[Finding, str], ...]
    possible: tuple[tuple[Finding, Outcome], ...]
    gives: tuple[tuple[Finding, str], ...]
    stuck: tuple[tuple[Finding, tuple[Outcome, str]], ...]

    def findings(self) -> tuple[Finding, ...]:
        """Everything that can be found, once each."""
        given = [line for line, _ in self.lines]
        touched = [
            one for rule in self.productions for one in (*rule.needs, *rule.unless, rule.concludes)
        ]
        read = [
            one for pairs in (self.holding, self.possible, self.gives, self.stuck) for one, _ in pairs
        ]
        return tuple(dict.fromkeys((*given, *touched, *read)))


def print_program(rules: RuleSet) -> Program:
    """Print a rule set."""
    printer = _Printer(rules)
    for signal in rules.signals:
        printer.both_rails(signal.holds_when, "rule", signal.id, SIGNALS)
    for row in rules.rows:
        printer.both_rails(row.holds_when, "rule", row.id, ROWS)
        for number, branch in enumerate(row.branches, 1):
            printer.both_rails(branch.when, "branch", f"{row.id} {number}", ROWS)
    printer.walk()
    holding = tuple((Finding("rule", rule.id), rule.id) for rule in rules.rules)
    possible = tuple((Finding("possible", str(outcome)), outcome) for outcome in rules.outcomes)
    gives, stuck = tuple(printer.gives.items()), tuple(printer.stuck.items())
    read = {one for pairs in (holding, possible, gives, stuck) for one, _ in pairs}
    productions = _needed(sorted(printer.productions, key=lambda one: one.stratum), read)
    touched = {one for rule in productions for one in (*rule.needs, *rule.unless)}
    lines = tuple(
        (finding, line_test(line)) for line, finding in printer.lines.items() if finding in touched
    )
    return Program(lines, productions, holding, possible, gives, stuck)


def _needed(productions: Sequence[Production], read: set[Finding]) -> tuple[Production, ...]:
    """Leave out what concludes something that nobody reads."""
    kept: list[Production] = []
    for one in reversed(productions):
        if one.concludes in read:
            kept.append(one)
            read.update(one.needs, one.unless)
    return tuple(reversed(kept))


class _Printer:
    """Prints one rule set, and remembers what it printed."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.productions: dict[Production, None] = {}
        self.lines: dict[Rail, Finding] = {}
        self.texts: set[str] = set()
        self.gives: dict[Finding, str] = {}
        self.stuck: dict[Finding, tuple[Outcome, str]] = {}
        self.parts = 0

    def add(
        self,
        stratum: int,
        needs: Sequence[Finding],
        concludes: Finding,
        unless: Sequence[Finding] = (),
    ) -> None:
        """Add a production; what it needs too many of is concluded before, as a part."""
        left = list(dict.fromkeys(needs))
        while len(left) + len(unless) > MOST_NEEDS:
            some, left = left[:MOST_NEEDS], left[MOST_NEEDS:]
            part = self.part(concludes)
            self.productions[Production(stratum, tuple(some), (), part)] = None
            left.insert(0, part)
        self.productions[Production(stratum, tuple(left), tuple(unless), concludes)] = None

    def part(self, of: Finding) -> Finding:
        self.parts += 1
        return Finding("part", f"{self.parts} of {of}")

    def both_rails(self, condition: Condition, kind: FindingKind, name: str, stratum: int) -> None:
        for node in walk(condition):
            if not children(node) and not isinstance(node, Named | Constant):
                self.line(node)
        for want in (True, False):
            self.conclude(rail(condition, want), Finding(kind, name, want), stratum)

    def line(self, line: Condition) -> None:
        rails = {want: rail(line, want) for want in (True, False)}
        if rails[True] in self.lines and rails[False] in self.lines:
            return
        text = show(line)
        while text in self.texts:
            text += " "  # two lines that only look the same, a fact and a parameter of one name
        self.texts.add(text)
        for want, one in rails.items():
            self.lines.setdefault(one, Finding("condition", text, want))

    def conclude(self, node: Rail, head: Finding, stratum: int) -> None:
        """Print the productions that conclude `head` where a rail holds."""
        single = self.single(node)
        if single is not None:
            self.add(stratum, (single,), head)
            return
        match node:
            case RailConstant(value=True):
                self.add(stratum, (), head)
            case RailAny(items=items):
                for item in items:
                    self.conclude(item, head, stratum)
            case RailAll(items=items):
                if RailConstant(False) not in items:
                    kept = [item for item in items if item != RailConstant(True)]
                    self.add(stratum, [self.named(item, head, stratum) for item in kept], head)
            case RailAtLeast(count=count, items=items):
                self.count(count, items, head, stratum)
            case _:
                pass  # a rail that is never so concludes nothing

    def single(self, node: Rail) -> Finding | None:
        if isinstance(node, RailNamed):
            return Finding("rule", node.name, node.value)
        return self.lines.get(node)

    def named(self, node: Rail, of: Finding, stratum: int) -> Finding:
        """Name a rail: a line and a rule have a name, what is nested becomes a part."""
        single = self.single(node)
        if single is None:
            single = self.part(of)
            self.conclude(node, single, stratum)
        return single

    def count(self, count: int, items: Sequence[Rail], head: Finding, stratum: int) -> None:
        """Count item by item, so that each choice of enough items is exactly one derivation."""
        reached: dict[int, Finding] = {}
        for place, item in enumerate(items, 1):
            here = self.named(item, head, stratum)
            before, reached = reached, {}
            for number in range(1, min(place, count) + 1):
                if number + len(items) - place < count:
                    continue  # from here on there are not enough items left
                last = place == len(items) and number == count
                reached[number] = head if last else self.part(head)
                if number in before:
                    self.add(stratum, (before[number],), reached[number])
                if number == 1:
                    self.add(stratum, (here,), reached[number])
                elif number - 1 in before:
                    self.add(stratum, (before[number - 1], here), reached[number])

    def walk(self) -> None:
        """Print which rows may apply, what they give and where they are open, in their order."""
        holds = [Finding("rule", row.id) for row in self.rules.rows]
        outcomes: dict[Finding, Outcome] = {}
        for row, held_before in zip(self.rules.rows, self.earlier(holds, "rows"), strict=True):
            fails = Finding("rule", row.id, False)
            self.add(WALK, (), Finding("applies", row.id), (*held_before, fails))
            self.stop(row, row.id, row.if_unknown, (Finding("rule", row.id),))
            names = [f"{row.id} {number}" for number in range(1, len(row.branches) + 1)]
            taken = [Finding("branch", name) for name in names]
            taken_before = self.earlier(taken, f"branches of {row.id}")
            for name, branch, before in zip(names, row.branches, taken_before, strict=True):
                outcome = self.rules.outcome(row, branch.action)
                given = Finding("gives", f"{row.id} {outcome}")
                self.gives.setdefault(given, row.id)
                outcomes[given] = outcome
                if branch.when == TRUE:
                    self.add(OUTCOMES, (Finding("applies", row.id),), given, before)
                    break  # a later branch is never come to
                unless = (*before, Finding("branch", name, False))
                self.add(OUTCOMES, (Finding("applies", row.id),), given, unless)
                self.stop(row, name, branch.if_unknown, (*unless, Finding("branch", name)))
        for given, outcome in outcomes.items():
            self.add(OUTCOMES, (given,), Finding("possible", str(outcome)))

    def stop(self, row: Rule, name: str, meanwhile: Action | None, unless: tuple[Finding, ...]) -> None:
        """Print where the walk is stuck, and note what is said there meanwhile."""
        stuck = Finding("open", name)
        outcome = Outcome(Action.ASK)
        if meanwhile is not None and meanwhile is not Action.ASK:
            outcome = self.rules.outcome(row, meanwhile)
        self.stuck[stuck] = outcome, row.id
        self.add(OUTCOMES, (Finding("applies", row.id),), stuck, unless)

    def earlier(self, items: Sequence[Finding], what: str) -> list[tuple[Finding, ...]]:
        """Tell for each item what must be absent so that none before it is there.

        The nearest are named one by one, those further back together, so that no production grows
        with the length of the order.
        """
        found: list[tuple[Finding, ...]] = []
        further: tuple[Finding, ...] = ()
        for place in range(len(items)):
            start = place - place % BLOCK
            if start and start == place:
                block = Finding("earlier", f"{what} 1 to {start}")
                for item in (*items[start - BLOCK : start], *further):
                    self.add(ROWS, (item,), block)
                further = (block,)
            found.append((*further, *items[start:place]))
        return found
