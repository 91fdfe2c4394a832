"""References that are generated: `python -m pytest tests/docs --reset-golden` writes them anew."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import AwareDatetime
from pydantic.fields import FieldInfo

from clientfit.case import Case
from clientfit.case_reader import load_case
from clientfit.evaluator import Rules
from clientfit.events import EVENT_TYPES, Event, EventBase
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


def type_words(annotation: Any) -> Iterator[str]:
    """What may stand in a field, in words; words to write as they are in code marks."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if annotation is Event:
        yield "events"
    elif origin is Annotated:
        yield from type_words(inner[0])
    elif origin in (Union, UnionType):
        for one in inner:
            yield from type_words(one)
    elif origin is Literal:
        yield from (f"`{word}`" for word in inner)
    elif origin in (tuple, frozenset):
        words = ", ".join(type_words(inner[0]))
        yield f"a list of words ({words})" if words.startswith("`") else f"a list of {words}"
    elif origin is dict:
        yield "values by the name of the fact"
    elif isinstance(annotation, type) and issubclass(annotation, StrEnum):
        yield from (f"`{member.value}`" for member in annotation)
    elif annotation is not NoneType:
        yield from IN_WORDS[annotation]


IN_WORDS: dict[object, tuple[str, ...]] = {
    str: ("text",),
    bool: ("`true`", "`false`"),
    date: ("a date",),
    AwareDatetime: ("a time",),
    Decimal: ("a number above 0",),
}


def default_words(info: FieldInfo) -> str:
    if info.is_required():
        return "required"
    value = info.default
    if value is None or value in ((), frozenset(), {}):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def field_table(fields: dict[str, FieldInfo]) -> Iterator[str]:
    yield "| field | what may stand there | if left out | meaning |"
    yield "|---|---|---|---|"
    for name, info in fields.items():
        assert info.description, f"{name} has no meaning"
        words = ", ".join(type_words(info.annotation))
        meaning = " ".join(info.description.split())
        yield f"| `{name}` | {words} | {default_words(info)} | {meaning} |"


def case_tables() -> Iterator[str]:
    yield ""
    yield "The tables are generated from the models; do not edit below this line."
    yield ""
    yield from field_table(Case.model_fields)
    yield ""
    yield "## Every event"
    yield ""
    yield "An event has a `kind`, these fields, and those of its kind."
    yield ""
    yield from field_table(EventBase.model_fields)
    for kind, model in EVENT_TYPES.items():
        own = {
            name: info
            for name, info in model.model_fields.items()
            if name != "kind" and name not in EventBase.model_fields
        }
        yield ""
        yield f"## `{kind}`"
        yield ""
        yield (model.__doc__ or "").strip().splitlines()[0]
        if own:
            yield ""
            yield from field_table(own)


def test_the_case_reference_tells_every_field_and_its_words(request: pytest.FixtureRequest) -> None:
    page = REFERENCE / "cases.md"
    head, title, _ = page.read_text("utf-8").partition("## The case\n")
    text = head + title + "\n".join(case_tables()) + "\n"
    if request.config.getoption("--reset-golden"):
        page.write_text(text, "utf-8")
    assert page.read_text("utf-8") == text


def test_the_example_of_the_case_reference_is_a_whole_record(rules: Rules, tmp_path: Path) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", (REFERENCE / "cases.md").read_text("utf-8"), re.DOTALL)
    record = tmp_path / "record.yaml"
    record.write_text(block, "utf-8")
    case = load_case(record)
    assert case.model_fields_set >= {"id", "time_zone", "as_of", "assigned_at", "events", "facts"}
    assert rules.decide(case).case_id == case.id
