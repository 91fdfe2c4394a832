"""The client's life drives an integration, and finds one that shows something else."""

from datetime import date

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from clientfit.case import Case
from clientfit.decision import Decision
from clientfit.events import Event
from clientfit.facade import decide
from clientfit.testing import ClientLife

FEW = settings(
    max_examples=20, stateful_step_count=12, deadline=None, database=None, derandomize=True,
    phases=[Phase.generate, Phase.shrink],
)  # fmt: skip


class KeepsARecord(ClientLife):
    """A system that logs what it is told and asks clientfit: right."""

    def assigned(self, case: Case) -> None:
        self.log = case

    def happened(self, event: Event) -> None:
        self.log = self.log.model_copy(update={"events": (*self.log.events, event)})

    def day_passed(self, today: date) -> None:
        self.log = self.log.model_copy(update={"as_of": today})

    def shown(self) -> Decision | None:
        return decide(self.log) if hasattr(self, "log") else None


class ForgetsComplaints(KeepsARecord):
    """The same, but it does not log complaints."""

    def happened(self, event: Event) -> None:
        if event.kind != "complaint":
            super().happened(event)


class UsesTheSameName(KeepsARecord):
    """The same, but its record has the name of the machine's own."""

    def assigned(self, case: Case) -> None:
        self.case = case


class DecidesByItself(ForgetsComplaints):
    """A broken system whose way to decide has the name of the machine's own."""

    def decide(self) -> Decision:
        return decide(self.log)


class ShowsAWord(KeepsARecord):
    """A system that shows an action and a reason of its own."""

    def shown(self) -> tuple[str, str | None]:
        return "keep", None


def test_a_system_that_keeps_the_record_agrees() -> None:
    run_state_machine_as_test(KeepsARecord, settings=FEW)


def test_a_life_without_a_system_runs_too() -> None:
    run_state_machine_as_test(ClientLife, settings=FEW)


def test_a_system_that_forgets_complaints_is_found() -> None:
    with pytest.raises(AssertionError, match="your system shows"):
        run_state_machine_as_test(ForgetsComplaints, settings=settings(FEW, max_examples=200))


def test_a_system_that_takes_the_name_of_the_record_is_told_so() -> None:
    with pytest.raises(AttributeError, match="`case` is the record that ClientLife compares with"):
        run_state_machine_as_test(UsesTheSameName, settings=FEW)


def test_a_system_that_decides_under_the_same_name_is_not_compared_with_itself() -> None:
    with pytest.raises(AssertionError, match="your system shows"):
        run_state_machine_as_test(DecidesByItself, settings=settings(FEW, max_examples=200))


def test_a_system_that_shows_words_is_compared_too() -> None:
    with pytest.raises(AssertionError, match=r"your system shows keep \(None\)"):
        run_state_machine_as_test(ShowsAWord, settings=FEW)
