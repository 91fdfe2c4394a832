"""Imports point one way: from the surface down to errors and values."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "clientfit"
LAYERS = (
    ("errors", "version"),
    ("suggestions", "values"),
    ("language",),
    (
        "events",
        "case",
        "event_fields",
        "ruleset",
        "verdict",
        "decision",
        "decision_parts",
        "source",
        "proof",
        "derivation",
        "explanation",
        "report",
    ),
    (
        "facts",
        "stored_facts",
        "predicates",
        "view",
        "sorting",
        "latest",
        "instants",
        "folds",
        "timeline",
        "reference",
        "engines",
        "examples",
    ),
    ("explain",),
    ("prepared", "explained", "confirmation"),
    ("evaluator",),
    ("verify",),
    ("lint", "replay", "decision_log"),
    ("case_places", "case_problems", "case_reader", "facade", "live", "cli", "__main__", "__init__"),
    ("testing",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
FILES = sorted(SOURCE.rglob("*.py"))


def imports(file: Path) -> set[str]:
    tree = ast.walk(ast.parse(file.read_text("utf-8")))
    found = [node.module or "" for node in tree if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[1] for name in found if name.startswith("clientfit.")}


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(SOURCE)) for file in FILES])
def test_a_module_imports_from_its_own_layer_or_below(file: Path) -> None:
    home = file.relative_to(SOURCE).parts[0].removesuffix(".py")
    assert {name for name in imports(file) if LEVEL[name] > LEVEL[home]} == set()


def test_engines_and_the_reference_do_not_know_each_other() -> None:
    assert all("reference" not in imports(file) for file in (SOURCE / "engines").glob("*.py"))
    assert "engines" not in imports(SOURCE / "reference.py")


def test_the_second_engine_and_the_compiled_one_do_not_know_each_other() -> None:
    for file in (SOURCE / "engines").glob("*.py"):
        text = file.read_text("utf-8")
        if file.stem.startswith("rete"):
            assert "engines.python" not in text
            assert "python_source" not in text
            assert "facts import calculate" not in text
        else:
            assert "engines.rete" not in text
