"""Posts to a watch until it is killed; prints what was acknowledged. Run by `test_kills`.

The first argument is the store; the second says at which statement of which post to die, or `never`.
"""

import os
import signal
import sys
from datetime import UTC, datetime

from sqlalchemy import event

from clientfit.facade import default_rules
from clientfit.live import Watch

CLIENTS = ("c-1", "c-2")


def main() -> None:
    store, post, moment = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    watch = Watch(default_rules(), store)
    watch.tick(datetime(2026, 3, 20, 12, tzinfo=UTC))
    for client in CLIENTS:
        watch.register({"id": client, "time_zone": "UTC", "complete_channels": "all"})
    told = len(told_by(watch))
    passed = [0]

    def die(*_: object) -> None:
        passed[0] += 1
        if passed[0] == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    for number in range(told, told + 400):
        if number == told + post:
            # Before and after each statement, and before and after the commit.
            for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
                event.listen(watch.store.engine, name, die)
            event.listen(watch.store.engine, "checkin", die)
        wants = {"id": f"e-{number}", "kind": "rental", "at": f"2026-03-19T{number // 60:02d}:{number % 60:02d}:00Z"}
        watch.post(CLIENTS[number % 2], {**wants, "wants": number % 4 < 2})
        os.write(1, f"e-{number}\n".encode())


def told_by(watch: Watch) -> list[str]:
    from sqlalchemy import text  # noqa: PLC0415

    with watch.store.reading() as connection:
        return list(connection.execute(text("select event_id from entry where kind = 'event'")).scalars())


if __name__ == "__main__":
    main()
