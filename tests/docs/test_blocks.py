"""Every code block of the README and the docs runs, and shows what it says."""

import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def blocks(page: Path, language: str) -> list[str]:
    found = BLOCK.findall(page.read_text("utf-8"))
    return [text for kind, text in found if kind == language]


def run(command: str, directory: Path = ROOT) -> subprocess.CompletedProcess[str]:
    words = command.split()
    assert words[0] == "clientfit"
    return subprocess.run(
        [sys.executable, "-m", "clientfit", *words[1:]],
        cwd=directory,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={"PYTHONUTF8": "1", "COLUMNS": "120", "SYSTEMROOT": ""},
    )


@pytest.mark.parametrize("page", PAGES, ids=[str(p.relative_to(ROOT)) for p in PAGES])
def test_the_python_of_a_page_runs(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    namespace: dict[str, object] = {"__name__": "page"}
    for block in blocks(page, "python"):
        # Named like no file, or who looks a function's source up would read the page as Python.
        exec(compile(block, f"<{page.name}>", "exec"), namespace)  # noqa: S102  our own documents
    assert namespace["__name__"] == "page"


@pytest.mark.parametrize("page", PAGES, ids=[str(p.relative_to(ROOT)) for p in PAGES])
def test_the_commands_of_a_page_run(page: Path) -> None:
    commands = [
        line
        for block in blocks(page, "console")
        for line in block.splitlines()
        if line.startswith("clientfit ")
    ]
    for command in commands:
        done = run(command)
        assert done.returncode in (0, 1), f"{command}\n{done.stderr}"
        assert "Traceback" not in done.stderr


def test_the_readme_shows_what_its_command_prints() -> None:
    (shown,) = blocks(ROOT / "README.md", "text")
    done = run("clientfit decide docs/examples/lost-touch.yaml")
    assert shown.strip() == done.stdout.strip()


def test_the_readme_shows_a_rule_as_it_is() -> None:
    (shown,) = blocks(ROOT / "README.md", "yaml")
    rule = (ROOT / "rules" / "signals" / "advice_ignored.yaml").read_text("utf-8")
    assert shown.strip() == rule.strip()


def write_house(page: Path, directory: Path) -> str:
    """Write the files that a page writes, each under the name in its first line; check them."""
    for block in blocks(page, "yaml"):
        text = dedent(block)
        name = text.splitlines()[0].removeprefix("# ")
        if not name.startswith("our-rules/"):
            continue
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text, "utf-8")
    return " ".join(run("clientfit check our-rules", directory).stderr.split())


def test_a_changed_threshold_is_told_of_as_the_page_says(tmp_path: Path) -> None:
    page = ROOT / "docs" / "how-to" / "change-a-threshold.md"
    told = write_house(page, tmp_path)
    assert " ".join(blocks(page, "text")[0].split()) in told


def test_a_reason_added_as_the_page_says_leaves_nothing_to_find(tmp_path: Path) -> None:
    assert not write_house(ROOT / "docs" / "how-to" / "add-a-reason.md", tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=[str(p.relative_to(ROOT)) for p in PAGES])
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target
