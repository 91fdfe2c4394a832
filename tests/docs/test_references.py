"""References that are generated: `python -m pytest tests/docs --reset-golden` writes them anew."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from clientfit.evaluator import Rules
from clientfit.events import EVENT_TYPES
from clientfit.explain.wording import show_fact, show_parameter
from clientfit.language.expression import Parameter
from clientfit.ruleset.model import RuleSet

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def vocabulary(rules: RuleSet) -> Iterator[str]:
    yield "# The vocabulary"
    yield ""
    yield f"Generated from the rule set `{rules.name}` {rules.version}; do not edit."
    yield ""
    yield "## Parameters"
    yield ""
    yield "| parameter | value | meaning | source |"
    yield "|---|---|---|---|"
    for name, spec in rules.parameters.items():
        value = show_parameter(Parameter(name, spec.value), rules)
        unit = "" if value.endswith("%") else f" {spec.unit}"
        yield f"| `{name}` | {value}{unit} | {spec.means} | {spec.source} |"
    for topic in dict.fromkeys(spec.topic for spec in rules.facts.values()):
        yield ""
        yield f"## {topic}"
        yield ""
        yield "| fact | type | meaning | from | assumed |"
        yield "|---|---|---|---|---|"
        for spec in sorted(rules.facts.values(), key=lambda spec: spec.name):
            if spec.topic == topic:
                assumed = "stays unknown" if spec.assume is None else show_fact(spec, spec.assume)
                kind = f"{spec.type} ({spec.unit})" if spec.unit else str(spec.type)
                yield f"| `{spec.name}` | {kind} | {spec.means} | `{spec.fold_text}` | {assumed} |"
    yield ""
    yield "## Collections of events"
    yield ""
    yield "| collection | of | meaning |"
    yield "|---|---|---|"
    for name, collection in rules.collections.items():
        if name not in EVENT_TYPES:
            yield f"| `{name}` | {', '.join(collection.kinds)} | {collection.means} |"


def test_the_vocabulary_reference_is_up_to_date(rules: Rules, request: pytest.FixtureRequest) -> None:
    text = "\n".join(vocabulary(rules.rule_set)) + "\n"
    page = REFERENCE / "vocabulary.md"
    if request.config.getoption("--reset-golden"):
        page.write_text(text, "utf-8")
    assert page.read_text("utf-8") == text


def test_the_case_reference_lists_every_kind_of_event(request: pytest.FixtureRequest) -> None:
    rows = "\n".join(
        f"| `{kind}` | {(model.__doc__ or '').strip().splitlines()[0]} |"
        for kind, model in EVENT_TYPES.items()
    )
    page = REFERENCE / "cases.md"
    text = page.read_text("utf-8")
    if request.config.getoption("--reset-golden"):
        head = re.split(r"\|---\|---\|\n", text)[0]
        page.write_text(f"{head}|---|---|\n{rows}\n", "utf-8")
    assert page.read_text("utf-8").endswith(f"|---|---|\n{rows}\n")
