"""The store: its schema and indexes, two writers, and disks that refuse."""

import json
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import event, text

from clientfit.errors import StoreError
from clientfit.evaluator import Rules
from clientfit.live import Watch
from clientfit.live.opening import open_store
from clientfit.live.schema import MIGRATIONS, migrate
from live.soundness import check, rows

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
CLIENT = {"id": "c-1", "time_zone": "UTC", "complete_channels": "all"}
RENTAL = {"kind": "rental", "at": "2026-03-19", "wants": True}


def begun(rules: Rules, store: str | Path) -> Watch:
    watch = Watch(rules, store)
    watch.tick(NOW)
    watch.register(CLIENT)
    return watch


def test_a_tick_finds_the_due_by_an_index(rules: Rules, tmp_path: Path) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "review_at <=" in statement:
            asked.append((statement, parameters))

    with begun(rules, tmp_path / "watch.sqlite") as watch:
        event.listen(watch.store.engine, "before_cursor_execute", note)
        watch.tick(NOW)
        (statement, parameters), *_ = asked
        with watch.store.reading() as connection:
            plan = connection.exec_driver_sql(f"explain query plan {statement}", parameters)
            steps = [row[3] for row in plan]
    assert len(steps) == 1, steps
    assert steps[0].startswith("SEARCH client USING COVERING INDEX client_due")


def test_a_tick_reads_only_the_due_clients(rules: Rules, store: str) -> None:
    with Watch(rules, store) as watch:
        watch.tick(NOW)
        for number in range(50):
            watch.register({**CLIENT, "id": f"c-{number}", "facts": {"wants_rental": True}})
        watch.post(
            "c-7",
            {"id": "e-1", "kind": "rental", "at": "2026-03-19", "wants": True, "until": "2026-04-01"},
        )
    with Watch(rules, store) as watch:
        read: list[Any] = []

        def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            if "FROM entry" in statement:
                read.append(str(parameters))

        event.listen(watch.store.engine, "before_cursor_execute", note)
        due = rows(watch, "select id from client where review_at is not null")
        watch.tick(datetime(2026, 7, 1, tzinfo=UTC))
    assert [name for (name,) in due] == ["c-7"]
    assert len(read) == 1
    assert "c-7" in read[0]


def test_an_older_store_becomes_a_newer_one_with_all_that_is_in_it(rules: Rules, store: str) -> None:
    with begun(rules, store) as watch:
        watch.post("c-1", {**RENTAL, "id": "e-1"})
        with watch.store.writing() as connection:
            connection.execute(text("drop table stream"))
            connection.execute(text("drop table dead_letter"))
            connection.execute(text("update watch set schema_version = 1"))
    with Watch(rules, store) as watch:
        assert rows(watch, "select schema_version from watch") == [(len(MIGRATIONS),)]
        assert rows(watch, "select count(*) from dead_letter") == [(0,)]
        assert watch.decision("c-1").reason == "rental"
    assert check(rules, store) == ["e-1"]


def test_a_migration_that_fails_leaves_the_store_as_it_was(rules: Rules, store: str) -> None:
    begun(rules, store).close()

    def broken(connection: Any) -> None:
        connection.execute(text("create table half_there (id integer)"))
        raise KeyboardInterrupt

    opened = open_store(store)
    with pytest.raises(KeyboardInterrupt), opened.writing() as connection:
        migrate(connection, store, (*MIGRATIONS, broken))
    opened.close()
    with Watch(rules, store) as watch:
        assert rows(watch, "select schema_version from watch") == [(len(MIGRATIONS),)]
        with pytest.raises(StoreError):
            rows(watch, "select * from half_there")


def test_a_store_of_a_newer_schema_is_left_alone(rules: Rules, store: str) -> None:
    with begun(rules, store) as watch, watch.store.writing() as connection:
        connection.execute(text("update watch set schema_version = 99"))
    with pytest.raises(StoreError, match=r"this store has schema 99; .*; install a newer clientfit"):
        Watch(rules, store)


def test_two_writers_on_one_client_lose_nothing(rules: Rules, store: str) -> None:
    begun(rules, store).close()
    start, failed = Barrier(3), list[BaseException]()

    def write(writer: int) -> None:
        with Watch(rules, store) as watch:
            start.wait()
            try:
                for number in range(40):
                    name = f"e-{writer}-{number}" if number % 4 else f"e-both-{number}"
                    watch.post("c-1", {**RENTAL, "id": name, "wants": number % 2 == 0})
                    if number % 10 == 0:
                        watch.tick(NOW)
            except BaseException as error:  # noqa: BLE001  it is raised again by the test
                failed.append(error)

    threads = [Thread(target=write, args=(writer,)) for writer in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    told = check(rules, store)
    assert len(told) == len(set(told)) == 3 * 30 + 10


def test_one_watch_serves_several_threads(rules: Rules, store: str) -> None:
    with begun(rules, store) as watch:
        posts = [
            Thread(target=watch.post, args=("c-1", {**RENTAL, "id": f"e-{number}"}))
            for number in range(20)
        ]
        for thread in posts:
            thread.start()
        for thread in posts:
            thread.join()
    assert len(check(rules, store)) == 20


def test_a_full_disk_is_told_and_nothing_is_lost(rules: Rules, tmp_path: Path) -> None:
    store = tmp_path / "watch.sqlite"
    with begun(rules, store) as watch:

        def shrink(connection: sqlite3.Connection, *_: object) -> None:
            connection.execute("pragma max_page_count = 30")

        event.listen(watch.store.engine, "checkout", shrink)
        told: list[str] = []

        def fill() -> None:
            for number in range(5000):
                watch.post("c-1", {**RENTAL, "id": f"e-{number}", "wants": number % 2 == 0})
                told.append(f"e-{number}")

        with pytest.raises(StoreError, match="the disk is full; free some space and send again"):
            fill()
        assert told
        assert watch.decision("c-1").case_id == "c-1"
        event.remove(watch.store.engine, "checkout", shrink)
    assert check(rules, str(store)) == told
    with Watch(rules, store) as watch, watch.store.writing() as connection:
        connection.exec_driver_sql("pragma max_page_count = 100000")
    with Watch(rules, store) as watch:
        watch.post("c-1", {**RENTAL, "id": f"e-{len(told)}", "wants": len(told) % 2 == 0})


def test_a_limit_on_the_size_of_files_is_told_and_nothing_is_lost(rules: Rules, tmp_path: Path) -> None:
    store, stream = tmp_path / "watch.sqlite", tmp_path / "stream.jsonl"
    lines = ['{"register": {"id": "c-1", "time_zone": "UTC", "assigned_at": "2026-03-01"}}']
    lines += [
        json.dumps({"client": "c-1", "event": {**RENTAL, "id": f"e-{number}"}}) for number in range(150)
    ]
    stream.write_text("\n".join(lines) + "\n", "utf-8")
    command = [sys.executable, "-m", "clientfit", "watch", str(stream), "--store", str(store)]
    command += ["--as-of", "2026-03-20"]

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))

    first = subprocess.run(command, capture_output=True, text=True, preexec_fn=small_files, check=False)
    assert first.returncode == 2, first.stderr
    assert "the disk" in first.stderr
    assert "Traceback" not in first.stderr
    second = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (second.returncode, second.stderr) == (0, "")
    assert len(check(rules, str(store))) == 150


def test_a_disk_that_only_reads_is_told(rules: Rules, tmp_path: Path) -> None:
    store = tmp_path / "watch.sqlite"
    begun(rules, store).close()
    store.chmod(0o444)
    tmp_path.chmod(0o555)
    root = os.geteuid() == 0  # to whom every file can be written
    if root:
        os.seteuid(65534)
    try:
        with pytest.raises(StoreError, match=r"cannot be (written|opened)"):
            begun(rules, store)
    finally:
        if root:
            os.seteuid(0)
        tmp_path.chmod(0o755)
        store.chmod(0o644)
    assert check(rules, str(store)) == []


def test_a_database_that_only_reads_is_told(rules: Rules, new_postgresql: Callable[[], str]) -> None:
    store = new_postgresql()
    with begun(rules, store) as watch:
        name = store.rsplit("/", 1)[1]
        with watch.store.writing() as connection:
            connection.execute(text(f"alter database {name} set default_transaction_read_only = on"))
    with pytest.raises(StoreError, match=r"the store cannot be written; .* name its primary"):
        Watch(rules, store)


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("nowhere/watch.sqlite", "the store cannot be opened; check that its directory is there"),
        ("mysql://somewhere/watch", "'mysql' is no kind of store that is known here"),
        ("what://", "is no kind of store"),
        ("://", "this is no address of a database"),
        ("", "this names no store"),
        ("postgresql://secret:word@127.0.0.1:1/watch", "the database cannot be reached"),
    ],
)
def test_a_store_that_is_not_there_is_told(
    rules: Rules, where: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match=message) as raised:
        Watch(rules, where)
    assert "word@" not in str(raised.value)


def test_a_file_that_is_no_store_is_left_alone(rules: Rules, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Call the lender. " * 100, "utf-8")
    with pytest.raises(StoreError, match="this file is no store of ours"):
        Watch(rules, file)
    assert file.read_text("utf-8").startswith("Call the lender.")
