"""The tests of the small CRM: run them with `pytest docs/examples/crm-project`."""

from datetime import date

from crm import Dashboard, advice, case_of
from hypothesis import given, settings
from hypothesis import strategies as st

from clientfit import Case, Decision
from clientfit.events import Event
from clientfit.testing import (
    ClientLife,
    PropertySuite,
    assert_decides,
    check_protected_attributes,
    decided,
)

DAYS = st.dates(date(2026, 3, 1), date(2026, 3, 30)).map(date.isoformat)
ENTRIES = st.fixed_dictionaries(
    {
        "date": DAYS,
        "type": st.sampled_from(("Call", "Email", "SMS")),
        "incoming": st.booleans(),
        "spoke": st.booleans(),
    }
)
RECORDS = st.fixed_dictionaries(
    {
        "id": st.just("17"),
        "stage": st.sampled_from(("Active", "Renting", "Lost")),
        "stage_since": DAYS,
        "assigned": st.just("2026-03-01"),
        "today": st.just("2026-03-31"),
        "log": st.lists(ENTRIES, max_size=5),
        "person": st.fixed_dictionaries({"name": st.just("A. Client"), "language": st.just("en")}),
    }
)
QUIET = {
    "id": "17",
    "stage": "Active",
    "stage_since": "2026-03-01",
    "assigned": "2026-03-01",
    "today": "2026-03-31",
    "log": [],
    "person": {"name": "A. Client", "language": "en"},
}


def test_a_client_who_rents_leaves_the_dashboard() -> None:
    assert_decides(case_of({**QUIET, "stage": "Renting"}), "remove", "rental")


def test_who_the_client_is_has_no_effect() -> None:
    others = {"name": ("B. Client", ""), "language": ("es", "unknown")}
    check_protected_attributes(advice, RECORDS, others)


@given(decided(action="remove", reason="lost_touch"))
@settings(max_examples=50, deadline=None)
def test_the_dashboard_shows_a_removal_with_its_survey(case: Case) -> None:
    board = Dashboard(case, list(case.events))
    assert board.shown().survey == "lost_touch"


class TestTheDashboard(PropertySuite):
    """What must hold of every integration holds of ours."""

    examples = 50

    def decide(self, case: Case) -> Decision:
        """Decide as the dashboard does."""
        return Dashboard(case, list(case.events)).shown()


class LifeOnTheDashboard(ClientLife):
    """The dashboard is told everything that happens, and always shows what clientfit decides."""

    board: Dashboard | None = None

    def assigned(self, case: Case) -> None:
        """The client appears on the dashboard."""
        self.board = Dashboard(case)

    def happened(self, event: Event) -> None:
        """The dashboard logs an event."""
        assert self.board is not None
        self.board.add(event)

    def day_passed(self, today: date) -> None:
        """The dashboard turns its page."""
        assert self.board is not None
        self.board.turn_to(today)

    def shown(self) -> Decision | None:
        """What the agent sees."""
        return None if self.board is None else self.board.shown()


TestLifeOnTheDashboard = LifeOnTheDashboard.TestCase
TestLifeOnTheDashboard.settings = settings(max_examples=20, stateful_step_count=15, deadline=None)
