"""What else was edited between two rule sets: how facts come about, promises, paths, wording."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import TypeVar

from clientfit.explain.wording import show_fact
from clientfit.language.expression import Place, show
from clientfit.ruleset.model import FactSpec, ParameterSpec, Promise, Rule, RuleSet
from clientfit.verify.edits import Edit, changed_lines


def edits(old: RuleSet, new: RuleSet) -> Iterator[Edit]:
    """Everything that was edited."""
    yield from (edit for edit in changed_lines(old, new) if not edit.follows)
    yield from assumption_edits(old, new)
    yield from source_edits(old, new)
    yield from _promises(old, new)
    yield from _wording(old, new)


def assumed_otherwise(old: RuleSet, new: RuleSet) -> tuple[str, ...]:
    """The facts that have another value where nobody raised them."""
    shared = (name for name in new.facts if name in old.facts)
    return tuple(name for name in shared if old.unraised[name] != new.unraised[name])


def assumption_edits(old: RuleSet, new: RuleSet) -> Iterator[Edit]:
    """Facts that are assumed to be something else where nobody raised them."""
    assumed = assumed_otherwise(old, new)
    for before, after in _shared(old.facts, new.facts):
        if after.name in assumed:
            words = (show_fact(s, r.unraised[after.name]) for s, r in ((before, old), (after, new)))
            says = f"fact {after.name}: where nobody raised it, {' becomes '.join(words)}"
            yield Edit(says, "", new.written(after, "assume"), decides=True)


_OF_THE_RECORD = ("type", "fold", "raised_by", "values", "kinds")


def source_edits(old: RuleSet, new: RuleSet) -> Iterator[Edit]:
    """Facts that are read from a record otherwise: by their type, or by how they are folded."""
    for before, after in _shared(old.facts, new.facts):
        other = [key for key in _OF_THE_RECORD if getattr(before, key) != getattr(after, key)]
        if other:
            says = f"fact {after.name}: comes about otherwise (its type, `from:`, or what that counts)"
            key = "from" if other[0] == "fold" else other[0]
            yield Edit(says, "", new.written(after, key), decides=True)


def _promises(old: RuleSet, new: RuleSet) -> Iterator[Edit]:
    olds, news = ({promise.name: promise for promise in rules.must} for rules in (old, new))
    for name, promise in olds.items():
        if name not in news:
            says = f"the promise '{name}' is dropped"
            yield Edit(says, "", promise.place, decides=False, concerns="a promise")
    for name, promise in news.items():
        if name not in olds or _said(olds[name]) != _said(promise):
            says = f"the promise '{name}' is {'edited' if name in olds else 'new'}"
            yield Edit(says, "", promise.place, decides=False, concerns="a promise")
    for one, two, what in ((old, new, "dropped"), (new, old, "new")):
        known = {world.condition for world in two.always}
        for world in one.always:
            if world.condition not in known:
                says = f"always: '{show(world.condition)}' is {what}"
                yield Edit(says, "", world.place, decides=False, concerns="the world")


def _said(promise: Promise) -> tuple[object, ...]:
    """A promise as it is written; a parameter in it stands by its name."""
    conditions = (promise.unless, promise.when)
    shown = tuple(None if condition is None else show(condition) for condition in conditions)
    return (promise.kind, promise.pattern, promise.names, promise.change, *shown)


_LOGIC = ("holds_when", "if_unknown", "branches", "examples", "place", "kind")
_OF_A_FACT = ("topic", "unit", "means", "asks", "assumed_as", "called", "notes")
_OF_A_PARAMETER = ("unit", "means", "source")


def _wording(old: RuleSet, new: RuleSet) -> Iterator[Edit]:
    olds = {rule.id: rule for rule in old.rules}
    texts = [part.name for part in fields(Rule) if part.name not in _LOGIC]
    for before, after in _shared(olds, {rule.id: rule for rule in new.rules}):
        yield from _texts(before, after, texts, after.id, new)
    for before, after in _shared(old.facts, new.facts):
        yield from _texts(before, after, _OF_A_FACT, f"fact {after.name}", new)
    for before, after in _shared(old.parameters, new.parameters):
        yield from _texts(before, after, _OF_A_PARAMETER, f"parameter {after.name}", new)
    for one, two, what in ((old, new, "dropped"), (new, old, "new")):
        for name in sorted(one.facts.keys() - two.facts.keys()):
            yield Edit(f"fact {name} is {what}", "", one.facts[name].place, decides=False)
        for name in sorted(one.parameters.keys() - two.parameters.keys()):
            yield Edit(f"parameter {name} is {what}", "", one.parameters[name].place, decides=False)
    if [(s.applies_to, s.when, s.text) for s in old.steps] != [
        (s.applies_to, s.when, s.text) for s in new.steps
    ]:
        place = new.steps[0].place if new.steps else Place()
        yield Edit("other `steps:`", "", place, decides=False)
    if old.moves != new.moves:
        yield Edit("other moves", "", Place("moves.yaml", 1), decides=False, concerns="paths")


Spec = TypeVar("Spec")


def _shared(olds: Mapping[str, Spec], news: Mapping[str, Spec]) -> Iterator[tuple[Spec, Spec]]:
    for name, after in news.items():
        if name in olds:
            yield olds[name], after


def _texts(
    before: Rule | FactSpec | ParameterSpec,
    after: Rule | FactSpec | ParameterSpec,
    parts: list[str] | tuple[str, ...],
    what: str,
    new: RuleSet,
) -> Iterator[Edit]:
    for part in parts:
        if getattr(before, part) != getattr(after, part):
            written = not isinstance(after, ParameterSpec)
            place = new.written(after, part) if written else after.place
            yield Edit(f"{what}: another `{part}:`", "", place, decides=False)
