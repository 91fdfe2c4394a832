"""The fields of events as the rule language sees them: their names and types."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from clientfit.events import EVENT_TYPES
from clientfit.language.vocabulary import FactType

DERIVED_FIELDS: dict[str, dict[str, FactType]] = {
    "contact": {
        "method": FactType("enum", ("preferred", "alternate", "other")),
        "during_absence": FactType("boolean"),
    },
    "advice": {"to_decision_maker": FactType("boolean")},
}
"""Fields that the timeline adds, because they depend on the case around the event."""

_LEFT_OUT = ("kind", "id", "at", "logged_at")


@cache
def fields_of(kind: str) -> dict[str, FactType]:
    """The fields of one kind of event, by name."""
    model = EVENT_TYPES[kind]
    found = {
        name: _type_of(info.annotation)
        for name, info in model.model_fields.items()
        if name not in _LEFT_OUT
    }
    return {name: fact for name, fact in found.items() if fact is not None} | DERIVED_FIELDS.get(
        kind, {}
    )


def joint_fields(kinds: tuple[str, ...]) -> dict[str, FactType]:
    """The fields of several kinds together; one that two kinds type differently is left out.

    An event of a kind without a field simply has no value there. Several kinds are told apart by the
    field `kind`.
    """
    found = {"kind": FactType("enum", kinds)} if len(kinds) > 1 else {}
    clashing: set[str] = set()
    for kind in kinds:
        for name, fact in fields_of(kind).items():
            if found.setdefault(name, fact) != fact:
                clashing.add(name)
    return {name: fact for name, fact in found.items() if name not in clashing}


def _type_of(annotation: Any) -> FactType | None:  # noqa: ANN401  a type annotation is any object
    parts = list(_flatten(annotation))
    if bool in parts:
        return FactType("boolean")
    if Decimal in parts:
        return FactType("number")
    words = tuple(part for part in parts if isinstance(part, str) and part != "unknown")
    if words:
        return FactType("enum", words)
    if date in parts or datetime in parts:
        return FactType("date")
    return None


def _flatten(annotation: Any) -> list[Any]:  # noqa: ANN401  a type annotation is any object
    origin = get_origin(annotation)
    if origin is Annotated:
        return _flatten(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [part for inner in get_args(annotation) for part in _flatten(inner)]
    if origin is Literal:
        return list(get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return [member.value for member in annotation]
    return [] if annotation is NoneType else [annotation]
