"""The engine that users run: the whole rule set printed as two Python functions.

Facts enter as one flat tuple: a yes/no, word or day takes one place, a number two (its ends). There
are no three-valued values at run time; what is printed are the two rails of each condition. The first
word of a printed name says what it is, so no fact can be mistaken for a signal.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from clientfit.facts import Facts
from clientfit.language.dual import End, RailFact, RailNamed, RailWords, rail
from clientfit.language.expression import TRUE, Condition, names_used
from clientfit.language.python_source import Leaf, print_rail
from clientfit.ruleset.model import Action, Branch, Outcome, Rule, RuleSet
from clientfit.values import FactValue, Interval
from clientfit.verdict import Answer, Verdict

Vector = tuple[object, ...]
"""The facts of one case, flat."""


@dataclass(frozen=True)
class PythonEngine:
    """A rule set, compiled.

    Attributes:
        source: the printed Python, for those who want to read it.
        vector: turns facts into the flat tuple.
        verdict: decides.
        holding: names the signals, reasons and outcomes that definitely hold.
        places: where each fact stands in the flat tuple.
    """

    source: str
    vector: Callable[[Facts], Vector]
    verdict: Callable[[Vector], Verdict]
    holding: Callable[[Vector], tuple[str, ...]]
    places: Mapping[str, slice]

    def answer(self, facts: Facts) -> Answer:
        """Say everything at once, as every engine does."""
        vector = self.vector(facts)
        return Answer(self.verdict(vector), self.holding(vector))

    def replaced(self, vector: Vector, name: str, value: FactValue) -> Vector:
        """The same facts, one of them changed; cheaper than turning all of them anew."""
        place = self.places[name]
        ends = (value.low, value.high) if isinstance(value, Interval) else (value,)
        return vector[: place.start] + ends + vector[place.stop :]


def compile_rules(rules: RuleSet) -> PythonEngine:
    """Compile a rule set."""
    printer = _Printer(rules)
    source = printer.module()
    space: dict[str, Any] = {"Fraction": Fraction, "__builtins__": {"max": max, "bool": bool}}
    exec(compile(source, "<clientfit rules>", "exec"), space)  # noqa: S102  printed from the checked tree alone, never from a rule's text
    decide: Callable[[Vector], tuple[int, int, int]] = space["decide"]
    hold: Callable[[Vector], int] = space["hold"]
    flatten: Callable[[Mapping[str, FactValue]], Vector] = space["flatten"]
    return PythonEngine(
        source,
        lambda facts: flatten(facts.values),
        _memoized_verdict(rules, printer.outcomes, decide),
        _memoized_names(rules, hold),
        _places(rules),
    )


def _places(rules: RuleSet) -> dict[str, slice]:
    found: dict[str, slice] = {}
    start = 0
    for name, spec in rules.facts.items():
        size = 2 if spec.type.is_number else 1
        found[name] = slice(start, start + size)
        start += size
    return found


def _memoized_verdict(
    rules: RuleSet, outcomes: tuple[Outcome, ...], decide: Callable[[Vector], tuple[int, int, int]]
) -> Callable[[Vector], Verdict]:
    """There are few combinations of possible outcomes, so each is settled once."""
    memo: dict[tuple[int, int, int], Verdict] = {}

    def verdict(vector: Vector) -> Verdict:
        key = decide(vector)
        found = memo.get(key)
        if found is None:
            found = memo[key] = _settle(rules, outcomes, *key)
        return found

    return verdict


def _memoized_names(
    rules: RuleSet, hold: Callable[[Vector], int]
) -> Callable[[Vector], tuple[str, ...]]:
    memo: dict[int, tuple[str, ...]] = {}
    ids = [rule.id for rule in rules.rules]

    def holding(vector: Vector) -> tuple[str, ...]:
        mask = hold(vector)
        found = memo.get(mask)
        if found is None:
            found = tuple(name for index, name in enumerate(ids) if mask >> index & 1)
            memo[mask] = found
        return found

    return holding


def _settle(
    rules: RuleSet, outcomes: tuple[Outcome, ...], mask: int, first: int, stuck: int
) -> Verdict:
    possible = tuple(o for index, o in enumerate(outcomes) if mask >> index & 1)
    if len(possible) == 1:
        return Verdict(possible[0], rules.rows[first].id, possible, provisional=False)
    row = rules.rows[stuck >> 8]
    guard = stuck & 255
    meanwhile = row.if_unknown if guard == 0 else row.branches[guard - 1].if_unknown
    if meanwhile is None or meanwhile is Action.ASK:
        return Verdict(Outcome(Action.ASK), row.id, possible, provisional=True)
    return Verdict(rules.outcome(row, meanwhile), row.id, possible, provisional=True)


class _Printer:
    """Prints one rule set; knows how its facts are called in the printed source."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.signals: Mapping[str, Rule] = {rule.id: rule for rule in rules.signals}
        self.outcomes = rules.outcomes

    def module(self) -> str:
        unpack = ", ".join(self.places())
        return "\n".join(
            (
                "def flatten(values):",
                f"    return ({', '.join(self.ends())},)",
                "",
                "def decide(facts):",
                f"    {unpack}, = facts",
                *("    " + line for line in self.decide_body()),
                "",
                "def hold(facts):",
                f"    {unpack}, = facts",
                *("    " + line for line in self.hold_body()),
                "",
            )
        )

    def places(self) -> list[str]:
        found: list[str] = []
        for name, spec in self.rules.facts.items():
            if spec.type.is_number:
                found += [f"low_{name}", f"high_{name}"]
            else:
                found.append(f"fact_{name}")
        return found

    def ends(self) -> list[str]:
        found: list[str] = []
        for name, spec in self.rules.facts.items():
            sides = (".low", ".high") if spec.type.is_number else ("",)
            found += [f"values[{name!r}]{side}" for side in sides]
        return found

    def decide_body(self) -> list[str]:
        lines = ["possible = 0", "first = stuck = -1"]
        done: set[tuple[str, bool]] = set()
        for index, row in enumerate(self.rules.rows):
            for condition in (row.holds_when, *(branch.when for branch in row.branches)):
                lines += self.signal_lines(condition, done)
            lines += self.row_lines(index, row)
        return lines

    def signal_lines(self, condition: Condition, done: set[tuple[str, bool]]) -> list[str]:
        """Both rails of each signal that a condition mentions, once, before they are read."""
        lines: list[str] = []
        for name in names_used(condition):
            if (name, True) in done:
                continue
            lines += self.signal_lines(self.signals[name].holds_when, done)
            for want, mark in ((True, "true"), (False, "false")):
                done.add((name, want))
                lines.append(f"{mark}_{name} = {self.rail(self.signals[name].holds_when, want)}")
        return lines

    def row_lines(self, index: int, row: Rule) -> list[str]:
        if row.holds_when == TRUE:
            return [*self.branch_lines(index, row), "return possible, first, stuck"]
        lines = [f"if not {self.rail(row.holds_when, want=False)}:"]
        lines.append(f"    holds = {self.rail(row.holds_when, want=True)}")
        lines.append(f"    if not holds and stuck < 0: stuck = {index << 8}")
        lines += ["    " + line for line in self.branch_lines(index, row)]
        lines.append("    if holds: return possible, first, stuck")
        return lines

    def branch_lines(self, index: int, row: Rule) -> list[str]:
        lines: list[str] = []
        pad = ""
        for number, branch in enumerate(row.branches, 1):
            put = self.put(index, row, branch)
            if branch.when == TRUE:
                lines += [pad + line for line in put]
                break
            lines.append(f"{pad}if {self.rail(branch.when, want=True)}:")
            lines += [f"{pad}    {line}" for line in put]
            lines.append(f"{pad}else:")
            lines.append(f"{pad}    if not {self.rail(branch.when, want=False)}:")
            lines.append(f"{pad}        if stuck < 0: stuck = {index << 8 | number}")
            lines += [f"{pad}        {line}" for line in put]
            pad += "    "
        return lines

    def put(self, index: int, row: Rule, branch: Branch) -> list[str]:
        bit = 1 << self.outcomes.index(self.rules.outcome(row, branch.action))
        return [f"possible |= {bit}", f"if first < 0: first = {index}"]

    def hold_body(self) -> list[str]:
        lines: list[str] = []
        done: set[tuple[str, bool]] = set()
        for signal in self.rules.signals:
            lines += self.signal_lines(signal.holds_when, done)
            if (signal.id, True) not in done:
                done.add((signal.id, True))
                lines.append(f"true_{signal.id} = {self.rail(signal.holds_when, want=True)}")
                lines.append(f"false_{signal.id} = {self.rail(signal.holds_when, want=False)}")
        lines.append("found = 0")
        for index, rule in enumerate(self.rules.rules):
            lines.append(f"if {self.rail(rule.holds_when, want=True)}: found |= {1 << index}")
        lines.append("return found")
        return lines

    def rail(self, condition: Condition, want: bool) -> str:
        return print_rail(rail(condition, want), self.leaf, self.end, _exact)

    def leaf(self, leaf: Leaf) -> str:
        match leaf:
            case RailFact(fact=name, value=value):
                return f"fact_{name} is {value}"
            case RailNamed(name=name, value=value):
                return f"{'true' if value else 'false'}_{name}"
            case RailWords(fact=name, words=words, among=True):
                return f"fact_{name} in {words!r}"
            case RailWords(fact=name, words=words):
                return f"fact_{name} not in {(*words, None)!r}"

    def end(self, end: End) -> str:
        return f"{end.side}_{end.fact}"


def _exact(value: object) -> str:
    return repr(value)
