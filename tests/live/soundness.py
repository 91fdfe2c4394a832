"""Whether a store is sound: everything in it fits together, and says what the rules say."""

from itertools import groupby
from typing import Any

from sqlalchemy import text

from clientfit.evaluator import Rules
from clientfit.live import Watch


def rows(watch: Watch, statement: str) -> list[Any]:
    with watch.store.reading() as connection:
        return list(connection.execute(text(statement)))


def check(rules: Rules, store: str) -> list[str]:
    """Check a store; gives the ids of the events in it."""
    with Watch(rules, store) as watch:
        clients = rows(watch, "select id, revision, action, rule, decided_on, review_at from client")
        entries = rows(
            watch, "select client_id, number, event_id from entry order by client_id, number"
        )
        changes = rows(watch, "select number, client_id, body from change order by number")
        ((last,),) = rows(watch, "select last from sequence")
        assert [number for number, _, _ in changes] == list(range(1, last + 1))
        numbers = {
            client: [row[1] for row in group] for client, group in groupby(entries, lambda row: row[0])
        }
        for client, revision, action, rule, decided_on, review_at in clients:
            assert numbers[client] == list(range(1, revision + 1))
            decision = watch.decision(client)
            assert (decision.action, decision.rule) == (action, rule)
            assert decided_on <= decision.as_of
            assert (decision.next_review is None) == (review_at is None)
            latest = [body for _, name, body in changes if name == client][-1]
            assert f'"to": {{"action": "{action}"' in latest
        return [event for _, _, event in entries if event is not None]
