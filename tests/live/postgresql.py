"""A real PostgreSQL server for the tests: the system's package, on loopback, for one run."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

_SERVICE_USER = "postgres"
_PATIENCE_SECONDS = 60
# The server ends when its standard input does, so that no killed test run leaves one behind.
_SERVE = """
"$1/postgres" -D "$2/data" -c listen_addresses=127.0.0.1 -c port="$3" \
    -c unix_socket_directories="$2" >"$2/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -QUIT "$server"
wait "$server"
rm -rf "$2"
"""


def programs() -> Path | None:
    """Where PostgreSQL's programs are; None where it is not installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return packaged[-1].parent if packaged else None


@contextmanager
def running(where: Path) -> Generator[str]:
    """Run a server; gives its address, without a database's name."""
    # The server refuses to run as root, so root starts it as the package's own user.
    user = _SERVICE_USER if os.geteuid() == 0 else None
    base = Path(tempfile.mkdtemp(prefix="clientfit-postgresql-"))
    if user:
        shutil.chown(base, user)
    create = [where / "initdb", "-D", base / "data", "-U", "tester", "-A", "trust", "-E", "UTF8"]
    done = subprocess.run(create, capture_output=True, text=True, user=user, cwd="/", check=False)
    assert done.returncode == 0, done.stderr
    port = _free_port()
    serve = ["sh", "-c", _SERVE, "serve", str(where), str(base), str(port)]
    with subprocess.Popen(serve, stdin=subprocess.PIPE, user=user, cwd="/") as server:
        _wait_for(port, base / "log")
        yield f"postgresql://tester@127.0.0.1:{port}"
        assert server.stdin is not None
        server.stdin.close()


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return chosen.getsockname()[1]


def _wait_for(port: int, log: Path) -> None:
    limit = time.monotonic() + _PATIENCE_SECONDS
    while "ready to accept connections" not in (log.read_text("utf-8") if log.exists() else ""):
        assert time.monotonic() < limit, f"no server on port {port}: {log.read_text('utf-8')}"
        time.sleep(0.05)
