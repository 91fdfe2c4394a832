"""Coverage of rules: which conditions were seen true, false and unknown, and which branches decided."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from clientfit.facts import Facts
from clientfit.language.expression import (
    TRUE,
    Condition,
    Constant,
    Place,
    children,
    show,
    walk,
)
from clientfit.reference import truth
from clientfit.ruleset.model import Rule, RuleSet

_WORDS = {True: "true", False: "false", None: "unknown"}
MUST_BE_SEEN = ("true", "false")
"""What counts; that a fact was also seen unknown is shown, but not asked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a rule and what was seen of it.

    Attributes:
        rule: the rule's id.
        says: the condition as written, or what the branch does.
        file: where it is written.
        line: the line in it.
        branch: whether it is a branch, which decides or does not.
        seen: how often it was true, false, unknown; of a branch, how often it decided.
    """

    rule: str
    says: str
    file: str
    line: int
    branch: bool
    seen: Mapping[str, int]

    @property
    def missing(self) -> tuple[str, ...]:
        """What was not seen and should be."""
        wanted = ("decided",) if self.branch else MUST_BE_SEEN
        return tuple(word for word in wanted if not self.seen.get(word))

    @property
    def wanted(self) -> int:
        """How many things should be seen of it."""
        return 1 if self.branch else len(MUST_BE_SEEN)


@dataclass(frozen=True, slots=True)
class Report:
    """The coverage of one rule set."""

    rules: str
    decisions: int
    lines: tuple[Line, ...]

    @property
    def percent(self) -> float:
        """The share of what should be seen that was seen."""
        wanted = sum(line.wanted for line in self.lines)
        missing = sum(len(line.missing) for line in self.lines)
        return 100 * (wanted - missing) / wanted if wanted else 100


@dataclass
class Recorder:
    """Takes every decision of a run and counts what was seen in the rules.

    The evaluator looks at every definition, and at the branches of the rows that it reaches.
    """

    rule_sets: dict[str, RuleSet] = field(default_factory=dict[str, RuleSet])
    decisions: Counter[str] = field(default_factory=Counter[str])
    seen: Counter[tuple[str, int, str]] = field(default_factory=Counter[tuple[str, int, str]])

    def record(self, rules: RuleSet, facts: Facts) -> None:
        """Count one decision."""
        key = rules.hash
        self.rule_sets.setdefault(key, rules)
        self.decisions[key] += 1
        named = rules.conditions

        def see(number: int, condition: Condition) -> int:
            for node in walk(condition):
                if counts(node):
                    word = _WORDS[truth(node, facts.values, named)]
                    self.seen[key, number, word] += 1
                    number += 1
            return number

        number = 0
        over = False
        for rule in rules.rules:
            number = see(number, rule.holds_when)
            holds = truth(rule.holds_when, facts.values, named)
            reached = rule.family != "signal" and not over and holds is not False
            for branch in rule.branches:
                taken = truth(branch.when, facts.values, named) if reached else False
                start = number + 1
                if reached:
                    number = see(start, branch.when)
                    self.seen[key, start - 1, "decided"] += taken is True and holds is True
                    reached = taken is not True
                else:
                    number = start + sum(map(counts, walk(branch.when)))
            over = over or (rule.family != "signal" and holds is True)

    def reports(self) -> Iterator[Report]:
        """The coverage of each rule set of the run, by name."""
        for key, rules in sorted(self.rule_sets.items(), key=lambda pair: (pair[1].name, pair[0])):
            lines = tuple(
                Line(rule.id, says, place.file, place.line, branch, self._seen(key, number))
                for number, (rule, says, place, branch) in enumerate(lines_of(rules))
            )
            yield Report(f"{rules.name} {rules.version}", self.decisions[key], lines)

    def _seen(self, key: str, number: int) -> dict[str, int]:
        words = (*_WORDS.values(), "decided")
        return {word: self.seen[key, number, word] for word in words if self.seen[key, number, word]}


def lines_of(rules: RuleSet) -> Iterator[tuple[Rule, str, Place, bool]]:
    """Every line of a rule set in the order in which they are numbered."""
    for rule in rules.rules:
        yield from _lines_in(rule.holds_when, rule)
        for branch in rule.branches:
            when = "" if branch.when == TRUE else f" when {show(branch.when)}"
            yield rule, f"then {branch.action}{when}", branch.place, True
            yield from _lines_in(branch.when, rule)


def _lines_in(condition: Condition, rule: Rule) -> Iterator[tuple[Rule, str, Place, bool]]:
    for node in filter(counts, walk(condition)):
        place: Place = node.place
        yield rule, show(node), place if place.line else rule.place, False


def counts(node: Condition) -> bool:
    """Whether a condition is a line of its own that can be true and false."""
    return not children(node) and not isinstance(node, Constant)


def as_data(reports: tuple[Report, ...]) -> dict[str, Any]:
    """The reports as plain data, for JSON."""
    return {
        "rule_sets": [
            {
                "rules": report.rules,
                "decisions": report.decisions,
                "percent": round(report.percent, 1),
                "lines": [
                    {
                        "rule": line.rule,
                        "says": line.says,
                        "file": line.file,
                        "line": line.line,
                        "seen": dict(line.seen),
                        "missing": list(line.missing),
                    }
                    for line in report.lines
                ],
            }
            for report in reports
        ]
    }


def as_text(report: Report, *, every: bool = False) -> Iterator[str]:
    """The report for the terminal: what was not seen, each with its place.

    Args:
        report: the coverage of one rule set.
        every: list every line and how often each was seen.
    """
    yield f"{report.rules}: {report.percent:.1f} % in {report.decisions} decisions"
    for line in report.lines:
        if line.missing:
            what = "never decided" if line.branch else f"never {' nor '.join(line.missing)}"
        else:
            what = ""
        if every:
            words = ("decided",) if line.branch else tuple(_WORDS.values())
            numbers = ", ".join(f"{word} {line.seen.get(word, 0)}" for word in words)
            what = f"{numbers}{' (' if what else ''}{what}{')' if what else ''}"
        if what:
            yield f"{line.file}:{line.line}: {line.rule}: {what}: {line.says}"


def as_json(reports: tuple[Report, ...]) -> str:
    """The reports as JSON."""
    return json.dumps(as_data(reports), indent=1) + "\n"
