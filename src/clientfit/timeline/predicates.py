"""Does an event belong to a collection: definitely, possibly, or not?

The dual rail of a collection's `where` is printed over an event's fields. A field that is absent
satisfies nothing; a field that is `unknown` satisfies nothing definitely and everything possibly.
"""

from collections.abc import Callable
from functools import lru_cache

from clientfit.event_fields import DERIVED_FIELDS
from clientfit.events import EVENT_TYPES
from clientfit.language.dual import End, RailFact, RailNamed, RailWords, rail
from clientfit.language.fold import Collection
from clientfit.language.python_source import Leaf, print_rail

Test = Callable[[object, object], bool | None]
"""Takes an event and its derived fields; None where it may belong."""

_DERIVED = frozenset(name for fields in DERIVED_FIELDS.values() for name in fields) | {"answered"}


@lru_cache(maxsize=1024)
def predicate(collection: Collection, kind: str) -> Test:
    """Compile a collection's condition over the events of one kind."""
    where = collection.where
    if where is None:
        return lambda _event, _derived: True
    leaf = _leaves(frozenset(EVENT_TYPES[kind].model_fields) | _DERIVED)
    sure = print_rail(rail(where, want=True), leaf, _end, _exact)
    no = print_rail(rail(where, want=False), leaf, _end, _exact)
    code = compile(
        f"lambda event, derived: True if {sure} else False if {no} else None", "<collection>", "eval"
    )
    return eval(code, {"__builtins__": {"max": max, "bool": bool}})  # noqa: S307  printed from the checked tree alone, never from a rule's text


def _leaves(fields: frozenset[str]) -> Callable[[Leaf], str]:
    """Print a leaf over an event; a field that its kind does not have has no value."""

    def read(name: str) -> str:
        if name not in fields:
            return "None"
        return f"derived.{name}" if name in _DERIVED else f"event.{name}"

    def leaf(node: Leaf) -> str:
        match node:
            case RailFact(fact=name, value=True):
                return f"({read(name)} is True)"
            case RailFact(fact=name):
                return f"({read(name)} in (False, None))"
            case RailWords(fact=name, words=words, among=True):
                return f"({read(name)} in {words!r})"
            case RailWords(fact=name, words=words):
                return f"({read(name)} not in {(*words, 'unknown')!r})"
            case RailNamed():
                raise TypeError("a collection mentions no signals")  # the loader refuses it

    return leaf


def _end(end: End) -> str:
    raise TypeError(f"'{end.fact}' cannot be compared in a collection")  # pragma: no cover  loader


def _exact(value: object) -> str:
    raise TypeError(f"{value} cannot be compared in a collection")  # pragma: no cover  loader
