"""A real PostgreSQL server for the tests: the system's package, on loopback, for one run."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SERVICE_USER = "postgres"


def programs() -> Path | None:
    """Where PostgreSQL's programs are; None where it is not installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return packaged[-1].parent if packaged else None


@contextmanager
def running(where: Path) -> Iterator[str]:
    """Run a server; gives the address of its database, without a name of one."""
    # The server refuses to run as root, so root starts it as the package's own user.
    user = _SERVICE_USER if os.geteuid() == 0 else None
    base = Path(tempfile.mkdtemp(prefix="clientfit-postgresql-"))
    if user:
        shutil.chown(base, user)
    port = _free_port()
    data, log = base / "data", base / "log"
    try:
        _run([where / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8"], user)
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={base}"
        _run([where / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start"], user)
        try:
            yield f"postgresql://tester@127.0.0.1:{port}"
        finally:
            _run([where / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], user)
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _run(command: list[object], user: str | None) -> None:
    done = subprocess.run(
        [str(word) for word in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        user=user,
        cwd="/",
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return chosen.getsockname()[1]
