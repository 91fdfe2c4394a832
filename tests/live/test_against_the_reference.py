"""Whatever comes, in whatever order, with crashes in between: the watch says what the reference says.

The model is naive on purpose: it keeps what was told in plain lists, and decides the whole timeline
from scratch by the reference.
"""

import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event as sqlalchemy_event

from clientfit import reference
from clientfit.case import Case
from clientfit.errors import CaseError, EventError
from clientfit.events import EVENT_TYPES
from clientfit.facade import default_rules
from clientfit.live import Change, Watch
from clientfit.testing.case_strategies import ZONES
from clientfit.testing.event_strategies import raw_event

KINDS = ("contact", "away", "away", "appointment", "search_status", "rental")
START = datetime(2026, 2, 20, 12, tzinfo=UTC)
RULES = default_rules()
PATIENT = settings(deadline=None, suppress_health_check=list(HealthCheck))
"""As Hypothesis itself runs state machines."""


PLAIN = st.fixed_dictionaries(
    {
        "kind": st.just("contact"),
        "channel": st.sampled_from(("phone", "text")),
        "direction": st.sampled_from(("inbound", "outbound", "outbound")),
        "answered": st.booleans(),
    }
)
OFTEN = st.one_of(*(raw_event(kind) for kind in KINDS))
ANY = st.one_of(*(raw_event(kind) for kind in EVENT_TYPES))
AGO = st.sampled_from((*range(25), 0, 1, 2, -1))


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    """An event without a time of its own; `ago` says when, seen from the model's clock."""
    event = draw(draw(st.sampled_from((PLAIN, PLAIN, OFTEN, ANY))))
    return {**event, "at": None, "whole_day": draw(st.booleans()), "ago": draw(AGO)}


def stories() -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(events(), min_size=2, max_size=6)


def attributes() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "time_zone": st.sampled_from(ZONES),
            "complete_channels": st.sampled_from(("all", "all", "all", ["phone"])),
        },
        optional={
            "preferred_channel": st.sampled_from(("phone", "text")),
            "facts": st.sampled_from(({}, {}, {}, {"handoff_status": "pending"})),
        },
    )


class Crash(BaseException):
    """The process ends here; BaseException, so that nothing of ours can catch it."""


class Model:
    """What one client was told: attributes, events by id, and who is retracted."""

    def __init__(self, client: dict[str, Any]) -> None:
        self.client = client
        self.events: dict[str, dict[str, Any]] = {}
        self.told: list[Callable[[Watch], tuple[Change, ...]]] = []

    def outcome(self, client_id: str, now: datetime) -> tuple[str, str]:
        day = now.astimezone(ZoneInfo(self.client["time_zone"])).date()
        record = {**self.client, "id": client_id, "as_of": day, "events": list(self.events.values())}
        facts = RULES.timeline.facts(Case.model_validate(record))
        verdict = reference.decide(RULES.rule_set, facts)
        return str(verdict.outcome), verdict.row


class Watching(RuleBasedStateMachine):
    """Posts, corrections, retractions, ticks, repeats, restarts and crashes, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        self.store = self.new_store()
        self.models: dict[str, Model] = {}
        self.shown: dict[str, tuple[str, str]] = {}
        self.numbers: list[int] = []
        self.names = 0
        self.now = START
        self.watch: Watch | None = None

    def new_store(self) -> str:
        return str(Path(self.directory.name) / "watch.sqlite")

    def open(self) -> Watch:
        if self.watch is None:
            self.watch = Watch(RULES, self.store, recent_events=20, confirm=False)
            self.watch.subscribe(self.hear, "model")
        return self.watch

    def hear(self, change: Change) -> None:
        if change.number in self.numbers:
            return  # after a crash a change may be told again
        self.numbers.append(change.number)
        before = None if change.before is None else (str(change.before), change.before.rule)
        after = str(change.after), change.after.rule
        assert before == self.shown.get(change.client)
        assert before != after
        assert (change.proof().action, change.proof().reason) == (
            change.after.action,
            change.after.reason,
        )
        self.shown[change.client] = after

    @initialize(client=attributes(), story=stories())
    def begin(self, client: dict[str, Any], story: list[dict[str, Any]]) -> None:
        self.open().tick(self.now)
        self.register(client)
        self.tell_story("c-1", story)

    @rule(client=attributes())
    @precondition(lambda self: len(self.models) < 3)
    def register(self, client: dict[str, Any]) -> None:
        name = f"c-{len(self.models) + 1}"
        self.models[name] = Model(client)
        self.tell(name, lambda watch: watch.register({**client, "id": name}))

    @rule(data=st.data(), client=attributes())
    def register_anew(self, data: st.DataObject, client: dict[str, Any]) -> None:
        name = data.draw(st.sampled_from(sorted(self.models)))
        model = self.models[name]
        message = {**client, "decision_makers": [f"owner {len(model.told)}"]}
        new = Model(message)
        new.events, new.told = model.events, model.told
        try:
            new.outcome(name, self.now)
        except CaseError:  # an event of today may lie in the future of the new time zone
            with pytest.raises(EventError, match="lies after as_of"):
                self.open().register({**message, "id": name})
        else:
            self.models[name] = new
            self.tell(name, lambda watch: watch.register({**message, "id": name}))

    @rule(data=st.data(), event=events())
    def post(self, data: st.DataObject, event: dict[str, Any]) -> None:
        self.post_to(data.draw(st.sampled_from(sorted(self.models))), event)

    @rule(data=st.data(), story=stories())
    def post_story(self, data: st.DataObject, story: list[dict[str, Any]]) -> None:
        self.tell_story(data.draw(st.sampled_from(sorted(self.models))), story)

    def tell_story(self, name: str, story: list[dict[str, Any]]) -> None:
        for event in story:
            self.post_to(name, event)

    def post_to(self, name: str, event: dict[str, Any]) -> None:
        self.names += 1
        event = {**self.dated(event), "id": f"e-{self.names}"}
        if self.is_past(name, event):
            self.models[name].events[event["id"]] = event
            self.tell(name, lambda watch: watch.post(name, event))
        else:
            with pytest.raises(EventError, match="lies after now"):
                self.open().post(name, event)

    @rule(data=st.data(), event=events())
    @precondition(lambda self: any(model.events for model in self.models.values()))
    def correct(self, data: st.DataObject, event: dict[str, Any]) -> None:
        name, event_id = self.draw_event(data)
        self.names += 1
        event = {
            **self.dated(event),
            "id": event_id,
            "logged_at": f"2026-01-01T00:00:00.{self.names:06d}Z",
        }
        if self.is_past(name, event):
            self.models[name].events[event_id] = event
            self.tell(name, lambda watch: watch.correct(event_id, event))

    @rule(data=st.data())
    @precondition(lambda self: any(model.events for model in self.models.values()))
    def retract(self, data: st.DataObject) -> None:
        name, event_id = self.draw_event(data)
        del self.models[name].events[event_id]
        self.tell(name, lambda watch: watch.retract(event_id))

    @rule(data=st.data())
    def tell_again(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.models)))
        again = data.draw(st.sampled_from(self.models[name].told))
        assert again(self.open()) == ()

    @rule(hours=st.sampled_from((1, 9, 24, 24, 60, 400)), crash=st.none() | st.integers(0, 12))
    def tick(self, hours: int, crash: int | None) -> None:
        self.now += timedelta(hours=hours)
        if crash is not None:
            self.crashing(crash, lambda watch: watch.tick(self.now))
        self.open().tick(self.now)

    @rule(days=st.integers(5, 20))
    def days_pass(self, days: int) -> None:
        for _ in range(days):
            self.now += timedelta(days=1)
            self.open().tick(self.now)
            self.every_decision_is_the_references()

    @rule()
    def restart(self) -> None:
        if self.watch is not None:
            self.watch.close()
            self.watch = None

    @invariant()
    def every_decision_is_the_references(self) -> None:
        watch = self.open()
        for name, model in self.models.items():
            decision = watch.decision(name)
            outcome = f"{decision.action.value}{f' ({decision.reason})' if decision.reason else ''}"
            expected = model.outcome(name, self.now)
            assert (outcome, decision.rule) == expected
            assert self.shown[name] == expected
        assert self.numbers == list(range(1, len(self.numbers) + 1))

    def tell(self, name: str, message: Callable[[Watch], tuple[Change, ...]]) -> None:
        """Tell something, and crash somewhere in the middle of it first."""
        self.models[name].told.append(message)
        self.crashing(self.names % 11, message)
        message(self.open())

    def crashing(self, statements: int, act: Callable[[Watch], object]) -> None:
        watch, left = self.open(), [statements]

        def stop(*_: object) -> None:
            if left[0] == 0:
                raise Crash
            left[0] -= 1

        sqlalchemy_event.listen(watch.store.engine, "before_cursor_execute", stop)
        try:
            act(watch)
        except Crash:
            pass
        finally:
            sqlalchemy_event.remove(watch.store.engine, "before_cursor_execute", stop)
            self.restart()

    def dated(self, event: dict[str, Any]) -> dict[str, Any]:
        rest = {key: value for key, value in event.items() if key not in ("ago", "whole_day")}
        at = self.now - timedelta(days=event["ago"])
        return {**rest, "at": at.date().isoformat() if event["whole_day"] else at.isoformat()}

    def is_past(self, name: str, event: dict[str, Any]) -> bool:
        at = event["at"]
        if "T" in at:
            return datetime.fromisoformat(at) <= self.now
        zone = ZoneInfo(self.models[name].client["time_zone"])
        return date.fromisoformat(at) <= self.now.astimezone(zone).date()

    def draw_event(self, data: st.DataObject) -> tuple[str, str]:
        pairs = [(name, key) for name, model in self.models.items() for key in sorted(model.events)]
        return data.draw(st.sampled_from(pairs))

    def teardown(self) -> None:
        self.restart()
        self.directory.cleanup()


def test_on_sqlite() -> None:
    run_state_machine_as_test(
        Watching, settings=settings(PATIENT, max_examples=25, stateful_step_count=15)
    )


@pytest.mark.slow
def test_on_sqlite_for_long() -> None:
    run_state_machine_as_test(
        Watching, settings=settings(PATIENT, max_examples=50, stateful_step_count=40)
    )


@pytest.mark.slow
def test_on_postgresql(new_postgresql: Callable[[], str]) -> None:
    class WatchingPostgresql(Watching):
        def new_store(self) -> str:
            return new_postgresql()

    run_state_machine_as_test(
        WatchingPostgresql, settings=settings(PATIENT, max_examples=12, stateful_step_count=15)
    )
