"""Read facts about the world (`always:`) and promises (`must:`) of a rule set."""

from collections.abc import Mapping as AbstractMapping
from dataclasses import replace

from clientfit.language.expression import Condition, names_used
from clientfit.language.vocabulary import Vocabulary
from clientfit.ruleset.conditions import read_condition
from clientfit.ruleset.documents import Mapping, Node, Scalar
from clientfit.ruleset.fields import Fields, Report, place_of
from clientfit.ruleset.model import (
    Action,
    Change,
    FactSpec,
    Family,
    Pattern,
    Promise,
    PromiseKind,
    WorldFact,
)
from clientfit.ruleset.protected import protected_phrase
from clientfit.ruleset.scalars import read_number, read_value
from clientfit.suggestions import did_you_mean
from clientfit.values import is_definite

_KINDS: tuple[PromiseKind, ...] = ("never", "always", "never_both", "never_becomes", "never_loses")
_ALLOWED: dict[PromiseKind, tuple[str, ...]] = {
    "never": ("unless", "when"),
    "always": ("when",),
    "never_both": (),
    "never_becomes": ("change", "when"),
    "never_loses": ("change", "when"),
}
_ACTIONS = tuple(action.value for action in Action)
_PAIR = 2


def read_always(top: Fields, vocabulary: Vocabulary, report: Report) -> tuple[WorldFact, ...]:
    """Read `always:`, a list of conditions on facts alone."""
    found: list[WorldFact] = []
    for item in top.items("always"):
        condition = read_condition(item, vocabulary, top.file, report)
        place = place_of(item, top.file)
        for name in names_used(condition):
            report.add(
                place,
                f"`always:` is about facts, and '{name}' is a rule",
                "write the facts that it rests on",
            )
        found.append(WorldFact(condition, place))
    return tuple(found)


def read_promises(
    top: Fields,
    vocabulary: Vocabulary,
    facts: AbstractMapping[str, FactSpec],
    rules: AbstractMapping[str, Family],
    report: Report,
) -> tuple[Promise, ...]:
    """Read `must:`, a list of promises.

    Args:
        top: ruleset.yaml.
        vocabulary: what conditions may use; here they may mention any rule too.
        facts: the facts.
        rules: the family of each rule.
        report: takes what is wrong.
    """
    words = replace(vocabulary, names=frozenset(rules))
    found: dict[str, Promise] = {}
    for item in top.items("must"):
        fields = Fields(item, top.file, "a promise", report)
        promise = _promise(fields, words, facts, rules, report)
        if promise is None:
            continue
        if promise.name in found:
            _same_name(found[promise.name], promise, report)
        found[promise.name] = promise
    return tuple(found.values())


def _same_name(first: Promise, second: Promise, report: Report) -> None:
    message = f"a promise is called '{first.name}' in"
    if first.place.file == second.place.file:
        report.add(second.place, f"{message} line {first.place.line} too", "rename one")
        return
    # What an overlay adds comes first, and only that can be mended by who wrote it.
    other = f"{second.place.file}:{second.place.line}"
    hint = f"rename yours, or write `drop: [must/{first.name}]` to put it in place of the other"
    report.add(first.place, f"{message} {other} too", hint)


def _promise(
    fields: Fields,
    vocabulary: Vocabulary,
    facts: AbstractMapping[str, FactSpec],
    rules: AbstractMapping[str, Family],
    report: Report,
) -> Promise | None:
    fields.only(("name", *_KINDS, "unless", "when", "change"))
    name = fields.text("name", required=True)
    word = protected_phrase(name)
    if word is not None:
        report.add(fields.at("name"), f"'{word}' names a protected class", "say it without")
    kinds: list[PromiseKind] = [kind for kind in _KINDS if kind in fields.entries]
    if len(kinds) != 1:
        report.add(fields.place, f"a promise has exactly one of {', '.join(_KINDS)}")
        return None
    kind = kinds[0]
    for key in ("unless", "when", "change"):
        if key in fields.entries and key not in _ALLOWED[kind]:
            report.add(fields.at(key), f"`{key}:` does not go with `{kind}:`", _HINTS[kind])
    if "change" in _ALLOWED[kind] and "change" not in fields.entries:
        report.add(fields.place, f"`{kind}:` needs `change:`, such as {{responses: +1}}")
    if kind == "always" and "when" not in fields.entries:
        report.add(fields.place, "`always:` needs `when:`, a condition")
    names = _names(fields, kind, rules, report) if kind == "never_both" else ()
    pattern = Pattern() if kind == "never_both" else _pattern(fields, kind, rules, report)
    return Promise(
        name,
        kind,
        pattern,
        _condition(fields, "unless", vocabulary, report),
        _condition(fields, "when", vocabulary, report),
        names,
        _changes(fields, facts, report),
        fields.place,
    )


_HINTS: dict[PromiseKind, str] = {
    "never": "add `unless:` or `when:`, or nothing",
    "always": "add `when:`",
    "never_both": "list two rules and nothing else",
    "never_becomes": "add `change:`, and `when:` if you like",
    "never_loses": "add `change:`, and `when:` if you like",
}


def _condition(fields: Fields, key: str, vocabulary: Vocabulary, report: Report) -> Condition | None:
    node = fields.entries.get(key)
    return None if node is None else read_condition(node, vocabulary, fields.file, report)


def _names(
    fields: Fields, key: str, rules: AbstractMapping[str, object], report: Report
) -> tuple[str, ...]:
    found: list[str] = []
    for scalar in fields.scalars(key):
        if scalar.text in rules:
            found.append(scalar.text)
        else:
            near = did_you_mean(scalar.text, rules)
            report.add(place_of(scalar, fields.file), f"no rule is called '{scalar.text}'", near)
    if key == "never_both" and len(set(found)) < _PAIR:
        report.add(fields.at(key), "`never_both:` needs two different rules")
    return tuple(found)


def _pattern(
    fields: Fields, kind: PromiseKind, rules: AbstractMapping[str, Family], report: Report
) -> Pattern:
    inner = Fields(fields.mapping(kind), fields.file, f"`{kind}:`", report)
    inner.only(("action", "reason", "holds"))
    actions: list[Action] = []
    for scalar in inner.scalars("action"):
        if scalar.text in _ACTIONS:
            actions.append(Action(scalar.text))
        else:
            near = did_you_mean(scalar.text, _ACTIONS) or f"write one of {', '.join(_ACTIONS)}"
            report.add(place_of(scalar, fields.file), f"no action is called '{scalar.text}'", near)
    reasons = {name: family for name, family in rules.items() if family == "reason"}
    pattern = Pattern(
        tuple(actions), _names(inner, "reason", reasons, report), _names(inner, "holds", rules, report)
    )
    if isinstance(fields.entries[kind], Mapping) and not inner.entries:
        report.add(fields.at(kind), f"`{kind}:` says of no decision", "add action, reason or holds")
    return pattern


def _changes(
    fields: Fields, facts: AbstractMapping[str, FactSpec], report: Report
) -> tuple[Change, ...]:
    block = fields.mapping("change")
    found: list[Change] = []
    for key, node in block.entries if block else ():
        place = place_of(key, fields.file)
        spec = facts.get(key.text)
        if spec is None:
            report.add(place, f"unknown fact '{key.text}'", did_you_mean(key.text, facts))
            continue
        try:
            found.append(_change(spec, node))
        except ValueError as error:
            report.add(place, f"'{key.text}': {error}")
    if block is not None and not block.entries:
        report.add(fields.at("change"), "`change:` changes nothing")
    return tuple(found)


def _change(spec: FactSpec, node: Node) -> Change:
    if spec.type.name == "date":
        raise ValueError("no rule compares dates; change a number of days instead")
    if isinstance(node, Scalar) and spec.type.is_number and node.text[:1] in ("+", "-"):
        number = read_number(node.text)
        if spec.type.name == "integer" and not isinstance(number, int):
            raise ValueError(f"'{node.text}' is not a whole number")
        return Change(spec.name, number, None)
    value = read_value(node, spec.type)
    if not is_definite(value):
        raise ValueError("write +1 or -1, or one value; unknown and bounds do not go here")
    return Change(spec.name, None, value)
