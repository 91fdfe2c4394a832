"""How fast cases are drawn, against plain `st.builds` on the same models, with events and without."""

import sys
import time
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clientfit.case import Case
from clientfit.events import EVENT_TYPES, Appointment, Away, Channel, Contact, EventBase, Source
from clientfit.testing import cases, decided

pytestmark = pytest.mark.filterwarnings("ignore")
TARGET = 300
DAYS = st.dates(date(2026, 2, 1), date(2026, 3, 30))


def rate(strategy: st.SearchStrategy[object], count: int = 500) -> float:
    """Cases a second, of the second of two runs."""
    seconds = 0.0
    for _ in range(2):

        @given(strategy)
        @settings(
            max_examples=count,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def draw(_: object) -> None:
            return

        start = time.perf_counter()
        draw()
        seconds = time.perf_counter() - start
    return count / seconds


def plain_contacts() -> st.SearchStrategy[EventBase]:
    """The kind that our own cases hold most often, every field drawn."""
    return st.builds(
        Contact,
        id=st.uuids().map(str),
        at=DAYS,
        logged_at=DAYS,
        channel=st.sampled_from(Channel),
        direction=st.sampled_from(("inbound", "outbound")),
        delivered=st.booleans(),
        automatic=st.booleans(),
        answered=st.booleans(),
        asks_for_update=st.booleans(),
        source=st.sampled_from(Source),
    )


def plain_events() -> st.SearchStrategy[EventBase]:
    """The same mix of kinds as ours; the kinds beside contacts with what they require."""
    contact = plain_contacts()
    often = st.one_of(contact, contact, plain(Appointment), plain(Away))
    return st.one_of(often, often, st.one_of(*map(plain, EVENT_TYPES.values())))


def plain(model: type[EventBase]) -> st.SearchStrategy[EventBase]:
    fields = {
        name: strategy
        for name, strategy in (("at", DAYS), ("until", DAYS), ("id", st.uuids().map(str)))
        if name in model.model_fields
    }
    return st.builds(model, **fields)


def plain_cases(events: st.SearchStrategy[list[EventBase]]) -> st.SearchStrategy[Case]:
    return st.builds(
        Case,
        id=st.text(min_size=1, max_size=3),
        time_zone=st.just("UTC"),
        as_of=st.dates(min_value=date(2026, 3, 31)),
        assigned_at=st.dates(max_value=date(2026, 1, 31)),
        service_areas=st.frozensets(st.text(max_size=3), max_size=2),
        search_areas=st.frozensets(st.text(max_size=3), max_size=2),
        facts=st.just({}),
        events=events.map(tuple),
    )


def test_cases_a_second(benchmark) -> None:  # noqa: ANN001  a plugin's fixture
    benchmark.pedantic(rate, args=(cases(),), rounds=1)
    ours = rate(cases())
    alike = rate(plain_cases(st.lists(plain_events(), max_size=8)))
    bare = rate(plain_cases(st.just([])))
    verdict = "reached" if ours >= TARGET else "MISSED"
    sys.stderr.write(
        f"\ncases() a second: {ours:.0f} (target {TARGET}: {verdict});"
        f" plain st.builds with up to 8 events: {alike:.0f}, ratio {ours / alike:.2f};"
        f" without events: {bare:.0f}, ratio {ours / bare:.2f}\n"
    )


@pytest.mark.parametrize("reason", ["rental", "lost_touch", "bad_fit"])
def test_decided_cases_a_second(benchmark, reason: str) -> None:  # noqa: ANN001  a plugin's fixture
    ours = benchmark.pedantic(rate, args=(decided(action="remove", reason=reason), 200), rounds=1)
    sys.stderr.write(f"\ndecided(remove, {reason}) a second: {ours:.0f}\n")
