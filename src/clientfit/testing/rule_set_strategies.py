"""Rule sets to draw: small, valid, of every shape; and overlays that change one."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from clientfit.errors import RuleSetError
from clientfit.evaluator import Rules
from clientfit.reference import truth
from clientfit.ruleset.load import load_rule_set
from clientfit.ruleset.model import Action, Rule, RuleSet
from clientfit.testing.fact_strategies import rule_set_of
from clientfit.values import show_number

Files = dict[str, str]
"""Texts of files, by their path in the rule set's directory."""
BOOLEANS = ("asked", "agreed", "moved")
NUMBERS = ("visits", "letters")
WORDS = ("red", "blue", "green")
FACTS: dict[str, dict[str, object]] = {
    **{name: {"type": "boolean", "assume": False} for name in BOOLEANS[:2]},
    BOOLEANS[2]: {"type": "boolean"},
    NUMBERS[0]: {"type": "integer", "unit": "times", "assume": 0},
    NUMBERS[1]: {"type": "integer", "unit": "times"},
    "light": {"type": "enum", "words": list(WORDS), "assume": WORDS[0]},
}
"""The vocabulary: of each type one that is assumed and one that stays unknown."""
ACTIONS = [action.value for action in Action if action is not Action.ASK]


def rule_sets() -> st.SearchStrategy[RuleSet]:
    """Small rule sets, loaded from files as yours is: up to three signals and four rows.

    Example:
        >>> from hypothesis import find
        >>> [row.id for row in find(rule_sets(), lambda rules: True).rows]
        ['otherwise']
    """
    return rule_set_files().map(_loaded).map(_with_true_examples)


def _loaded(files: Files) -> RuleSet:
    """Load what was drawn; the rare one whose lines exclude each other is drawn again."""
    try:
        return load_files(files)
    except RuleSetError as error:
        if all("can never hold together" in problem.message for problem in error.problems):
            reject()
        raise


def load_files(files: Mapping[str, str]) -> RuleSet:
    """Load a rule set from the texts of its files.

    Raises:
        RuleSetError: with every problem of every file.
    """
    with TemporaryDirectory() as directory:
        write_files(files, Path(directory))
        return load_rule_set(directory)


def _with_true_examples(rules: RuleSet) -> RuleSet:
    """Let each example expect what its rule says when nobody raised anything."""
    named = rules.conditions

    def right(rule: Rule) -> Rule:
        holds = truth(rule.holds_when, rules.unraised, named)
        expectation = "holds" if holds else "unknown" if holds is None else "does not hold"
        return replace(rule, examples=(replace(rule.examples[0], expectation=expectation),))

    signals, rows = (tuple(map(right, group)) for group in (rules.signals, rules.rows))
    return replace(rules, signals=signals, rows=rows)


def write_files(files: Mapping[str, str], directory: Path) -> None:
    """Write a rule set or an overlay into a directory."""
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@st.composite
def rule_set_files(draw: st.DrawFn) -> Files:
    """The files of a small rule set."""
    limit = draw(st.integers(1, 3))
    signals = [f"signal_{index}" for index in range(draw(st.integers(0, 3)))]
    documents: dict[str, object] = {}
    for index, name in enumerate(signals):
        documents[f"signals/{name}.yaml"] = _signal(name, draw(conditions(tuple(signals[:index]))))
    rows = [f"row_{index}" for index in range(draw(st.integers(0, 3)))]
    for name in rows:
        family = draw(st.sampled_from(("outcome", "reason")))
        row = draw(_rows(family, name, tuple(signals)))
        documents[f"{family}s/{name}.yaml"] = row
    documents["outcomes/otherwise.yaml"] = {**_texts("outcome", "otherwise"), **_ALWAYS}
    documents["facts/all.yaml"] = {"topic": "All", "facts": {n: _fact(n) for n in FACTS}}
    documents["ruleset.yaml"] = {
        "ruleset": "house/random",
        "version": "1.0",
        "means": "Drawn at random.",
        "parameters": {
            "limit": {"value": limit, "unit": "times", "means": "A limit.", "source": "house"}
        },
        "order": [*rows, "otherwise"],
    }
    return {path: json.dumps(document, indent=1) for path, document in documents.items()}


def overlays(rules: Rules | RuleSet | None = None) -> st.SearchStrategy[Files]:
    """Overlays that change a few parameters of a rule set by a little.

    Args:
        rules: what is extended; None is the default rule set.
    """
    rule_set = rule_set_of(rules)
    whole = {
        name: spec.value for name, spec in rule_set.parameters.items() if isinstance(spec.value, int)
    }
    changes = st.dictionaries(st.sampled_from(sorted(whole)), st.integers(1, 3), max_size=3)

    def files(chosen: Mapping[str, int]) -> Files:
        parameters = {name: int(show_number(whole[name])) + more for name, more in chosen.items()}
        top = {
            "ruleset": "house/overlay",
            "version": "1.0",
            "extends": rule_set.name,
            **({"parameters": parameters} if parameters else {}),
        }
        return {"ruleset.yaml": json.dumps(top, indent=1)}

    return changes.map(files)


_LIMIT = {"unit": "times", "means": "A limit.", "source": "house"}
_EXAMPLE: dict[str, object] = {"name": "nobody raised anything", "given": {}, "expect": "holds"}
_ALWAYS: dict[str, object] = {
    "holds_when": "always",
    "action": "keep",
    "step": "Go on.",
    "examples": [_EXAMPLE],
}


def _texts(family: str, name: str) -> dict[str, object]:
    title = name.replace("_", " ")
    return {family: name, "title": title, "means": f"It is {title}.", "says": title, "source": "house"}


def _fact(name: str) -> dict[str, object]:
    texts = {"means": f"How it is with {name}.", "asks": f"How is it with {name}?"}
    assumed = {"assumed_as": f"{name} as always"} if "assume" in FACTS[name] else {}
    return {**FACTS[name], **texts, **assumed}


def _signal(name: str, condition: object) -> dict[str, object]:
    flag = {"kind": "red_flag", "advises": "Look at it."}
    return {**_texts("signal", name), **flag, "holds_when": condition, "examples": [_EXAMPLE]}


@st.composite
def _rows(draw: st.DrawFn, family: str, name: str, signals: tuple[str, ...]) -> dict[str, object]:
    row: dict[str, object] = _texts(family, name)
    row |= {"holds_when": draw(conditions(signals)), "examples": [_EXAMPLE]}
    meanwhile = draw(st.sampled_from((None, "escalate", "follow_up")))
    if meanwhile:
        row["if_unknown"] = meanwhile
    branches = [
        {"when": draw(conditions(signals)), "action": draw(st.sampled_from(ACTIONS)), "step": "Do it."}
        for _ in range(draw(st.integers(0, 2)))
    ]
    branches.append({"action": draw(st.sampled_from(ACTIONS)), "step": "Do it."})
    return {**row, "then": branches}


def conditions(signals: tuple[str, ...] = ()) -> st.SearchStrategy[Any]:
    """Conditions as the rule files write them, over the vocabulary `FACTS` and some signals."""
    numbers = st.tuples(
        st.sampled_from(NUMBERS),
        st.sampled_from((">=", "<", "==", "!=")),
        st.sampled_from(("limit", "0", "2")),
    ).map(" ".join)
    words = st.sampled_from(WORDS).map(lambda word: f"light == '{word}'")
    names = st.sampled_from((*BOOLEANS, *signals))
    leaf = st.one_of(names, names.map(lambda name: f"not {name}"), numbers, words)

    def grouped(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        some = st.lists(inner, min_size=2, max_size=3, unique_by=_subject)
        return st.one_of(
            some.map(lambda items: {"any": items}),
            some.map(lambda items: {"all": items}),
            some.map(lambda items: {"at_least": {"n": 2, "of": items}}),
            inner.map(lambda item: {"not": item}),
        )

    return st.recursive(leaf, grouped, max_leaves=4)


def _subject(condition: object) -> str:
    """What a line is about: two lines about one fact may exclude each other, which is refused."""
    if isinstance(condition, str):
        return condition.removeprefix("not ").split()[0]
    return json.dumps(condition)
