"""Cases as plain data, so that a failing test shows what a person can paste."""

import json
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, cast

from hypothesis import strategies as st

from clientfit.case import Case
from clientfit.case_reader import parse_case
from clientfit.testing.event_writing import Raw


def as_read(raw_cases: st.SearchStrategy[Raw]) -> st.SearchStrategy[Case]:
    """Read cases from plain data; Hypothesis shows each as ``parse_case({...})``."""
    read = _unrecorded(raw_cases).map(parse_case)
    return st.deferred(lambda: read)  # keeps the name of the strategy short


@st.composite
def _unrecorded(draw: st.DrawFn, raw_cases: st.SearchStrategy[Raw]) -> Raw:
    """The same data made anew: Hypothesis shows an object by the calls that it saw make it."""
    return json.loads(json.dumps(draw(raw_cases)))


def plain_case(case: Case) -> Raw:
    """Write a case as JSON holds it, without what is as always.

    >>> plain_case(Case(id="c-1", time_zone="UTC", as_of="2026-03-20"))
    {'id': 'c-1', 'time_zone': 'UTC', 'as_of': '2026-03-20'}
    """
    whole: dict[str, Any] = case.model_dump(exclude_defaults=True, exclude={"events"})
    if case.events:
        whole["events"] = [{"kind": e.kind, **e.model_dump(exclude_defaults=True)} for e in case.events]
    return {name: _plain(value) for name, value in whole.items()}


def _plain(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case Decimal():
            return _number(value)
        case dict():
            return {name: _plain(part) for name, part in cast("dict[str, object]", value).items()}
        case frozenset():
            return sorted(str(_plain(word)) for word in cast("frozenset[object]", value))
        case list() | tuple():
            return [_plain(item) for item in cast("list[object]", value)]
        case _:
            return value


def _number(value: Decimal) -> int | float | str:
    if value == int(value):
        return int(value)
    return float(value) if Decimal(str(float(value))) == value else str(value)
