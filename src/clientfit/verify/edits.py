"""What was edited between two rule sets: lines of rules, parameters, order, facts, wording."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields

from clientfit.language.expression import (
    Condition,
    Place,
    children,
    parameters_read,
    show,
    walk,
)
from clientfit.reference import truth
from clientfit.ruleset.model import Branch, FactSpec, Rule, RuleSet
from clientfit.ruleset.structure import conditions_of
from clientfit.values import FactValue, show_number

Values = Mapping[str, FactValue]


def _never(_before: Values, _after: Values) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that was edited.

    Attributes:
        what: in words.
        rule: the rule it is in, or "".
        place: where it stands: in the new rule set, or in the old one where it was dropped.
        decides: whether it can change a decision; else it is wording.
        tells: whether it speaks differently of two versions of a client's facts.
    """

    what: str
    rule: str
    place: Place
    decides: bool
    tells: Callable[[Values, Values], bool] = _never


def edits(old: RuleSet, new: RuleSet) -> Iterator[Edit]:
    """Everything that was edited."""
    yield from changed_lines(old, new)
    yield from vocabulary_edits(old, new)
    yield from _wording(old, new)


def changed_lines(old: RuleSet, new: RuleSet) -> Iterator[Edit]:
    """What was edited that can change a decision."""
    for name, spec in new.parameters.items():
        before = old.parameters.get(name)
        if before is not None and before.value != spec.value:
            says = f"{name}: {show_number(before.value)} becomes {show_number(spec.value)}"
            yield Edit(says, "", spec.place, decides=True, tells=_reader_tells(name, old, new))
    olds, news = ({rule.id: rule for rule in rules.rules} for rules in (old, new))
    for name, rule in olds.items():
        if name not in news:
            yield Edit(f"{rule.family} {name} is dropped", name, rule.place, decides=True)
    for name, rule in news.items():
        before = olds.get(name)
        if before is None:
            yield Edit(f"{rule.family} {name} is new", name, rule.place, decides=True)
        else:
            yield from _rule_edits(before, rule, old, new)
    yield from _order(old, new)


def _reader_tells(name: str, old: RuleSet, new: RuleSet) -> Callable[[Values, Values], bool]:
    """Whether some line that reads a parameter tells."""
    olds = {rule.id: conditions_of(rule) for rule in old.rules}
    pairs = [
        _tells(one, two, old, new)
        for rule in new.rules
        for one, two in zip(olds.get(rule.id, ()), conditions_of(rule), strict=False)
        if name in parameters_read(two)
    ]
    return lambda one, two: any(tells(one, two) for tells in pairs)


def _rule_edits(old: Rule, new: Rule, before: RuleSet, after: RuleSet) -> Iterator[Edit]:
    yield from _condition_edits(old, new, old.holds_when, new.holds_when, before, after)
    if old.if_unknown is not new.if_unknown:
        yield Edit(f"{new.id}: if_unknown is now {_word(new.if_unknown)}", new.id, new.place, True)
    for place, branch in enumerate(new.branches):
        if place >= len(old.branches):
            yield Edit(f"{new.id}: a branch is new: {_branch(branch)}", new.id, branch.place, True)
            continue
        known = old.branches[place]
        yield from _condition_edits(old, new, known.when, branch.when, before, after)
        if (known.action, known.if_unknown) != (branch.action, branch.if_unknown):
            says = f"{new.id}: '{_branch(known)}' becomes '{_branch(branch)}'"
            yield Edit(says, new.id, branch.place, decides=True)
        elif known.steps != branch.steps:
            yield Edit(f"{new.id}: other steps with '{_branch(branch)}'", new.id, branch.place, True)
    for branch in old.branches[len(new.branches) :]:
        yield Edit(f"{new.id}: a branch is dropped: {_branch(branch)}", new.id, branch.place, True)


def _word(value: object) -> str:
    return "not set" if value is None else str(value)


def _branch(branch: Branch) -> str:
    meanwhile = f", if_unknown: {branch.if_unknown.value}" if branch.if_unknown else ""
    return f"{branch.action.value} when {show(branch.when)}{meanwhile}"


def _condition_edits(
    rule: Rule, now: Rule, old: Condition, new: Condition, before: RuleSet, after: RuleSet
) -> Iterator[Edit]:
    """The lines that only one of two conditions has; the whole where only its structure differs."""
    if old == new:
        return
    tells = _tells(old, new, before, after)
    olds, news = ({node: None for node in walk(c) if not children(node)} for c in (old, new))
    gone = [node for node in olds if node not in news]
    come = [node for node in news if node not in olds]
    for node in come:
        place = node.place if node.place.line else now.place
        if len(gone) == len(come) == 1:
            says = f"{now.id}: '{show(gone[0])}' becomes '{show(node)}'"
            if show(gone[0]) == show(node):
                says = f"{now.id}: '{show(node)}' has another number"
            yield Edit(says, now.id, place, decides=True, tells=tells)
            return
        yield Edit(f"{now.id}: '{show(node)}' is new", now.id, place, decides=True, tells=tells)
    for node in gone:
        place = node.place if node.place.line else rule.place
        yield Edit(f"{now.id}: '{show(node)}' is dropped", now.id, place, decides=True, tells=tells)
    if not come and not gone:
        place = new.place if new.place.line else now.place
        says = f"{now.id}: '{show(old)}' becomes '{show(new)}'"
        yield Edit(says, now.id, place, decides=True, tells=tells)


def _tells(
    old: Condition, new: Condition, before: RuleSet, after: RuleSet
) -> Callable[[Values, Values], bool]:
    """Whether the two conditions differ, with the old signals in both so that each is blamed alone."""
    named = before.conditions
    later = {**after.conditions, **named}

    def tells(one: Values, two: Values) -> bool:
        return truth(old, one, named) is not truth(new, two, later)

    return tells


def _order(old: RuleSet, new: RuleSet) -> Iterator[Edit]:
    olds = [row.id for row in old.rows]
    news = [row.id for row in new.rows]
    before = [name for name in olds if name in news]
    after = [name for name in news if name in olds]
    for one, two in zip(before, after, strict=True):
        if one != two:
            row = next(row for row in new.rows if row.id == two)
            yield Edit(f"order: '{two}' now stands where '{one}' stood", two, row.place, decides=True)


_OF_A_FACT = ("type", "fold", "raised_by", "values", "assume", "kinds")


def vocabulary_edits(old: RuleSet, new: RuleSet) -> Iterator[Edit]:
    """Facts that come about differently: by their type, their assumption, or how they are folded."""
    for name in sorted(old.facts.keys() & new.facts.keys()):
        before, after = old.facts[name], new.facts[name]
        if _reads(before) != _reads(after):
            yield Edit(f"fact {name}", "", after.place, decides=True)


def _reads(spec: FactSpec) -> tuple[object, ...]:
    return tuple(getattr(spec, key) for key in _OF_A_FACT)


_LOGIC = ("holds_when", "if_unknown", "branches", "examples", "place")


def _wording(old: RuleSet, new: RuleSet) -> Iterator[Edit]:
    olds = {rule.id: rule for rule in old.rules}
    for rule in new.rules:
        before = olds.get(rule.id)
        if before is None:
            continue
        for part in fields(Rule):
            if part.name not in _LOGIC and getattr(before, part.name) != getattr(rule, part.name):
                yield Edit(f"{rule.id}: another `{part.name}:`", rule.id, rule.place, decides=False)
    for name in sorted(new.facts.keys() - old.facts.keys()):
        yield Edit(f"fact {name} is new", "", new.facts[name].place, decides=False)
    for name in sorted(old.facts.keys() - new.facts.keys()):
        yield Edit(f"fact {name} is dropped", "", old.facts[name].place, decides=False)
    if [(s.applies_to, s.when, s.text) for s in old.steps] != [
        (s.applies_to, s.when, s.text) for s in new.steps
    ]:
        place = new.steps[0].place if new.steps else Place()
        yield Edit("other `steps:`", "", place, decides=False)
