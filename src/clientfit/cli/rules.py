"""`clientfit rules`: list the rules, and show one."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from clientfit.cli.console import BAD_INPUT, RulesOption, load, out, report, tell
from clientfit.errors import ClientfitError
from clientfit.evaluator import Rules
from clientfit.explain.wording import condition_lines, show_fact, show_parameter
from clientfit.language.expression import Parameter, show
from clientfit.ruleset.model import Rule

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
    numbers = Table("id", "value", "unit", title="Parameters", title_justify="left", box=None)
    for name, spec in loaded.parameters.items():
        numbers.add_row(name, show_parameter(Parameter(name, spec.value), loaded), spec.unit)
    for table in (order, signals, numbers):
        console.print()
        console.print(table)


@app.command("show")
def show_rule(
    name: Annotated[str, typer.Argument(metavar="ID", help="A rule's id.")],
    rules: RulesOption = None,
) -> None:
    """Show one rule."""
    loaded = load(rules)
    try:
        rule = loaded.rule(name)
    except ClientfitError as error:
        report(error.problems)
        raise typer.Exit(BAD_INPUT) from None
    for line in _rule_lines(rule, loaded):
        tell(line)


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
