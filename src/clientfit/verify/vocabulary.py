"""One vocabulary for two rule sets."""

from dataclasses import replace

from clientfit.ruleset.model import FactSpec, RuleSet


def union(old: RuleSet, new: RuleSet) -> dict[str, FactSpec]:
    """Every fact of either; a word fact has the words of both."""
    found: dict[str, FactSpec] = dict(old.facts)
    for name, spec in new.facts.items():
        known = found.get(name)
        if known is None:
            found[name] = spec
        elif known.type != spec.type and known.type.words and spec.type.words:
            words = tuple(dict.fromkeys((*known.type.words, *spec.type.words)))
            found[name] = replace(known, type=replace(known.type, words=words))
        elif known.type != spec.type and known.type.is_number and spec.type.is_number:
            found[name] = replace(known, type=replace(known.type, name="number"))
    return found


def clashes(old: RuleSet, new: RuleSet) -> tuple[str, ...]:
    """The facts that are a number in one and a word or yes/no in the other."""
    return tuple(
        name
        for name, spec in new.facts.items()
        if name in old.facts and _kind(spec) != _kind(old.facts[name])
    )


def _kind(spec: FactSpec) -> str:
    return "number" if spec.type.is_number else spec.type.name
