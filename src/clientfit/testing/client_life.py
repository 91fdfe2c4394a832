"""A client's life as a state machine, to drive an integration and compare it with clientfit."""

from datetime import date, timedelta
from typing import Any, ClassVar, NoReturn

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from clientfit.case import Case
from clientfit.decision import Decision
from clientfit.evaluator import Rules
from clientfit.events import Channel, Event
from clientfit.facade import default_rules
from clientfit.testing.event_strategies import MAYBE, read_event

FIRST_DAY = date(2026, 3, 1)
_CHANNELS = st.sampled_from([channel.value for channel in Channel])

_BOTH = st.sampled_from(("client", "agent"))


class ClientLife(RuleBasedStateMachine):
    """What can happen with one client, in any order: assign, attempt, respond, advise, complain, wait.

    Subclass it to test an integration: say in `happened` and `day_passed` how your system learns of
    things, and in `shown` what it shows. After every step the two must agree.

    Example:
        >>> class MyCrmLife(ClientLife):
        ...     def happened(self, event):
        ...         self.crm.log(event)
        ...     def shown(self):
        ...         return self.crm.advice()
        >>> TestMyCrm = MyCrmLife.TestCase

    Attributes:
        decide_by: the rules to decide by; None is the default rule set.
        case: the record so far; it cannot be set, so your system's own record needs another name.
    """

    decide_by: ClassVar[Rules | None] = None

    def __init__(self) -> None:
        super().__init__()
        # Two underscores: a subclass that used the same name by chance would be compared with itself.
        self.__case = Case(id="c-1", time_zone="UTC", as_of=FIRST_DAY)

    @property
    def case(self) -> Case:
        """The record so far."""
        return self.__case

    @case.setter
    def case(self, _: object) -> NoReturn:
        message = "`case` is the record that ClientLife compares with; keep your own as `self.log`, say"
        raise AttributeError(message)

    def assigned(self, case: Case) -> None:
        """Tell your system that the client was assigned; called once, first."""

    def happened(self, event: Event) -> None:
        """Tell your system what happened."""

    def day_passed(self, today: date) -> None:
        """Tell your system that it is another day."""

    def shown(self) -> tuple[str, str | None] | Decision | None:
        """Say what your system shows: an action and a reason, or a decision; None compares nothing."""
        return None

    @property
    def today(self) -> date:
        """The day on which the machine stands."""
        assert isinstance(self.__case.as_of, date)  # noqa: S101  it starts on a day and moves by days
        return self.__case.as_of

    def decide(self) -> Decision:
        """What clientfit decides of the record so far."""
        return (self.decide_by or default_rules()).decide(self.__case)

    def record(self, kind: str, **fields: Any) -> None:  # noqa: ANN401  an event's fields are of many types
        """Add an event of today to the record, and tell your system."""
        number = len(self.__case.events) + 1
        event = read_event({"kind": kind, "at": self.today, "id": f"e-{number}", **fields})
        self.__case = self.__case.model_copy(update={"events": (*self.__case.events, event)})
        self.happened(event)

    @initialize(preferred=_CHANNELS)
    def assign(self, preferred: str) -> None:
        """The program assigns the client."""
        self.__case = Case.model_validate(
            {
                "id": "c-1",
                "time_zone": "UTC",
                "as_of": FIRST_DAY,
                "assigned_at": FIRST_DAY,
                "preferred_channel": preferred,
                "complete_channels": "all",
            }
        )
        self.assigned(self.__case)

    @rule(channel=_CHANNELS)
    def attempt(self, channel: str) -> None:
        """The agent tries to reach the client, who does not answer."""
        self.record("contact", channel=channel, direction="outbound", answered=False)

    @rule(channel=_CHANNELS, asks=st.booleans())
    def respond(self, channel: str, asks: bool) -> None:
        """The client writes or calls."""
        self.record("contact", channel=channel, direction="inbound", asks_for_update=asks)

    @rule(response=st.sampled_from(("followed", "declined", "ignored", "open")))
    def advise(self, response: str) -> None:
        """The agent gives advice."""
        self.record("advice", response=response)

    @rule(finding=st.sampled_from(("legitimate", "contradicted", "open")), repaired=MAYBE)
    def complain(self, finding: str, repaired: bool | str) -> None:
        """The client complains."""
        self.record("complaint", finding=finding, repaired=repaired)

    @rule(
        status=st.sampled_from(("held", "missed", "cancelled")), by=st.sampled_from(("client", "agent"))
    )
    def meet(self, status: str, by: str) -> None:
        """A meeting takes place, or does not."""
        self.record("appointment", status=status, missed_by=by)

    @rule(status=st.sampled_from(("searching", "this_house", "paused", "over", "unknown")))
    def search(self, status: str) -> None:
        """The client says how the search stands."""
        self.record("search_status", status=status)

    @rule(status=st.sampled_from(("none", "talking", "exclusive", "under_contract")))
    def meet_other_agent(self, status: str) -> None:
        """The client says how things stand with another agent."""
        self.record("other_agent", status=status, source="client")

    @rule(status=st.sampled_from(("unverified", "denied", "approved")), curable=MAYBE)
    def finance(self, status: str, curable: bool | str) -> None:
        """A lender answers."""
        self.record("financing", status=status, by="lender", curable=curable)

    @rule(channel=st.one_of(_CHANNELS, st.just("all")), allowed=st.booleans())
    def permit(self, channel: str, allowed: bool) -> None:
        """The client closes a way of contact, or opens it again."""
        self.record("contact_permission", channel=channel, allowed=allowed)

    @rule(
        about=st.sampled_from(("bad_fit", "handoff")),
        status=st.sampled_from(("pending", "agreed", "declined", "assisting")),
    )
    def coordinate(self, about: str, status: str) -> None:
        """The coordinator answers."""
        self.record("coordinator", about=about, status=status)

    @rule(days=st.integers(1, 21))
    def wait(self, days: int) -> None:
        """Days pass."""
        self.__case = self.__case.model_copy(update={"as_of": self.today + timedelta(days=days)})
        self.day_passed(self.today)

    @invariant()
    def shows_what_clientfit_decides(self) -> None:
        """Your system and clientfit agree."""
        shown = self.shown()
        if shown is None:
            return
        action, reason = (shown.action, shown.reason) if isinstance(shown, Decision) else shown
        decision = ClientLife.decide(self)  # a subclass may have a `decide` of its own
        if (action, reason) != (decision.action, decision.reason):
            raise AssertionError(
                f"your system shows {action} ({reason}), clientfit decides\n\n{decision.to_text()}"
            )
