"""Posts to a watch until it is killed; writes what was acknowledged. Started by `test_kills`.

For each line on standard input, which says at which moment to die, a child is forked that posts. A
moment is before or after a statement or a commit, counted from the child's third post on; a negative
one leaves the killing to the parent, so many milliseconds after the child is ready.
"""

import os
import signal
import sys
import time
from datetime import UTC, datetime

from sqlalchemy import event, text

from clientfit.facade import default_rules
from clientfit.live import Watch

MOMENTS = ("before_cursor_execute", "after_cursor_execute", "commit", "checkin")
CLIENTS = ("c-1", "c-2")


def say(word: str) -> None:
    os.write(1, f"{word}\n".encode())


def post_until_killed(store: str, moment: int, ready: int) -> None:
    watch = Watch(default_rules(), store)
    watch.tick(datetime(2026, 3, 20, 12, tzinfo=UTC))
    for client in CLIENTS:
        watch.register({"id": client, "time_zone": "UTC", "complete_channels": "all"})
    with watch.store.reading() as connection:
        first = connection.execute(text("select count(*) from entry where kind = 'event'")).scalar_one()
    passed = 0

    def die(*_: object) -> None:
        nonlocal passed
        passed += 1
        if passed == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    os.write(ready, b"1")
    for number in range(first, first + 10_000):
        if number == first + 2 and moment > 0:
            for name in MOMENTS:
                event.listen(watch.store.engine, name, die)
        clock = f"{number // 3600 % 24:02d}:{number // 60 % 60:02d}:{number % 60:02d}"
        wish = {"id": f"e-{number}", "kind": "rental", "at": f"2026-03-19T{clock}Z"}
        watch.post(CLIENTS[number % 2], {**wish, "wants": number % 4 < 2})
        say(f"e-{number}")


def main() -> None:
    default_rules()
    for line in sys.stdin:
        moment = int(line)
        readable, writable = os.pipe()
        child = os.fork()
        if child == 0:
            post_until_killed(sys.argv[1], moment, writable)
            os._exit(0)
        os.read(readable, 1)
        os.close(readable)
        os.close(writable)
        if moment < 0:
            time.sleep(-moment / 1000)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        say(f"ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
