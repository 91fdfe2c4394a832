"""Watching live, against a bare write to the same kind of store.

The store holds `CLIENTFIT_BENCHMARK_CLIENTS` clients (default 5,000; the target is for 100,000) with
20 events each. This prints the figures; slowness fails nothing:
`python -m pytest tests/benchmarks/test_watching.py --benchmark-only -s`.
"""

import gc
import os
import sqlite3
import sys
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import median, quantiles

import pytest
from sqlalchemy import insert, select, text

from clientfit.evaluator import Rules
from clientfit.live import Watch
from clientfit.live.messages import Entry, client_entry, event_entry, read_client, read_event
from clientfit.live.schema import CLIENT, ENTRY

pytestmark = pytest.mark.filterwarnings("ignore")

CLIENTS = int(os.environ.get("CLIENTFIT_BENCHMARK_CLIENTS", "5000"))
EVENTS, DUE, POSTS = 20, 1000, 400
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


def show(what: str, value: float, target: float | None = None) -> None:
    verdict = (
        "" if target is None else f" (target {target:g}: {'reached' if value <= target else 'MISSED'})"
    )
    sys.stderr.write(f"\n{what}: {value:.3f}{verdict}\n")


def entries_of(number: int) -> list[dict[str, object]]:
    """A client of 20 events; the ways and days differ from one to the next."""
    client_id = f"c-{number:06d}"
    return [
        {
            "client_id": client_id,
            "number": place,
            "kind": entry.kind,
            "event_id": entry.event_id and entry.event_id.replace("CLIENT", client_id),
            "body": entry.body.replace("CLIENT", client_id),
        }
        for place, entry in enumerate(pattern(number % 12), 1)
    ]


@cache
def pattern(number: int) -> list[Entry]:
    attributes = {
        "id": "CLIENT",
        "time_zone": ("America/Chicago", "America/New_York", "America/Denver")[number % 3],
        "assigned_at": "2026-01-05",
        "complete_channels": "all",
        "preferred_channel": "phone",
    }
    found = [client_entry(read_client(attributes))]
    for index in range(EVENTS):
        day = date(2026, 3, 18) - timedelta(days=3 * index + number % 3)
        event: dict[str, object] = {"id": f"CLIENT-{index}", "at": f"{day}T15:00:00-06:00"}
        if index % 5 == 4:
            event |= {"kind": "appointment", "status": "held"}
        else:
            event |= {
                "kind": "contact",
                "channel": ("phone", "text", "email")[(index + number) % 3],
                "direction": "outbound" if (index + number) % 4 else "inbound",
                "answered": (index + number) % 4 == 0,
            }
        found.append(event_entry(read_event(event)))
    return found


@pytest.fixture(scope="module")
def store(rules: Rules, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as the posts of all these events would have left it, but for when to look again."""
    file = tmp_path_factory.mktemp("bench") / "watch.sqlite"
    with Watch(rules, file, confirm=False) as watch:
        watch.tick(NOW)
        far = int((NOW + timedelta(days=90)).timestamp() * 1e6)
        for first in range(0, CLIENTS, 2000):
            numbers = range(first, min(first + 2000, CLIENTS))
            with watch.store.writing() as connection:
                rows = [
                    {
                        "id": f"c-{number:06d}",
                        "revision": EVENTS + 1,
                        "action": "keep",
                        "rule": "keep",
                        "decided_on": "2026-03-20",
                        "review_at": far,
                    }
                    for number in numbers
                ]
                connection.execute(insert(CLIENT), rows)
                connection.execute(insert(ENTRY), [row for n in numbers for row in entries_of(n)])
    return file


def new_post(number: int) -> tuple[str, dict[str, object]]:
    chosen = number * 7919 % CLIENTS
    event = {"id": f"new-{number}", "kind": "rental", "at": "2026-03-20", "wants": True}
    return f"c-{chosen:06d}", event


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(tmp_path / "bare.sqlite", isolation_level=None)
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=full")
    connection.execute("create table entry (number integer primary key, body text)")
    yield connection
    connection.close()


def write_bare(connection: sqlite3.Connection, body: str) -> None:
    connection.execute("begin immediate")
    connection.execute("insert into entry (body) values (?)", (body,))
    connection.execute("commit")


def timed(function: object, *arguments: object) -> float:
    start = time.perf_counter()
    function(*arguments)  # type: ignore[operator]
    return (time.perf_counter() - start) * 1000


def test_a_post_to_its_change(benchmark, rules: Rules, store: Path, bare: sqlite3.Connection) -> None:  # noqa: ANN001  a plugin's fixture
    body = str(new_post(0)[1])
    with Watch(rules, store, confirm=False) as watch:
        heard: list[object] = []
        watch.subscribe(heard.append)
        watch.post(*new_post(POSTS + 1))
        posts: list[float] = []
        writes: list[float] = []
        computed = time.process_time()
        for number in range(POSTS):
            posts.append(timed(watch.post, *new_post(number)))
            writes.append(timed(write_bare, bare, body))
        computed = (time.process_time() - computed) / POSTS * 1000
        benchmark.pedantic(lambda: watch.post(*new_post(POSTS + 2)), rounds=1)
        assert len(heard) >= POSTS
    show(f"post to change, milliseconds, median, {CLIENTS} clients", median(posts), 3)
    show("the same, 95th percentile", quantiles(posts, n=20)[-1])
    show("processor time of a post and a bare write together, milliseconds, mean", computed)
    show("a bare store write, milliseconds, median", median(writes))
    show("post to change, against a bare store write", median(posts) / median(writes))


def test_a_tick_over_a_day(benchmark, rules: Rules, store: Path, bare: sqlite3.Connection) -> None:  # noqa: ANN001  a plugin's fixture
    tomorrow = int((NOW + timedelta(hours=20)).timestamp() * 1e6)
    with Watch(rules, store, confirm=False) as watch:
        with watch.store.writing() as connection:
            rows = [
                {"due": tomorrow, "client": f"c-{n * 7919 % CLIENTS:06d}"}
                for n in range(min(DUE, CLIENTS))
            ]
            connection.execute(text("update client set review_at = :due where id = :client"), rows)
        start = time.perf_counter()
        changes = benchmark.pedantic(watch.tick, args=(NOW + timedelta(days=1),), rounds=1)
        took = time.perf_counter() - start
        with watch.store.reading() as connection:
            left = connection.execute(select(CLIENT.c.id).where(CLIENT.c.review_at == tomorrow))
            assert left.all() == []
    write = median(timed(write_bare, bare, "x" * 120) for _ in range(50)) / 1000
    show(f"tick over a day with {len(rows)} due of {CLIENTS}, seconds", took, 2)
    show("changes that it brought", len(changes))
    show("the same, against as many bare store writes", took / (write * len(rows)))
    empty = timed(lambda: Watch(rules, store, confirm=False).tick(NOW + timedelta(days=1, hours=1)))
    show("opening, and a tick with nobody due, milliseconds", empty)


def test_memory_is_bounded(benchmark, rules: Rules, store: Path) -> None:  # noqa: ANN001  a plugin's fixture
    with Watch(rules, store, confirm=False, recent_events=5_000) as watch:
        names = [f"c-{number:06d}" for number in range(min(CLIENTS, 4_000))]

        def look(names: list[str]) -> int:
            for name in names:
                watch.client(name)
            gc.collect()
            return tracemalloc.get_traced_memory()[0]

        tracemalloc.start()
        start = tracemalloc.get_traced_memory()[0]
        held = look(names[: len(names) // 4]) - start
        after = benchmark.pedantic(look, args=(names,), rounds=1) - start
        tracemalloc.stop()
    show("memory for 5,000 events held, megabytes", held / 2**20)
    show(f"memory grown over {len(names)} clients more, megabytes", (after - held) / 2**20, 1)
