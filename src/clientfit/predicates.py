"""Does an event belong to a collection: definitely, possibly, or not?

The dual rail of a collection's `where` is printed over an event's fields. A field that is absent
satisfies nothing; a field that is `unknown` satisfies nothing definitely and everything possibly.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from clientfit.event_fields import DERIVED_FIELDS
from clientfit.language.dual import End, RailFact, RailNamed, RailWords, rail
from clientfit.language.expression import Condition
from clientfit.language.python_source import Leaf, print_rail
from clientfit.values import exact

Test = Callable[[object, object], bool]
"""Takes an event and its derived fields."""

_DERIVED = frozenset(name for fields in DERIVED_FIELDS.values() for name in fields) | {"answered"}


@dataclass(frozen=True, slots=True)
class Predicate:
    """The two rails of a collection's condition, ready to run."""

    is_member: Test
    is_no_member: Test


@lru_cache(maxsize=1024)
def predicate(where: Condition) -> Predicate:
    """Compile a condition over an event's fields."""
    return Predicate(_compile(where, want=True), _compile(where, want=False))


def _compile(where: Condition, *, want: bool) -> Test:
    source = print_rail(rail(where, want), _leaf, _end, _exact)
    code = compile(f"lambda event, derived: {source}", "<collection>", "eval")
    return eval(code, {"__builtins__": {"max": max}, "field": _field, "exact": exact, "bool": bool})  # noqa: S307  printed from the checked tree alone, never from a rule's text


def _field(event: object, name: str) -> object:
    return getattr(event, name, None)


def _read(name: str) -> str:
    return f"derived.{name}" if name in _DERIVED else f"field(event, {name!r})"


def _leaf(leaf: Leaf) -> str:
    match leaf:
        case RailFact(fact=name, value=True):
            return f"({_read(name)} is True)"
        case RailFact(fact=name):
            return f"({_read(name)} in (False, None))"
        case RailWords(fact=name, words=words, among=True):
            return f"({_read(name)} in {words!r})"
        case RailWords(fact=name, words=words):
            return f"({_read(name)} not in {(*words, 'unknown')!r})"
        case RailNamed():
            raise TypeError("a collection mentions no signals")  # the loader refuses it


def _end(end: End) -> str:
    raise TypeError(f"'{end.fact}' cannot be compared in a collection")  # pragma: no cover  loader


def _exact(value: object) -> str:
    raise TypeError(f"{value} cannot be compared in a collection")  # pragma: no cover  loader
