"""The notebooks of the tutorial run from top to bottom, and are committed without outputs."""

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "docs").rglob("*.ipynb"))
IDS = [file.stem for file in NOTEBOOKS]


def outputs(notebook: Any, cell: str) -> list[Any]:
    (found,) = [one.outputs for one in notebook.cells if one.id == cell]
    return found


def run(file: Path) -> Any:
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(file, as_version=4)
    client = nbclient.NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        resources={"metadata": {"path": str(ROOT)}},
    )
    return client.execute()


@pytest.mark.parametrize("file", NOTEBOOKS, ids=IDS)
def test_a_notebook_is_committed_without_outputs(file: Path) -> None:
    cells = json.loads(file.read_text("utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code
    assert [cell["id"] for cell in code if cell["outputs"] or cell["execution_count"]] == []


def test_the_first_notebook_shows_the_decision_and_what_a_threshold_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("PYTHONUTF8", "1")
    notebook = run(ROOT / "docs" / "tutorial" / "first-notebook.ipynb")
    (shown,) = outputs(notebook, "decision")
    assert "Request removal: Lost touch" in shown.data["text/html"]
    assert "<svg" in shown.data["text/html"]
    (later,) = outputs(notebook, "copy")
    assert "Request removal" not in later.data["text/html"].split("</h3>")[0]
    (chart,) = outputs(notebook, "chart")
    assert chart.data["image/svg+xml"].startswith("<svg")
    (removals,) = outputs(notebook, "check")
    assert removals.data["text/plain"] == "{'14 days': 14, '7 days': 12}"
