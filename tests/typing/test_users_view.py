"""What users write against the testing kit has types, under both checkers."""

import subprocess
import sys
from pathlib import Path

import pytest

FILE = Path(__file__).parent / "users_view.py"


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ("pyright", "--pythonpath", sys.executable),
        ("mypy", "--strict", "--cache-dir", "/dev/null", "--no-error-summary"),
    ],
    ids=lambda command: command[0],
)
def test_the_view_of_a_user_has_types(command: tuple[str, ...]) -> None:
    whole = [sys.executable, "-m", *command, str(FILE)]
    done = subprocess.run(whole, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
