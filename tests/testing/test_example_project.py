"""The example project of the docs passes, and its tests can fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

OPTIONS = ("-q", "-p", "no:cacheprovider", "-p", "no:benchmark", "-c", "/dev/null", "--rootdir", ".")


def run(directory: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", *OPTIONS, *options, "."]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path: Path, root: Path) -> Path:
    return Path(shutil.copytree(root / "docs" / "examples" / "crm-project", tmp_path / "project"))


def test_the_example_project_passes(project: Path) -> None:
    done = run(project)
    assert done.returncode == 0, done.stdout


def test_a_crm_that_looks_at_the_language_fails_its_tests(project: Path) -> None:
    file = project / "crm.py"
    text = file.read_text("utf-8")
    spoiled = text.replace(
        'if record["stage"] in STAGES:',
        'if record["stage"] in STAGES and record["person"]["language"] == "en":',
    )
    assert spoiled != text
    file.write_text(spoiled, "utf-8")
    done = run(project, "-k", "who_the_client_is")
    assert done.returncode == 1
    assert "protected attributes have no effect: with language = 'es'" in done.stdout
