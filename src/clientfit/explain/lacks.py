"""Put into words what a condition lacks: what a fact is, and what it would have to be."""

from collections.abc import Callable, Mapping

from clientfit.explain.leaf_truth import Values
from clientfit.explain.wording import is_share, per_cent, show_condition, show_fact
from clientfit.language.expression import (
    OPPOSITE,
    BooleanFact,
    Compare,
    Comparison,
    Condition,
    FactTerm,
    Not,
    Number,
    OneOf,
    Parameter,
    facts_read,
)
from clientfit.ruleset.model import FactSpec, Rule, RuleSet
from clientfit.values import Exact, show_number

Words = Callable[[Values], str]
"""Says what is lacking, given what the facts are."""

_NEEDS: Mapping[Comparison, str] = {
    ">=": "at least",
    ">": "more than",
    "<=": "at most",
    "<": "less than",
    "==": "exactly",
    "!=": "other than",
}


def lack_words(condition: Condition, rules: RuleSet, *, wanted: bool) -> Words:
    """Prepare the words for one line that is not what it has to be, or is open.

    Example: ``attempts by another way: 0, needs at least 1``.
    """
    match condition:
        case Not(item=item):
            return lack_words(item, rules, wanted=not wanted)
        case BooleanFact(name=name):
            spec = rules.facts[name]
            text = sentence(spec)
            lead = text if wanted else f"not so that {text}"
            return lambda values: f"{lead} (it is {show_fact(spec, values[name])})"
        case OneOf(term=FactTerm(name=name), words=words):
            listed = " or ".join(words).replace("_", " ")
            return _told(rules.facts[name], listed if wanted else f"anything but {listed}")
        case Compare(left=FactTerm(name=name), comparison=how, right=Number(value=number)):
            spec = rules.facts[name]
            return _told(spec, _amount(how, number, spec, wanted=wanted))
        case Compare(left=FactTerm(name=name), comparison=how, right=Parameter(value=number)):
            spec = rules.facts[name]
            return _told(spec, _amount(how, number, spec, wanted=wanted))
        case _:
            return _calculation(condition, rules, wanted=wanted)


def title_words(rule: Rule, *, wanted: bool) -> Words:
    """The words for a whole rule that does not hold, or holds and must not."""
    said = f"'{rule.title}'" if wanted else f"not '{rule.title}'"
    return lambda _: said


def _amount(how: Comparison, number: Exact, spec: FactSpec, *, wanted: bool) -> str:
    shown = per_cent(number) if is_share(spec.unit) else show_number(number)
    return f"{_NEEDS[how if wanted else OPPOSITE[how]]} {shown}"


def _told(spec: FactSpec, needs: str) -> Words:
    name, lead = spec.name, name_of(spec)

    def words(values: Values) -> str:
        return f"{lead}: {show_fact(spec, values[name]).replace('_', ' ')}, needs {needs}"

    return words


def _calculation(condition: Condition, rules: RuleSet, *, wanted: bool) -> Words:
    lead = show_condition(condition, rules) if wanted else f"not {show_condition(condition, rules)}"
    specs = [rules.facts[name] for name in facts_read(condition)]

    def words(values: Values) -> str:
        found = [f"{name_of(spec)}: {show_fact(spec, values[spec.name])}" for spec in specs]
        return f"{lead} ({', '.join(found)})"

    return words


def name_of(spec: FactSpec) -> str:
    """What a fact is called in a sentence."""
    return spec.called or spec.name.replace("_", " ")


def sentence(spec: FactSpec) -> str:
    """What a yes/no fact means, as part of a sentence."""
    text = spec.means.rstrip(".")
    return text[:1].lower() + text[1:]
