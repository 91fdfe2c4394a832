"""Several writers of one store at once, each with a watch of its own, as several processes have."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

from clientfit.errors import EventError, StoreError
from clientfit.evaluator import Rules
from clientfit.live import Change, Watch
from live.soundness import check, rows

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
RENTAL = {"kind": "rental", "at": "2026-03-19", "wants": True}


def at_once(rules: Rules, store: str, writers: int, write: Callable[[Watch, int], None]) -> None:
    """Have each writer do its part, all beginning together; whatever one raises is raised here."""
    start, failed = Barrier(writers, timeout=60), list[BaseException]()

    def run(writer: int) -> None:
        with Watch(rules, store) as watch:
            start.wait()
            try:
                write(watch, writer)
            except BaseException as error:  # noqa: BLE001  it is raised again below
                failed.append(error)

    threads = [Thread(target=run, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def begun(rules: Rules, store: str) -> None:
    with Watch(rules, store) as watch:
        watch.tick(NOW)
        for client in ("c-1", "c-2"):
            watch.register({"id": client, "time_zone": "UTC", "complete_channels": "all"})


def test_posts_corrections_retractions_and_passing_time_meet_and_nothing_is_lost(
    rules: Rules, store: str
) -> None:
    begun(rules, store)
    told: list[list[Change]] = [[], [], []]

    def write(watch: Watch, writer: int) -> None:
        for number in range(15):
            told[writer] += watch.tick(NOW + timedelta(hours=30 * number + writer))
            client = f"c-{1 + (number + writer) % 2}"
            wish = {**RENTAL, "wants": (number + writer) % 3 > 0}
            told[writer] += watch.post(client, {**wish, "id": f"own-{writer}-{number}"})
            told[writer] += watch.post("c-1", {**wish, "id": f"all-{number}", "wants": True})
            try:
                told[writer] += watch.correct(
                    f"all-{number}", {**RENTAL, "until": f"2026-04-{1 + writer:02d}"}
                )
            except EventError as error:
                assert "was retracted" in str(error)  # noqa: PT017  another writer may have been first
            if number % 2:
                told[writer] += watch.retract(f"all-{number}")

    at_once(rules, store, 3, write)
    with Watch(rules, store) as watch:
        last = list(watch.tick(NOW + timedelta(days=40)))
        stored = rows(watch, "select number from change order by number")
        bodies = rows(watch, "select event_id from entry where kind = 'retraction'")
    events = set(check(rules, store))
    assert {f"own-{writer}-{number}" for writer in range(3) for number in range(15)} < events
    assert sorted(name for (name,) in bodies) == sorted(f"all-{number}" for number in range(1, 15, 2))
    # Each change was told to exactly one writer; those of the beginning were told before.
    numbers = sorted(change.number for each in [*told, last] for change in each)
    assert numbers == [number for (number,) in stored if number > 2]


def test_one_new_id_for_two_clients_at_once_goes_to_one_of_them(rules: Rules, store: str) -> None:
    begun(rules, store)
    rounds = 30
    together = Barrier(2, timeout=60)
    taken: list[list[int]] = [[], []]

    def write(watch: Watch, writer: int) -> None:
        for number in range(rounds):
            together.wait()
            try:
                watch.post(f"c-{writer + 1}", {**RENTAL, "id": f"e-{number}"})
                taken[writer].append(number)
            except EventError as error:
                assert "belongs to client" in str(error)  # noqa: PT017  the other was first
            except StoreError as error:
                assert "another writer took this id" in str(error)  # noqa: PT017  at the same moment

    at_once(rules, store, 2, write)
    assert sorted(taken[0] + taken[1]) == list(range(rounds))
    assert sorted(check(rules, store)) == sorted(f"e-{number}" for number in range(rounds))
