"""How fast cases are drawn, against plain `st.builds` on the same model."""

import sys
import time

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clientfit.case import Case
from clientfit.testing import cases, decided

pytestmark = pytest.mark.filterwarnings("ignore")
TARGET = 300


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


def test_cases_a_second(benchmark) -> None:  # noqa: ANN001  a plugin's fixture
    plain = st.builds(
        Case,
        time_zone=st.just("UTC"),
        as_of=st.dates(),
        assigned_at=st.dates(),
        service_areas=st.frozensets(st.text(max_size=3), max_size=2),
        search_areas=st.frozensets(st.text(max_size=3), max_size=2),
        facts=st.just({}),
        events=st.lists(st.nothing(), max_size=0).map(tuple),
    )
    benchmark.pedantic(rate, args=(cases(),), rounds=1)
    ours, theirs = rate(cases()), rate(plain)
    verdict = "reached" if ours >= TARGET else "MISSED"
    sys.stderr.write(
        f"\ncases() a second: {ours:.0f} (target {TARGET}: {verdict});"
        f" plain st.builds, without events: {theirs:.0f}; ratio {ours / theirs:.2f}\n"
    )


@pytest.mark.parametrize("reason", ["rental", "lost_touch", "bad_fit"])
def test_decided_cases_a_second(benchmark, reason: str) -> None:  # noqa: ANN001  a plugin's fixture
    ours = benchmark.pedantic(rate, args=(decided(action="remove", reason=reason), 200), rounds=1)
    sys.stderr.write(f"\ndecided(remove, {reason}) a second: {ours:.0f}\n")
