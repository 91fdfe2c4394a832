"""What was edited between two rule sets and can change a decision: lines, parameters, order."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from clientfit.language.expression import (
    TRUE,
    Condition,
    Place,
    children,
    parameters_read,
    show,
    walk,
)
from clientfit.reference import truth
from clientfit.ruleset.model import Branch, Rule, RuleSet
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
        decides: whether it can change a decision.
        tells: whether it speaks differently of two versions of a client's facts.
        concerns: what it is about where it changes no decision.
        follows: whether nobody edited the line itself, but a parameter in it has another number.
    """

    what: str
    rule: str
    place: Place
    decides: bool
    tells: Callable[[Values, Values], bool] = _never
    concerns: Literal["wording", "a promise", "the world", "paths"] = "wording"
    follows: bool = False


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
            says = f"{rule.family} {name} is dropped"
            tells = _held(name, old, of=0)
            yield Edit(says, name, rule.place, decides=True, tells=tells)
    for name, rule in news.items():
        before = olds.get(name)
        if before is None:
            says = f"{rule.family} {name} is new"
            yield Edit(says, name, rule.place, decides=True, tells=_held(name, new, of=1))
        else:
            yield from _rule_edits(before, rule, old, new)
    yield from _order(old, new)


def _held(name: str, rules: RuleSet, *, of: Literal[0, 1]) -> Callable[[Values, Values], bool]:
    """Whether a rule of one of the two rule sets holds, or may."""
    named = rules.conditions
    return lambda one, two: truth(named[name], (one, two)[of], named) is not False


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
    if old.kind != new.kind:
        says = f"{new.id}: kind: {old.kind} becomes {new.kind}; decisions name it otherwise"
        tells = _held(new.id, after, of=1)
        yield Edit(says, new.id, after.written(new, "kind"), decides=True, tells=tells)
    if old.if_unknown is not new.if_unknown:
        says = f"{new.id}: if_unknown is now {_word(new.if_unknown)}"
        yield Edit(says, new.id, after.written(new, "if_unknown"), decides=True)
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
            says = f"{new.id}: other steps with '{_branch(branch)}'"
            written = after.changed.get(f"{new.id}/step", branch.place)
            yield Edit(says, new.id, written, decides=True)
    for branch in old.branches[len(new.branches) :]:
        yield Edit(f"{new.id}: a branch is dropped: {_branch(branch)}", new.id, branch.place, True)


def _word(value: object) -> str:
    return "not set" if value is None else str(value)


def _branch(branch: Branch) -> str:
    meanwhile = f", if_unknown: {branch.if_unknown.value}" if branch.if_unknown else ""
    when = "" if branch.when == TRUE else f" when {show(branch.when)}"
    return f"{branch.action.value}{when}{meanwhile}"


def _condition_edits(
    rule: Rule, now: Rule, old: Condition, new: Condition, before: RuleSet, after: RuleSet
) -> Iterator[Edit]:
    """The lines that only one of two conditions has; the whole where only its structure differs."""
    if old == new:
        return
    tells = _tells(old, new, before, after)
    olds, news = ({node: None for node in walk(c) if not children(node)} for c in (old, new))
    gone = {show(node): node for node in olds if node not in news}
    come = {show(node): node for node in news if node not in olds}
    for text in [text for text in come if text in gone]:
        node = come.pop(text)
        del gone[text]
        says = f"{now.id}: '{text}' has another number"
        follows = bool(parameters_read(node))
        yield Edit(says, now.id, _placed(node, now), decides=True, tells=tells, follows=follows)
    if len(gone) == len(come) == 1:
        ((was, _), (text, node)) = (*gone.items(), *come.items())
        says = f"{now.id}: '{was}' becomes '{text}'"
        yield Edit(says, now.id, _placed(node, now), decides=True, tells=tells)
        return
    for text, node in come.items():
        yield Edit(f"{now.id}: '{text}' is new", now.id, _placed(node, now), decides=True, tells=tells)
    for text, node in gone.items():
        place = _placed(node, rule)
        yield Edit(f"{now.id}: '{text}' is dropped", now.id, place, decides=True, tells=tells)
    if olds.keys() == news.keys():
        says = f"{now.id}: '{show(old)}' becomes '{show(new)}'"
        yield Edit(says, now.id, _placed(new, now), decides=True, tells=tells)


def _placed(condition: Condition, rule: Rule) -> Place:
    return condition.place if condition.place.line else rule.place


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
    rows = {row.id: row for row in new.rows}
    before = [row.id for row in old.rows if row.id in rows]
    known = frozenset(before)
    after = [name for name in rows if name in known]
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    kept = {after[at] for block in blocks for at in range(block.b, block.b + block.size)}
    for name, later in zip(after, (*after[1:], None), strict=True):
        if name not in kept:
            where = "last" if later is None else f"before '{later}'"
            yield Edit(f"order: '{name}' now stands {where}", name, rows[name].place, decides=True)
