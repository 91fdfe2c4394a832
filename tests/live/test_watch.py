"""A watch, as a CRM uses it; on SQLite and on PostgreSQL."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from clientfit.case_reader import load_case
from clientfit.errors import CaseError, EngineDisagreement, EventError, StoreError, UnknownNameError
from clientfit.evaluator import Rules, load_rules
from clientfit.live import Change, Watch, queries
from clientfit.live.feeding import dead_letters

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
CLIENT = {"id": "c-1", "time_zone": "America/Chicago", "complete_channels": "all"}
RENTAL = {"id": "e-1", "kind": "rental", "at": "2026-03-19", "wants": True}


@pytest.fixture
def watch(rules: Rules, store: str) -> Any:
    with Watch(rules, store) as watch:
        watch.tick(NOW)
        yield watch


def stances(changes: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    return [(change.client, str(change.before), str(change.after)) for change in changes]


def without_rentals(root: Path, tmp_path: Path) -> Path:
    """The default rules without the reason `rental`."""
    house = shutil.copytree(root / "rules", tmp_path / "rules")
    file = house / "ruleset.yaml"
    lines = [line for line in file.read_text("utf-8").splitlines() if line.strip() != "- rental"]
    (house / "reasons" / "rental.yaml").unlink()
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return house


def test_a_change_comes_only_when_a_decision_changes(watch: Watch) -> None:
    assert stances(watch.register(CLIENT)) == [("c-1", "None", "follow_up")]
    assert stances(watch.post("c-1", RENTAL)) == [("c-1", "follow_up", "remove (rental)")]
    assert watch.post("c-1", {"id": "e-2", "kind": "rental", "at": "2026-03-20", "wants": True}) == ()


def test_a_change_says_why_and_carries_its_proof(watch: Watch) -> None:
    watch.register(CLIENT)
    (change,) = watch.post("c-1", RENTAL)
    assert (change.why.cause, change.why.events, change.why.on) == (
        "event",
        ("e-1",),
        date(2026, 3, 20),
    )
    assert change.why.says == watch.decision("c-1").because
    assert change.proof() == watch.decision("c-1").proof()
    assert "e-1" in change.proof().deciding.events()


def test_the_same_message_twice_counts_once(watch: Watch) -> None:
    told = [
        lambda: watch.register(CLIENT),
        lambda: watch.post("c-1", RENTAL),
        lambda: watch.correct("e-1", {**RENTAL, "wants": False}),
        lambda: watch.correct("e-1", {**RENTAL, "wants": "unknown"}),
        lambda: watch.register({**CLIENT, "time_zone": "UTC"}),
        lambda: watch.retract("e-1"),
    ]
    first = [tell() for tell in told]
    assert all(first[index] for index in (0, 1, 2, 3, 5))
    before = watch.decision("c-1")
    assert [tell() for tell in told] == [()] * len(told)
    assert watch.decision("c-1") == before


def test_a_correction_and_a_retraction_change_what_the_event_changed(watch: Watch) -> None:
    watch.register(CLIENT)
    watch.post("c-1", RENTAL)
    (corrected,) = watch.correct("e-1", {**RENTAL, "wants": False})
    assert (str(corrected.after), corrected.why.cause) == ("follow_up", "correction")
    watch.post("c-1", {**RENTAL, "id": "e-2", "at": "2026-03-20"})
    (retracted,) = watch.retract("e-2")
    assert (str(retracted.after), retracted.why.cause) == ("follow_up", "retraction")
    assert retracted.why.events == ("e-2",)


def test_time_alone_changes_a_decision_on_its_exact_day(watch: Watch) -> None:
    watch.register(CLIENT)
    away = {"id": "e-1", "kind": "away", "at": "2026-03-19", "until": "2026-03-27"}
    watch.post("c-1", away)
    before = watch.decision("c-1")
    review = before.next_review
    assert review is not None
    midnight = datetime(review.on.year, review.on.month, review.on.day, 5, tzinfo=UTC)
    assert watch.tick(midnight - timedelta(microseconds=1)) == ()
    (change,) = watch.tick(midnight)
    assert (change.why.cause, change.why.events, change.why.on) == ("time", (), review.on)
    assert (change.after.action, change.after.rule) == (review.action, review.rule)


def test_how_seldom_somebody_ticks_does_not_matter(rules: Rules, store: str, tmp_path: Path) -> None:
    heard: list[list[Any]] = []
    for where, days in ((store, [1] * 60), (str(tmp_path / "other.sqlite"), [60])):
        with Watch(rules, where) as watch:
            watch.tick(NOW)
            watch.register(CLIENT)
            events = [
                {"id": "e-1", "kind": "away", "at": "2026-03-19", "until": "2026-03-27"},
                {"id": "e-2", "kind": "contact", "at": "2026-03-12", "channel": "phone",
                 "direction": "inbound", "answered": True},
                {"id": "e-3", "kind": "contact", "at": "2026-03-20", "channel": "text",
                 "direction": "outbound"},
            ]  # fmt: skip
            for event in events:
                watch.post("c-1", event)
            now, changes = NOW, []
            for step in days:
                now += timedelta(days=step)
                changes += watch.tick(now)
            heard.append([(change.before, change.after, change.why) for change in changes])
    assert heard[0] == heard[1]
    assert len(heard[0]) > 1


def test_a_client_registered_before_the_first_tick_is_decided_at_it(rules: Rules, store: str) -> None:
    with Watch(rules, store) as watch:
        assert watch.clock is None
        assert watch.register(CLIENT) == ()
        with pytest.raises(EventError, match="no clock yet"):
            watch.post("c-1", RENTAL)
        with pytest.raises(EventError, match="no clock yet"):
            watch.decision("c-1")
        assert stances(watch.tick(NOW)) == [("c-1", "None", "follow_up")]
        assert watch.clock == NOW


def test_the_clock_never_runs_back(watch: Watch) -> None:
    assert watch.tick(NOW - timedelta(days=9)) == ()
    assert watch.clock == NOW


def test_an_event_after_now_is_refused_and_nothing_is_lost(watch: Watch) -> None:
    watch.register(CLIENT)
    late = {**RENTAL, "at": "2026-03-20T12:00:01Z"}
    with pytest.raises(EventError, match="lies after now, which is 2026-03-20T12:00:00"):
        watch.post("c-1", late)
    watch.tick(NOW + timedelta(seconds=1))
    assert len(watch.post("c-1", late)) == 1


def test_what_does_not_fit_is_refused_with_the_mend(watch: Watch) -> None:
    watch.register({**CLIENT, "assigned_at": "2026-03-01"})
    watch.register({**CLIENT, "id": "c-2"})
    watch.post("c-1", RENTAL)
    with pytest.raises(UnknownNameError, match="no client 'c-11' is registered; register it first"):
        watch.post("c-11", {**RENTAL, "id": "e-2"})
    with pytest.raises(UnknownNameError, match="no client 'c-11'"):
        watch.decision("c-11")
    with pytest.raises(EventError, match="there is no event 'e-9'; post it first"):
        watch.correct("e-9", {**RENTAL, "id": "e-9"})
    with pytest.raises(EventError, match="there is no event 'e-9'"):
        watch.retract("e-9")
    with pytest.raises(EventError, match="event 'e-1' came before with another content; correct it"):
        watch.post("c-1", {**RENTAL, "wants": False})
    with pytest.raises(EventError, match="event 'e-1' belongs to client 'c-1'"):
        watch.post("c-2", RENTAL)
    with pytest.raises(EventError, match="event 'e-1' cannot become 'e-3'"):
        watch.correct("e-1", {**RENTAL, "id": "e-3"})
    with pytest.raises(EventError, match=r"^event\.at: 2026-02-01 lies before assigned_at"):
        watch.post("c-1", {**RENTAL, "id": "e-2", "at": "2026-02-01"})
    with pytest.raises(EventError, match=r"^event\.wants: 'perhaps' is not known here"):
        watch.post("c-1", {**RENTAL, "id": "e-2", "wants": "perhaps"})
    with pytest.raises(EventError, match="this event has no id"):
        watch.post("c-1", {"kind": "rental", "at": "2026-03-19", "wants": True})
    with pytest.raises(EventError, match="a client is registered without events"):
        watch.register({**CLIENT, "events": [RENTAL]})
    with pytest.raises(EventError, match="time_zone: no time zone 'Mars'"):
        watch.register({**CLIENT, "time_zone": "Mars"})
    with pytest.raises(EventError, match="unknown fact 'wants_rentals'; did you mean 'wants_rental'"):
        watch.register({**CLIENT, "id": "c-3", "facts": {"wants_rentals": True}})
    with pytest.raises(UnknownNameError, match="no client 'c-3'"):
        watch.decision("c-3")
    with pytest.raises(EventError, match="no offset from UTC"):
        watch.tick(datetime(2026, 3, 21))  # noqa: DTZ001  that is the mistake
    watch.retract("e-1")
    with pytest.raises(EventError, match="event 'e-1' was retracted"):
        watch.correct("e-1", {**RENTAL, "wants": "unknown"})
    assert watch.decision("c-1").action == "repair"


@pytest.mark.parametrize("name", [None, "", 7, "c\0-1", "c-\ud800"])
def test_what_is_no_id_is_refused_and_no_store_stumbles_over_it(watch: Watch, name: Any) -> None:
    watch.register(CLIENT)
    tries: list[Callable[[], object]] = [
        lambda: watch.post(name, RENTAL),
        lambda: watch.post("c-1", {**RENTAL, "id": name}),
        lambda: watch.register({**CLIENT, "id": name}),
        lambda: watch.correct(name, RENTAL),
        lambda: watch.retract(name),
        lambda: watch.client(name),
        lambda: watch.decision(name),
    ]
    for attempt in tries:
        with pytest.raises(EventError):
            attempt()
    done = watch.post_many([(name, RENTAL), ("c-1", {**RENTAL, "id": name}), ("c-1", RENTAL)])
    assert [letter.line for letter in done.refused] == [1, 2]
    assert len(dead_letters(watch)) == 2
    assert stances(done.changes) == [("c-1", "follow_up", "remove (rental)")]


@pytest.mark.parametrize("event", [None, 7, "x", [1], [[1, 2]]])
def test_what_is_no_event_is_refused_alone(watch: Watch, event: Any) -> None:
    watch.register(CLIENT)
    with pytest.raises(EventError, match=r"^event: an event is an object with id, kind and at"):
        watch.post("c-1", event)
    done = watch.post_many([("c-1", event), ("c-1", RENTAL)])
    assert ([letter.line for letter in done.refused], len(done.changes)) == ([1], 1)


def test_a_time_that_is_none_says_what_to_give(watch: Watch) -> None:
    now: Any = "2026-03-21"
    with pytest.raises(EventError, match="'2026-03-21' is no time; give a datetime"):
        watch.tick(now)


def test_many_posts_go_on_past_the_bad_ones(watch: Watch) -> None:
    watch.register({**CLIENT, "assigned_at": "2026-03-01"})
    posts = [
        ("c-1", {**RENTAL, "wants": False}),
        ("c-9", {**RENTAL, "id": "e-2"}),
        ("c-1", {**RENTAL, "id": "e-3", "at": "2026-02-01"}),
        ("c-1", {**RENTAL, "id": "e-4", "kind": "rent"}),
        ("c-1", {**RENTAL, "id": "e-5", "at": "2026-03-20"}),
    ]
    done = watch.post_many(posts, "export.json")
    assert stances(done.changes) == [("c-1", "repair", "remove (rental)")]
    assert [(letter.source, letter.line) for letter in done.refused] == [
        ("export.json", 2),
        ("export.json", 3),
        ("export.json", 4),
    ]
    assert "did you mean 'rental'" in done.refused[2].reason
    assert watch.post_many(posts).changes == ()


def test_a_subscriber_hears_every_change_after_it_is_stored(watch: Watch) -> None:
    heard: list[Change] = []
    end = watch.subscribe(heard.append)
    first = watch.register(CLIENT)
    second = watch.post("c-1", RENTAL)
    end()
    watch.retract("e-1")
    assert tuple(heard) == (*first, *second)


def test_a_subscriber_with_a_name_hears_what_it_missed(rules: Rules, store: str) -> None:
    with Watch(rules, store) as watch:
        watch.tick(NOW)
        changes = [*watch.register(CLIENT), *watch.post("c-1", RENTAL)]

    class Stopped(Exception):  # noqa: N818  it stands for a process that ends
        pass

    heard: list[Change] = []

    def once(change: Change) -> None:
        if heard:
            raise Stopped
        heard.append(change)

    with Watch(rules, store) as watch, pytest.raises(Stopped):
        watch.subscribe(once, "desk")
    with Watch(rules, store) as watch:
        watch.subscribe(heard.append, "desk")
        changes += watch.retract("e-1")
    assert heard == changes


def test_who_raises_while_catching_up_is_not_subscribed(watch: Watch) -> None:
    heard: list[int] = []
    broken: list[int] = []

    def fail(change: Change) -> None:
        broken.append(change.number)
        raise ValueError("the desk is closed")

    watch.register(CLIENT)
    watch.subscribe(lambda change: heard.append(change.number), "log")
    with pytest.raises(ValueError, match="the desk is closed"):
        watch.subscribe(fail, "desk")
    watch.post("c-1", RENTAL)
    with pytest.raises(ValueError, match="the desk is closed"):
        watch.subscribe(fail, "log 2")
    assert broken == [1, 1]
    with pytest.raises(ValueError, match="the desk is closed"):
        watch.subscribe(fail, "log 2")
    again: list[int] = []
    watch.subscribe(lambda change: again.append(change.number), "desk")
    assert (heard, again) == ([1, 2], [1, 2])


def test_one_that_fails_keeps_the_place_of_the_one_before_it(watch: Watch) -> None:
    heard: list[int] = []

    def moves_on(change: Change) -> None:
        if heard and heard[-1] == change.number:
            raise ValueError("not now")
        heard.append(change.number)
        raise ValueError("not yet")

    watch.subscribe(moves_on, "desk")
    with pytest.raises(ValueError, match="not yet"):
        watch.register(CLIENT)

    def fail(change: Change) -> None:
        raise ValueError(f"{change.number} is lost on this one")

    with pytest.raises(ValueError, match="1 is lost on this one"):
        watch.subscribe(fail, "desk")
    with pytest.raises(ValueError, match="not now"):
        watch.post("c-1", RENTAL)


@pytest.mark.parametrize(("callback", "name"), [(None, None), (5, "desk"), (print, ""), (print, 5)])
def test_what_cannot_be_told_is_refused_at_once(watch: Watch, callback: Any, name: Any) -> None:
    with pytest.raises(EventError, match=r"callback: .* cannot be called|name: an id belongs here"):
        watch.subscribe(callback, name)
    watch.register(CLIENT)


def test_a_watch_without_rules_is_refused_and_makes_no_store(tmp_path: Path) -> None:
    nothing: Any = None
    with pytest.raises(EventError, match="rules: None is no rule set; give what"):
        Watch(nothing, tmp_path / "w")
    assert list(tmp_path.iterdir()) == []


def test_a_closed_watch_does_nothing_more(rules: Rules, store: str) -> None:
    with Watch(rules, store) as watch:
        watch.tick(NOW)
        watch.register(CLIENT)
    watch.close()
    for ask in (
        lambda: watch.register({**CLIENT, "id": "c-2"}),
        lambda: watch.post("c-1", RENTAL),
        lambda: watch.correct("e-1", RENTAL),
        lambda: watch.retract("e-1"),
        lambda: watch.post_many([("c-1", RENTAL)]),
        lambda: watch.tick(NOW),
        lambda: watch.client("c-1"),
        lambda: watch.decision("c-1"),
        lambda: watch.subscribe(print),
        lambda: watch.subscribe(print, "desk"),
        lambda: watch.clock,
    ):
        with pytest.raises(StoreError, match="this watch is closed"):
            ask()
    with Watch(rules, store) as again:
        assert again.decision("c-1").action == "follow_up"
        with pytest.raises(UnknownNameError):
            again.client("c-2")


def test_a_post_that_is_no_pair_is_a_dead_letter(watch: Watch) -> None:
    watch.register(CLIENT)
    posts: list[Any] = [5, ("c-1", RENTAL), ("c-1",), "ab", None]
    done = watch.post_many(posts)
    assert len(done.changes) == 1
    assert [(letter.line, letter.text) for letter in done.refused] == [
        *((1, "5"), (3, '["c-1"]'), (4, '"ab"'), (5, "null")),
    ]
    assert all("a post is a pair; give the client's id" in letter.reason for letter in done.refused)


def test_a_retraction_is_called_so(watch: Watch) -> None:
    with pytest.raises(EventError, match="the retraction may come again after it"):
        watch.retract("nope")
    with pytest.raises(EventError, match="the correction may come again after it"):
        watch.correct("nope", {**RENTAL, "id": "nope"})


def test_a_subscriber_that_raises_keeps_no_other_from_hearing(watch: Watch) -> None:
    heard: list[tuple[str, str]] = []
    tries: list[int] = []

    def fail(change: Change) -> None:
        tries.append(change.number)
        raise ValueError(f"{change.number} does not reach the desk")

    end = watch.subscribe(fail)
    watch.subscribe(fail, "desk")
    watch.subscribe(lambda change: heard.append(("plain", str(change.after))))
    watch.subscribe(lambda change: heard.append(("named", str(change.after))), "log")
    with pytest.raises(ValueError, match="1 does not reach the desk"):
        watch.register(CLIENT)
    assert sorted(heard) == [("named", "follow_up"), ("plain", "follow_up")]
    assert tries == [1, 1]
    end()
    end()
    with pytest.raises(ValueError, match="1 does not reach the desk"):
        watch.post("c-1", RENTAL)
    assert sorted(heard[2:]) == [("named", "remove (rental)"), ("plain", "remove (rental)")]
    again: list[int] = []
    watch.subscribe(lambda change: again.append(change.number), "desk")
    assert again == [1, 2]
    assert watch.post("c-1", RENTAL) == ()


def test_a_subscriber_may_post(watch: Watch) -> None:
    heard: list[str] = []

    def answer(change: Change) -> None:
        heard.append(str(change.after))
        if change.after.reason == "rental":
            watch.retract("e-1")

    watch.subscribe(answer)
    watch.subscribe(lambda change: heard.append(f"also {change.after}"), "second")
    watch.register(CLIENT)
    watch.post("c-1", RENTAL)
    assert [word for word in heard if not word.startswith("also")] == [
        "follow_up",
        "remove (rental)",
        "follow_up",
    ]
    assert [word for word in heard if word.startswith("also")] == [
        "also follow_up",
        "also remove (rental)",
        "also follow_up",
    ]


def test_other_rules_make_every_client_due_at_the_next_tick(
    rules: Rules, store: str, root: Path, tmp_path: Path
) -> None:
    house = without_rentals(root, tmp_path)
    with Watch(rules, store) as old:
        old.tick(NOW)
        old.register(CLIENT)
        old.post("c-1", RENTAL)
        with Watch(load_rules(house), store) as new:
            (change,) = new.tick(NOW)
            assert (str(change.before), change.why.cause) == ("remove (rental)", "rules")
            with pytest.raises(StoreError, match="decided by other rules now"):
                old.post("c-1", {**RENTAL, "id": "e-2"})
        with Watch(rules, store) as again:
            (back,) = again.tick(NOW)
            assert (str(back.after), back.why.cause) == ("remove (rental)", "rules")


def test_another_version_of_clientfit_decides_anew_too(
    rules: Rules, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Watch(rules, store) as old:
        old.tick(NOW)
        old.register(CLIENT)
        monkeypatch.setattr("clientfit.live.watch.__version__", "99.0")
        with Watch(rules, store) as new:
            with pytest.raises(StoreError, match="or by another version of clientfit"):
                old.post("c-1", RENTAL)
            with new.store.reading() as connection:
                assert queries.due(connection, 0, (-1, ""), 9) == [(0, "c-1")]
            assert new.tick(NOW) == ()  # it says the same, so nothing changes
            assert len(new.post("c-1", RENTAL)) == 1


def test_a_client_that_cannot_be_decided_about_stops_no_other(
    rules: Rules, store: str, root: Path, tmp_path: Path
) -> None:
    house = shutil.copytree(root / "rules", tmp_path / "rules")
    with (house / "facts" / "search.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "  likes_gardens:\n    type: boolean\n    means: The client likes gardens.\n"
            "    asks: Does the client like gardens?\n    assume: false\n"
            "    assumed_as: the client does not care for gardens\n"
        )
    with Watch(load_rules(house), store) as watch:
        watch.tick(NOW)
        for number, facts in enumerate(({"wants_rental": True}, {"likes_gardens": True}, {})):
            watch.register({**CLIENT, "id": f"c-{number}", "facts": facts})
    with Watch(rules, store) as watch:
        for _ in range(2):
            with pytest.raises(CaseError, match=r"^client c-1: unknown fact 'likes_gardens'"):
                watch.tick(NOW)
        assert watch.decision("c-0").reason == "rental"
        assert watch.register({**CLIENT, "id": "c-1"}) == ()
        assert watch.tick(NOW) == ()


def test_the_proof_does_not_depend_on_the_order_of_arrival(
    rules: Rules, store: str, root: Path, tmp_path: Path
) -> None:
    case = load_case(root / "docs" / "examples" / "lost-touch.yaml")
    events = [event for event in case.events if event.id is not None]
    proofs: list[Any] = []
    for where, order in ((store, 1), (str(tmp_path / "other.sqlite"), -1)):
        with Watch(rules, where) as watch:
            watch.tick(datetime(2026, 3, 24, tzinfo=UTC))
            watch.register(case.model_copy(update={"events": (), "as_of": None}))
            for event in events[::order]:
                watch.post(case.id, event)
            proofs.append(watch.decision(case.id).proof())
    assert proofs[0] == proofs[1]
    assert proofs[0].reason == "lost_touch"
    assert ("text-1", "call-2", "mail-3") in [
        fact.events for node in proofs[0].deciding.walk() for fact in node.observed
    ]


def test_where_the_engines_disagree_nothing_is_taken(store: str, root: Path, tmp_path: Path) -> None:
    loaded, other = load_rules(), load_rules(without_rentals(root, tmp_path))
    vars(loaded)["second_engine"] = other.second_engine
    with Watch(loaded, store, confirm=True) as watch:
        watch.tick(NOW)
        watch.register(CLIENT)
        with pytest.raises(EngineDisagreement, match="the engines disagree"):
            watch.post("c-1", RENTAL)
        done = watch.post_many([("c-1", RENTAL), ("c-1", {**RENTAL, "id": "e-2", "wants": False})])
        assert done.changes == ()
        assert "the engines disagree" in done.refused[0].reason
        assert watch.decision("c-1").action == "follow_up"
    with Watch(loaded, store, confirm=False) as watch:
        assert stances(watch.post("c-1", RENTAL)) == [("c-1", "follow_up", "remove (rental)")]


@pytest.mark.parametrize("confirm", [True, False])
def test_a_change_tells_whether_it_was_confirmed(rules: Rules, store: str, confirm: bool) -> None:
    with Watch(rules, store, confirm=confirm) as watch:
        watch.tick(NOW)
        (change,) = watch.register(CLIENT)
        assert change.confirmed is watch.decision("c-1").confirmed is confirm
        assert json.loads(change.to_json())["confirmed"] is confirm
        told: list[Change] = []
        watch.subscribe(told.append, "desk")
        assert told == [change]
        older = json.loads(change.to_json(with_proof=False))
        del older["confirmed"]
        assert Change.from_json(1, json.dumps(older), change.packed_proof).confirmed is False


def test_time_that_passes_is_confirmed_too(store: str, root: Path, tmp_path: Path) -> None:
    loaded, other = load_rules(), load_rules(without_rentals(root, tmp_path))
    until = {**RENTAL, "until": "2026-04-01"}
    with Watch(loaded, store, confirm=False) as watch:
        watch.tick(NOW)
        watch.register(CLIENT)
        watch.register({**CLIENT, "id": "c-2"})
        watch.post("c-1", until)
    vars(loaded)["second_engine"] = other.second_engine
    with (
        Watch(loaded, store) as watch,
        pytest.raises(CaseError, match=r"^client c-1: the engines disagree"),
    ):
        watch.tick(datetime(2026, 4, 2, tzinfo=UTC))
    vars(loaded)["second_engine"] = load_rules().second_engine
    with Watch(loaded, store) as watch:
        (change,) = [c for c in watch.tick(datetime(2026, 4, 2, tzinfo=UTC)) if c.client == "c-1"]
        assert (str(change.after), change.why.on) == ("remove (rental)", date(2026, 4, 1))
