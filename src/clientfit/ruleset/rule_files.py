"""Read signals, reasons and outcomes."""

from collections.abc import Mapping as AbstractMapping

from clientfit.language.expression import TRUE, Condition
from clientfit.language.vocabulary import Vocabulary
from clientfit.ruleset.conditions import read_condition
from clientfit.ruleset.documents import Mapping, Node, Scalar
from clientfit.ruleset.fields import Fields, Report, place_of
from clientfit.ruleset.model import (
    Action,
    Branch,
    Example,
    Expectation,
    FactSpec,
    Family,
    Rule,
    SignalKind,
    StepRule,
    Waiver,
)
from clientfit.ruleset.scalars import read_value
from clientfit.ruleset.templates import check_outgoing, check_placeholders
from clientfit.suggestions import did_you_mean
from clientfit.values import FactValue

_KINDS: tuple[SignalKind, ...] = ("red_flag", "lapse", "boundary", "condition")
_EXPECTATIONS: tuple[Expectation, ...] = ("holds", "does not hold", "unknown")
_ACTIONS = tuple(action.value for action in Action)
_COMMON = ("title", "means", "holds_when", "silent", "says", "source", "examples")
_KEYS: dict[Family, tuple[str, ...]] = {
    "signal": ("signal", "kind", *_COMMON, "advises"),
    "reason": ("reason", *_COMMON, "if_unknown", "then", "survey", "message", "notes"),
    "outcome": ("outcome", *_COMMON, "if_unknown", "then", "action", "step", "asks", "notes"),
}


def read_rule(
    document: Node,
    file: str,
    family: Family,
    vocabulary: Vocabulary,
    facts: AbstractMapping[str, FactSpec],
    report: Report,
) -> Rule:
    """Read one rule file; what is wrong is reported."""
    fields = Fields(document, file, f"a {family}", report)
    fields.only(_KEYS[family])
    holds_when: Condition = TRUE
    node = fields.entries.get("holds_when")
    if node is None:
        report.add(fields.place, f"a {family} needs `holds_when:`", "write `always` for a default")
    else:
        holds_when = read_condition(node, vocabulary, file, report)
    kind = fields.choice("kind", _KINDS, required=True) if family == "signal" else ""
    branches = () if family == "signal" else _branches(fields, vocabulary, facts, report)
    _check_placeholders(fields, ("says", "advises"), facts, report)
    _check_outgoing(fields, facts, report)
    return Rule(
        id=fields.text(family, required=True),
        family=family,
        kind=next((known for known in _KINDS if known == kind), None),
        title=fields.text("title", required=True),
        means=fields.text("means", required=True),
        holds_when=holds_when,
        if_unknown=_action(fields, "if_unknown"),
        branches=branches,
        says=fields.text("says", required=True),
        advises=fields.text("advises", required=family == "signal" and kind != "condition"),
        survey=fields.text("survey"),
        source=fields.text("source", required=True),
        examples=_examples(fields, family, facts, report),
        place=fields.at(family),
        silent=fields.choice("silent", ("true", "false")) == "true",
        message=fields.text("message"),
        notes=fields.texts("notes"),
    )


def _action(fields: Fields, key: str, *, required: bool = False) -> Action | None:
    word = fields.choice(key, _ACTIONS, required=required)
    return Action(word) if word else None


def _branches(
    fields: Fields,
    vocabulary: Vocabulary,
    facts: AbstractMapping[str, FactSpec],
    report: Report,
) -> tuple[Branch, ...]:
    if "then" not in fields.entries:
        action = _action(fields, "action", required=True) or Action.KEEP
        return (_branch(fields, TRUE, action, None, facts, report),)
    if "action" in fields.entries:
        report.add(fields.at("action"), "write `action:` inside the branches of `then:`")
    found: list[Branch] = []
    items = fields.items("then")
    for index, item in enumerate(items):
        inner = Fields(item, fields.file, "a branch", report)
        inner.only(("when", "action", "if_unknown", "step", "asks"))
        when: Condition = TRUE
        node = inner.entries.get("when")
        last = index == len(items) - 1
        if node is not None:
            when = read_condition(node, vocabulary, fields.file, report)
        if (node is None) != last:
            report.add(
                inner.place,
                "the last branch, and only the last, has no `when:`",
                "end `then:` with a branch that needs nothing",
            )
        action = _action(inner, "action", required=True) or Action.KEEP
        found.append(_branch(inner, when, action, _action(inner, "if_unknown"), facts, report))
    if not found:
        report.add(fields.at("then"), "`then:` needs at least one branch")
    return tuple(found)


def _branch(
    fields: Fields,
    when: Condition,
    action: Action,
    if_unknown: Action | None,
    facts: AbstractMapping[str, FactSpec],
    report: Report,
) -> Branch:
    asks = fields.texts("asks")
    for name in asks:
        if name not in facts:
            report.add(fields.at("asks"), f"unknown fact '{name}'", did_you_mean(name, facts))
    if action is Action.ASK and not asks:
        report.add(fields.place, "an `ask` says which facts it asks for, under `asks:`")
    _check_placeholders(fields, ("step",), facts, report)
    return Branch(when, action, if_unknown, fields.texts("step"), asks, fields.place)


def _check_placeholders(
    fields: Fields, keys: tuple[str, ...], facts: AbstractMapping[str, FactSpec], report: Report
) -> None:
    for key in keys:
        for text in fields.texts(key):
            check_placeholders(text, fields.at(key), facts, report)


def _check_outgoing(fields: Fields, facts: AbstractMapping[str, FactSpec], report: Report) -> None:
    """Check the texts that leave the house."""
    _check_placeholders(fields, ("message", "notes"), facts, report)
    for key in ("message", "notes"):
        for text in fields.texts(key):
            check_outgoing(text, fields.at(key), report)


def _examples(
    fields: Fields, family: Family, facts: AbstractMapping[str, FactSpec], report: Report
) -> tuple[Example, ...]:
    found: list[Example] = []
    for item in fields.items("examples"):
        inner = Fields(item, fields.file, "an example", report)
        inner.only(("name", "given", "expect"))
        name = inner.text("name", required=True)
        given = _given(inner.mapping("given", required=True), fields.file, facts, report)
        action, reason, expectation = _expect(inner, family, report)
        found.append(Example(name, given, action, reason, expectation, inner.place))
    if not found:
        report.add(
            fields.place, f"a {family} needs `examples:`", "add one that holds, one that does not"
        )
    return tuple(found)


def _given(
    node: Mapping | None, file: str, facts: AbstractMapping[str, FactSpec], report: Report
) -> dict[str, FactValue]:
    found: dict[str, FactValue] = {}
    for key, value in node.entries if node else ():
        place = place_of(key, file)
        spec = facts.get(key.text)
        if spec is None:
            near = did_you_mean(key.text, facts)
            report.add(place, f"unknown fact '{key.text}'", near)
            continue
        try:
            found[key.text] = read_value(value, spec.type)
        except ValueError as error:
            report.add(place, f"'{key.text}': {error}")
    return found


def _expect(
    inner: Fields, family: Family, report: Report
) -> tuple[Action | None, str | None, Expectation | None]:
    node = inner.entries.get("expect")
    if isinstance(node, Scalar):
        expectation = _expectation(node.text)
        if expectation is None:
            report.add(
                inner.at("expect"),
                f"`expect:` cannot be '{node.text}'",
                "write holds, does not hold, unknown, or {action: ...}",
            )
        return None, None, expectation
    if family == "signal":
        report.add(inner.at("expect"), "a signal's example expects: holds, does not hold, or unknown")
        return None, None, None
    wanted = Fields(inner.mapping("expect", required=True), inner.file, "`expect:`", report)
    wanted.only(("action", "reason"))
    action = _action(wanted, "action", required=True)
    return action, wanted.text("reason") or None, None


def _expectation(text: str) -> Expectation | None:
    return next((known for known in _EXPECTATIONS if known == text), None)


def read_steps(
    fields: Fields,
    vocabulary: Vocabulary,
    facts: AbstractMapping[str, FactSpec],
    known: tuple[str, ...],
    report: Report,
) -> tuple[StepRule, ...]:
    """Read `steps:` of a rule set: what is added to outcomes."""
    found: list[StepRule] = []
    for item in fields.items("steps"):
        inner = Fields(item, fields.file, "a step", report)
        inner.only(("for", "when", "step"))
        applies_to = inner.texts("for")
        for word in applies_to:
            if word not in (*known, *_ACTIONS, "any"):
                near = did_you_mean(word, (*known, *_ACTIONS))
                report.add(inner.at("for"), f"'{word}' is no action, reason or outcome", near)
        node = inner.entries.get("when")
        when = TRUE if node is None else read_condition(node, vocabulary, fields.file, report)
        text = inner.text("step", required=True)
        check_placeholders(text, inner.at("step"), facts, report)
        found.append(StepRule(applies_to, when, text, inner.place))
    return tuple(found)


def read_waivers(fields: Fields, report: Report) -> tuple[Waiver, ...]:
    """Read `waive:` of a rule set: the findings of the lint that the house lives with."""
    found: list[Waiver] = []
    for item in fields.items("waive"):
        inner = Fields(item, fields.file, "a waiver", report)
        inner.only(("id", "because"))
        found.append(
            Waiver(inner.text("id", required=True), inner.text("because", required=True), inner.place)
        )
    return tuple(found)
