"""Cases to draw: whole records, valid by construction, that shrink to few events and round dates."""

from typing import Any

from hypothesis import strategies as st

from clientfit.case import Case
from clientfit.testing.event_strategies import (
    CHANNELS,
    DECISION_MAKERS,
    MAYBE,
    Raw,
    moments,
    raw_events,
)
from clientfit.testing.plain_cases import as_read

ZONES = ("UTC", "America/Chicago", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland")
AS_OF, ASSIGNED_AT = "2026-03-31", "2026-01-31"
"""The clock and the assignment of every case that is drawn; all events lie between."""


def cases(max_events: int = 8) -> st.SearchStrategy[Case]:
    """Whole cases, decidable by the default rules.

    Example:
        >>> from hypothesis import find
        >>> len(find(cases(), lambda case: case.events != ()).events)
        1
    """
    return as_read(raw_cases(max_events))


def raw_cases(max_events: int = 8) -> st.SearchStrategy[Raw]:
    """Whole cases as plain data, as JSON holds them."""
    channels = st.lists(CHANNELS, max_size=4, unique=True)
    people = st.lists(st.sampled_from(DECISION_MAKERS), max_size=2, unique=True)
    areas = st.lists(st.sampled_from(("North", "South", " north ")), max_size=2, unique=True)
    drawn: st.SearchStrategy[Raw] = st.fixed_dictionaries(
        {
            "id": st.just("c-1"),
            "time_zone": st.sampled_from(ZONES),
            "as_of": st.just(AS_OF),
            "assigned_at": st.just(ASSIGNED_AT),
            "events": raw_events(max_events),
            "complete_channels": st.one_of(st.just("all"), st.just("all"), channels),
        },
        optional={
            "preferred_channel": CHANNELS,
            "alternate_channels": channels,
            "side": st.sampled_from(("buyer", "seller", "both", "unknown")),
            "decision_makers": people,
            "heard_decision_makers": people,
            "service_areas": areas,
            "search_areas": areas,
            "facts": st.one_of(st.just({}), st.just({}), raw_facts()),
        },
    )
    whole = drawn.map(_hearing_who_decides)
    return st.deferred(lambda: whole)  # a name of one line in Hypothesis's messages


def _hearing_who_decides(case: Raw) -> Raw:
    """Only those who decide can be among those of them who were heard."""
    if "heard_decision_makers" not in case:
        return case
    deciding = case.get("decision_makers", [])
    heard = [who for who in case["heard_decision_makers"] if who in deciding]
    return {**case, "heard_decision_makers": heard}


def raw_facts() -> st.SearchStrategy[Raw]:
    """A few facts of the default vocabulary given directly, as plain data."""
    number = st.sampled_from((0, 1, 3, 14, "unknown", {"at_least": 3}, {"at_least": 1, "at_most": 7}))
    return st.fixed_dictionaries(
        {},
        optional={
            "responses": number,
            "contracts_pending": number,
            "wants_rental": MAYBE,
            "asked_over_market": st.sampled_from((0.15, 0.151, "unknown")),
            "handoff_status": st.sampled_from(("none", "pending", "agreed", "unknown")),
        },
    )


def json_like() -> st.SearchStrategy[Any]:
    """Anything that a JSON file may hold."""
    leaf = st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), moments()
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=12), inner, max_size=4)
        ),
        max_leaves=12,
    )
