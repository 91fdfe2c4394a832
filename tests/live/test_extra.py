"""The packages of the extra are loaded by those who watch, and by nobody else."""

import subprocess
import sys

WITHOUT = "import sys; sys.modules['sqlalchemy'] = None; "


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def test_importing_clientfit_loads_no_database() -> None:
    done = run(
        "import sys, clientfit, clientfit.live, clientfit.cli; clientfit.load_rules();"
        "print([name for name in sys.modules if name.startswith(('sqlalchemy', 'psycopg'))])"
    )
    assert done.stdout == "[]\n", done.stderr


def test_without_the_extra_the_error_names_the_command() -> None:
    done = run(
        WITHOUT + "import clientfit\ntry:\n    from clientfit.live import Watch\n"
        "except clientfit.ClientfitError as error:\n    print(error)"
    )
    assert done.stdout == 'watching needs SQLAlchemy; python -m pip install "clientfit[live]"\n'


def test_without_the_extra_the_command_line_names_the_command() -> None:
    done = run(WITHOUT + "from clientfit.cli import app; app(['watch', 'events.jsonl'])")
    assert done.returncode == 2
    assert done.stderr == 'watching needs SQLAlchemy; python -m pip install "clientfit[live]"\n'


def test_without_the_driver_the_error_names_the_command() -> None:
    done = run(
        "import sys; sys.modules['psycopg'] = None; import clientfit\n"
        "from clientfit.live import Watch\n"
        "try:\n    Watch(clientfit.load_rules(), 'postgresql://user:word@127.0.0.1/watch')\n"
        "except clientfit.ClientfitError as error:\n    print(error)"
    )
    assert "this store needs the package psycopg" in done.stdout, done.stderr
    assert 'pip install "clientfit[live]"' in done.stdout
    assert "word" not in done.stdout
