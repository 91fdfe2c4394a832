"""What must hold between the rules: no cycles, one complete order, no contradictions."""

from collections.abc import Callable, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from math import inf

from clientfit.language.expression import (
    TRUE,
    All,
    BooleanFact,
    Compare,
    Condition,
    FactTerm,
    Named,
    Not,
    Number,
    Parameter,
    Place,
    names_used,
    show,
    walk,
    walk_term,
)
from clientfit.language.fold import Calculated
from clientfit.ruleset.fields import Report
from clientfit.ruleset.model import FactSpec, Rule
from clientfit.suggestions import did_you_mean
from clientfit.values import Exact


def conditions_of(rule: Rule) -> tuple[Condition, ...]:
    """Every condition that a rule writes."""
    return (rule.holds_when, *(branch.when for branch in rule.branches))


def sort_signals(rules: Iterable[Rule], report: Report) -> tuple[Rule, ...]:
    """Put each signal after those that it mentions; a cycle is reported."""
    by_id = {rule.id: rule for rule in rules}
    graph = {
        rule.id: {n for c in conditions_of(rule) for n in names_used(c) if n in by_id}
        for rule in by_id.values()
    }
    return tuple(by_id[name] for name in _sorted(graph, lambda n: by_id[n].place, report))


def sort_facts(facts: Mapping[str, FactSpec], report: Report) -> dict[str, FactSpec]:
    """Put each calculated fact after those that it reads; a cycle is reported."""
    graph: dict[str, set[str]] = {name: set() for name in facts}
    for name, spec in facts.items():
        if isinstance(spec.fold, Calculated):
            read = walk_term(spec.fold.term)
            graph[name] = {term.name for term in read if isinstance(term, FactTerm)}
    return {name: facts[name] for name in _sorted(graph, lambda n: facts[n].place, report)}


def _sorted(
    graph: Mapping[str, set[str]], place: Callable[[str], Place], report: Report
) -> tuple[str, ...]:
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        names: list[str] = error.args[1]
        report.add(place(names[0]), f"these rest on each other: {' -> '.join(reversed(names))}")
        return tuple(graph)


def order_rows(
    rules: Mapping[str, Rule],
    order: Iterable[tuple[str, Place]],
    start: Place,
    report: Report,
    *,
    fails: bool = False,
) -> tuple[Rule, ...]:
    """Put reasons and outcomes into the declared order; gaps and strangers are reported.

    Args:
        rules: the reasons and outcomes.
        order: their names, with where each stands.
        start: where `order:` stands.
        report: takes what is wrong.
        fails: whether something in the order was reported before; then no gap is.
    """
    told = len(report.problems)
    found: dict[str, Rule] = {}
    for name, place in order:
        if name in found:
            report.add(place, f"'{name}' stands twice in `order:`", "keep one")
        elif name not in rules:
            near = did_you_mean(name, rules)
            report.add(place, f"no reason or outcome is called '{name}'", near)
        else:
            found[name] = rules[name]
    left = [rule for name, rule in rules.items() if name not in found]
    fails = fails or len(report.problems) > told
    # What lacks may be what was misspelt.
    if left and not fails:
        names = ", ".join(f"'{rule.id}'" for rule in left)
        verb = "has" if len(left) == 1 else "have"
        hint = "add what lacks, or in an overlay move single rules: {put: x, before: y}"
        report.add(start, f"{names} {verb} no place in `order:`", hint)
    rows = tuple(found.values())
    if not rows:
        report.add(start, "`order:` needs at least one outcome")
    # A condition that did not read would look as if it always held.
    for rule in () if report.problems else rows[:-1]:
        if rule.holds_when == TRUE:
            report.add(rule.place, f"'{rule.id}' always holds, so nothing after it is ever tried")
    if rows and rows[-1].holds_when != TRUE and not fails:
        report.add(rows[-1].place, "the last in `order:` must hold always", "holds_when: always")
    return rows


def check_rows_use_earlier_names(rule: Rule, signals: Iterable[str], report: Report) -> None:
    """Report a condition that mentions something other than a signal."""
    known = set(signals)
    for condition in conditions_of(rule):
        for name in names_used(condition):
            if name not in known:
                report.add(rule.place, f"'{rule.id}' may mention signals only, not '{name}'")


def check_contradictions(rule: Rule, report: Report) -> None:
    """Report a part of a rule that can never hold because its own lines exclude each other."""
    for condition in conditions_of(rule):
        for node in walk(condition):
            if isinstance(node, All) and (reason := contradiction(node.items)):
                report.add(node.place, f"these lines can never hold together: {reason}")


def contradiction(items: Iterable[Condition]) -> str:
    """Say why conditions exclude each other, or "" when they visibly do not."""
    positive: set[Condition] = set()
    negative: set[Condition] = set()
    lows: dict[str, tuple[Exact | float, bool, str]] = {}
    highs: dict[str, tuple[Exact | float, bool, str]] = {}
    for item in items:
        bare, sign = item, True
        while isinstance(bare, Not):
            bare, sign = bare.item, not sign
        if isinstance(bare, BooleanFact | Named):
            (positive if sign else negative).add(bare)
        if isinstance(bare, Compare) and sign:
            _note_bounds(bare, lows, highs)
    for both in positive & negative:
        return f"'{show(both)}' and 'not {show(both)}'"
    for fact, (low, low_open, low_text) in lows.items():
        high, high_open, high_text = highs.get(fact, (inf, False, ""))
        if low > high or (low == high and (low_open or high_open)):
            return f"'{low_text}' and '{high_text}'"
    return ""


def _note_bounds(
    node: Compare,
    lows: dict[str, tuple[Exact | float, bool, str]],
    highs: dict[str, tuple[Exact | float, bool, str]],
) -> None:
    if not isinstance(node.left, FactTerm) or not isinstance(node.right, Number | Parameter):
        return
    name, value, text = node.left.name, node.right.value, show(node)
    if node.comparison in (">", ">=", "=="):
        bound = (value, node.comparison == ">", text)
        if name not in lows or bound[:2] > lows[name][:2]:
            lows[name] = bound
    if node.comparison in ("<", "<=", "=="):
        bound = (value, node.comparison == "<", text)
        if name not in highs or (value, not bound[1]) < (highs[name][0], not highs[name][1]):
            highs[name] = bound
