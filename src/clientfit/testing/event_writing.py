"""Write one event that belongs to a collection: the fields that its `where` asks for, and no others."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from clientfit.event_fields import DERIVED_FIELDS, fields_of
from clientfit.events import EVENT_TYPES
from clientfit.language.expression import (
    All,
    AnyOf,
    BooleanFact,
    Condition,
    Not,
    OneOf,
    facts_read,
)
from clientfit.language.fold import Collection

Raw = dict[str, Any]
"""An event as plain data."""
CHANNEL_OF_METHOD = {"preferred": "phone", "alternate": "text"}
"""Of a case whose preferred channel is the phone."""


def write_event(select: Collection, day: date, fields: Mapping[str, object]) -> Raw | None:
    """Write an event of a collection, or None where its condition asks for something unusual.

    Args:
        select: the collection.
        day: when it happened.
        fields: what it is to say besides.
    """
    kind = select.kinds[0]
    asked: dict[str, object] = {}
    if select.where is not None and not _ask(select.where, True, kind, asked):
        return None
    method = asked.pop("method", None)
    if method is not None:
        asked["channel"] = CHANNEL_OF_METHOD.get(str(method), "mail")
    if any(asked.get(name, value) != value for name, value in fields.items()):
        return None
    derived = DERIVED_FIELDS.get(kind, {})
    said = {name: value for name, value in asked.items() if name not in derived or name == "answered"}
    event: Raw = {"kind": kind, "at": day, **said, **fields}
    for name, info in EVENT_TYPES[kind].model_fields.items():
        if info.is_required() and name not in event:
            event[name] = _simplest(kind, name)
    if event.get("direction") == "outbound":
        event.setdefault("answered", False)  # a call with nothing recorded may have been answered
    try:
        EVENT_TYPES[kind].model_validate(event)
    except ValidationError:
        return None
    return event


def _simplest(kind: str, name: str) -> object:
    fact = fields_of(kind).get(name)
    return fact.words[0] if fact is not None and fact.words else False


def _ask(condition: Condition, want: bool, kind: str, asked: dict[str, object]) -> bool:
    """Note what a condition asks of each field; False where it asks for something unusual."""
    match condition:
        case Not(item=item):
            return _ask(item, not want, kind, asked)
        case BooleanFact(name=name):
            return _note(name, want, kind, asked)
        case OneOf(term=term, words=words):
            known = fields_of(kind).get(term.name)
            if known is None:
                return False
            fitting = [word for word in known.words if (word in words) is want]
            default = EVENT_TYPES[kind].model_fields.get(term.name)
            if default is not None and default.default in fitting:
                return True
            return bool(fitting) and _note(term.name, fitting[0], kind, asked)
        case All(items=items) | AnyOf(items=items):
            every = isinstance(condition, All) is want
            if every:
                return all(_ask(item, want, kind, asked) for item in items)
            for item in items:
                attempt = dict(asked)
                if set(facts_read(item)) <= fields_of(kind).keys() and _ask(item, want, kind, attempt):
                    asked.update(attempt)
                    return True
            return False
        case _:
            return False


def _note(name: str, value: object, kind: str, asked: dict[str, object]) -> bool:
    if name not in fields_of(kind):
        return False
    return asked.setdefault(name, value) == value
