"""`clientfit rules`: list the rules, and show one."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from clientfit.cli.console import BAD_INPUT, RulesOption, load, out, report, tell
from clientfit.errors import Problem
from clientfit.evaluator import Rules
from clientfit.explain.wording import condition_lines, show_fact, show_parameter
from clientfit.language.expression import Parameter, show
from clientfit.ruleset.model import FactSpec, ParameterSpec, Rule, RuleSet
from clientfit.suggestions import did_you_mean

app = typer.Typer(help="Show the rules.", invoke_without_command=True)


@app.callback()
def list_rules(context: typer.Context, rules: RulesOption = None) -> None:
    """List the rules in the order in which they are tried, the signals, and the parameters."""
    if context.invoked_subcommand is not None:
        return
    loaded = load(rules).rule_set
    console = out()
    console.print(Text(f"{loaded.name} {loaded.version}, {len(loaded.facts)} facts"))
    order = Table("", "id", "what it is", title="In this order", title_justify="left", box=None)
    for index, row in enumerate(loaded.rows, 1):
        order.add_row(str(index), row.id, row.title)
    signals = Table("kind", "id", "what it is", title="Signals", title_justify="left", box=None)
    for signal in loaded.signals:
        signals.add_row(signal.kind or "", signal.id, signal.title)
    numbers = Table("id", "value", "what it is", title="Parameters", title_justify="left", box=None)
    for name, spec in loaded.parameters.items():
        numbers.add_row(name, _value(spec, loaded), spec.means)
    for table in (order, signals, numbers):
        console.print()
        console.print(table)


@app.command("show")
def show_rule(
    name: Annotated[str, typer.Argument(metavar="ID", help="The id of a rule, parameter or fact.")],
    rules: RulesOption = None,
) -> None:
    """Show one rule, parameter or fact."""
    loaded = load(rules)
    specs = {**loaded.rule_set.facts, **loaded.rule_set.parameters}
    found = {rule.id: rule for rule in loaded.rule_set.rules}
    if name in specs:
        lines = _spec_lines(specs[name], loaded.rule_set)
    elif name in found:
        lines = _rule_lines(found[name], loaded)
    else:
        near = did_you_mean(name, (*found, *specs)) or "`clientfit rules` lists them"
        report([Problem("", 0, "", f"no rule, parameter or fact is called '{name}'", near)])
        raise typer.Exit(BAD_INPUT)
    for line in lines:
        tell(line)


def _value(spec: ParameterSpec, rules: RuleSet) -> str:
    value = show_parameter(Parameter(spec.name, spec.value), rules)
    return value if value.endswith("%") else f"{value} {spec.unit}"


def _spec_lines(spec: ParameterSpec | FactSpec, rules: RuleSet) -> Iterator[str]:
    if isinstance(spec, ParameterSpec):
        yield f"{spec.name} = {_value(spec, rules)} (parameter)"
        yield spec.means
        yield f"Source: {spec.source}"
    else:
        yield f"{spec.name} ({spec.type}{f', {spec.unit}' if spec.unit else ''})"
        yield spec.means
        if spec.asks:
            yield f"Asks: {spec.asks}"
        if spec.fold_text:
            yield f"From: {spec.fold_text}"
        if spec.assume is not None:
            yield f"Where nobody raised it: {show_fact(spec, spec.assume)}, {spec.assumed_as}"
    yield f"Written in: {spec.place.file}:{spec.place.line}"


def _rule_lines(rule: Rule, loaded: Rules) -> Iterator[str]:
    yield f"{rule.title} ({rule.kind or rule.family} {rule.id})"
    yield rule.means
    yield ""
    yield "Holds when"
    yield from condition_lines(rule.holds_when, loaded.rule_set, 1)
    if rule.branches:
        yield ""
        yield "Then, the first that applies"
    for branch in rule.branches:
        yield f"  {branch.action.value}, when {show(branch.when)}"
        for step in branch.steps:
            yield f"    {step}"
    yield ""
    if rule.advises:
        yield f"Advises: {rule.advises}"
    yield f"Source: {rule.source}"
    yield f"Written in: {rule.place.file}"
    yield ""
    yield "Examples"
    for example in rule.examples:
        given = ", ".join(
            f"{name} = {show_fact(loaded.rule_set.facts[name], value)}"
            for name, value in example.given.items()
        )
        expected = example.expectation or (example.action.value if example.action else "")
        yield f"  {example.name}: {given} -> {expected}"
