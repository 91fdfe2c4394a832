"""The clients that are held in memory."""

from clientfit.live.bookkeeping import blank
from clientfit.live.folding import Record, told
from clientfit.live.messages import client_entry, event_entry, read_client, read_event
from clientfit.live.recent import RecentRecords

CLOCK = 2_000_000_000_000_000


def record(client_id: str, events: int) -> Record:
    attributes = client_entry(read_client({"id": client_id, "time_zone": "UTC"}))
    found = told(blank(client_id), attributes, CLOCK)
    for number in range(events):
        event = {"id": f"{client_id}-{number}", "kind": "rental", "at": "2026-03-19", "wants": True}
        assert found is not None
        found = told(found, event_entry(read_event(event)), CLOCK)
    assert found is not None
    return found


def test_those_used_longest_ago_are_let_go_when_the_events_are_too_many() -> None:
    recent = RecentRecords(most_events=10)
    one, two, three = (record(name, 3) for name in ("c-1", "c-2", "c-3"))
    recent.put(one)
    recent.put(two)
    assert recent.get("c-1", one.revision) is one
    recent.put(three)
    assert recent.get("c-2", two.revision) is None
    assert (len(recent), recent.get("c-1", one.revision)) == (2, one)


def test_a_record_that_was_outdated_elsewhere_is_not_given_out() -> None:
    recent = RecentRecords(most_events=10)
    one = record("c-1", 3)
    recent.put(one)
    assert recent.get("c-1", one.revision + 1) is None


def test_a_client_larger_than_the_bound_is_held_alone() -> None:
    recent = RecentRecords(most_events=2)
    recent.put(record("c-1", 1))
    large = record("c-2", 9)
    recent.put(large)
    assert recent.get("c-2", large.revision) is large
    assert len(recent) == 1
