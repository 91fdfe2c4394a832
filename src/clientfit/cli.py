"""The command line: `clientfit decide`, `clientfit rules`, `clientfit check`.

Exit codes: 0 fine, 1 findings, 2 bad input.
"""

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from clientfit.case import Case
from clientfit.case_reader import Read, parse_case, read_cases
from clientfit.decision import Action, Decision
from clientfit.errors import CaseError, ClientfitError, Problem
from clientfit.evaluator import Rules, load_rules
from clientfit.examples import run_examples
from clientfit.explain.text import ACTION_WORDS, render_text
from clientfit.explain.wording import condition_lines, show_fact, show_parameter
from clientfit.facade import default_rules
from clientfit.language.expression import Parameter, show
from clientfit.ruleset.model import Rule

FINE, FINDINGS, BAD_INPUT = 0, 1, 2
MANY = 20

app = typer.Typer(
    help="Which client to keep, and how to part: every answer shows its proof.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
rules_app = typer.Typer(help="Show the rules.", invoke_without_command=True)
app.add_typer(rules_app, name="rules")

RulesOption = Annotated[
    Path | None, typer.Option("--rules", help="A rule set's directory; default: the built-in one.")
]


def _out() -> Console:
    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def _err() -> Console:
    return Console(stderr=True, highlight=False, soft_wrap=True)


def _load(path: Path | None) -> Rules:
    try:
        return default_rules() if path is None else load_rules(path)
    except ClientfitError as error:
        _report(error.problems)
        raise typer.Exit(BAD_INPUT) from None


def _report(problems: Iterable[Problem]) -> None:
    console = _err()
    for problem in problems:
        console.print(Text(str(problem)))


@app.command()
def decide(
    cases: Annotated[
        list[Path],
        typer.Argument(metavar="CASE...", help="YAML, JSON, JSON Lines, or a directory."),
    ],
    rules: RulesOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    as_of: Annotated[
        str | None, typer.Option(help="The clock for cases without one: a date or time.")
    ] = None,
) -> None:
    """Decide about one client or many."""
    loaded = _load(rules)
    clock = as_of or datetime.now().astimezone().isoformat(timespec="seconds")
    reads = [read for path in cases for read in _existing(path)]
    many = len(reads) > MANY
    failed: list[Problem] = []
    clockless = 0
    shown: Iterable[Read] = reads
    if many and sys.stderr.isatty():
        shown = track(reads, "Deciding", console=_err(), transient=True)
    for read in shown:
        try:
            case, had_clock = _with_clock(read, clock)
            decision = loaded.decide(case)
        except CaseError as error:
            failed += [_placed(problem, read.name) for problem in error.problems]
            continue
        clockless += not had_clock
        _print_decision(decision, read.name, as_json=as_json, brief=many)
    if clockless:
        default = "" if as_of else ", which is now; choose with --as-of"
        _err().print(Text(f"{clockless} without as_of: decided as of {clock}{default}"))
    if failed:
        _err().print(Text(f"{len({p.file for p in failed})} not decided:"))
        _report(failed)
        raise typer.Exit(BAD_INPUT)


def _existing(path: Path) -> Iterator[Read]:
    if path.exists():
        return read_cases(path)
    problem = Problem(str(path), 0, "", "there is no such file or directory")
    return iter([Read(str(path), None, CaseError([problem]))])


def _placed(problem: Problem, name: str) -> Problem:
    if problem.file:
        return problem
    return Problem(name, problem.line, problem.path, problem.message, problem.hint)


def _with_clock(read: Read, clock: str) -> tuple[Case, bool]:
    if read.case is None:
        raise read.error or CaseError([])
    if read.case.as_of is not None:
        return read.case, True
    data = read.case.model_dump(mode="json", exclude_unset=True)
    return parse_case({**data, "as_of": clock}), False


_STYLES = {
    Action.KEEP: "bold green",
    Action.FOLLOW_UP: "bold cyan",
    Action.REPAIR: "bold yellow",
    Action.HOLD: "bold blue",
    Action.ASK: "bold magenta",
    Action.ESCALATE: "bold yellow",
    Action.STOP_CONTACT: "bold red",
    Action.REMOVE: "bold red",
}


def _print_decision(decision: Decision, name: str, *, as_json: bool, brief: bool) -> None:
    if as_json:
        sys.stdout.write(decision.model_dump_json() + "\n")
        return
    console = _out()
    if brief:
        words = ACTION_WORDS[decision.action]
        reason = f": {decision.reason}" if decision.reason else ""
        line = Text(f"{decision.case_id or name}  ")
        line.append(words + reason, _STYLES[decision.action])
        console.print(line)
        return
    text = Text(render_text(decision, decision.proof()))
    text.highlight_words([ACTION_WORDS[decision.action]], _STYLES[decision.action])
    text.highlight_words(["Do now", "Ask", "Proof", "Assumed, because nobody raised it"], "bold")
    text.highlight_regex(r"<[^>\n]+:\d+>", "dim")
    text.highlight_regex(r"(?m)^ +✓", "green")
    text.highlight_regex(r"(?m)^ +✗", "red")
    text.highlight_regex(r"(?m)^ +\?", "magenta")
    console.print(text)


@rules_app.callback()
def list_rules(context: typer.Context, rules: RulesOption = None) -> None:
    """List the rules in the order in which they are tried, the signals, and the parameters."""
    if context.invoked_subcommand is not None:
        return
    loaded = _load(rules).rule_set
    console = _out()
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


@rules_app.command("show")
def show_rule(
    name: Annotated[str, typer.Argument(metavar="ID", help="A rule's id.")],
    rules: RulesOption = None,
) -> None:
    """Show one rule."""
    loaded = _load(rules)
    try:
        rule = loaded.rule(name)
    except ClientfitError as error:
        _report(error.problems)
        raise typer.Exit(BAD_INPUT) from None
    console = _out()
    for line in _rule_lines(rule, loaded):
        console.print(Text(line))


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


@app.command()
def check(
    rules: Annotated[
        Path | None, typer.Argument(metavar="[RULES]", help="A rule set's directory.")
    ] = None,
) -> None:
    """Load a rule set and run every example in it."""
    loaded = _load(rules)
    results = list(run_examples(loaded.rule_set))
    failed = [result for result in results if not result.passed]
    for result in failed:
        problem = Problem(
            result.place.file,
            result.place.line,
            result.rule,
            f"example '{result.example}' expects '{result.expected}' but gives '{result.found}'",
            "correct the rule or the example",
        )
        _report([problem])
    rule_set = loaded.rule_set
    _out().print(
        Text(
            f"{rule_set.name} {rule_set.version}: {len(rule_set.rules)} rules,"
            f" {len(rule_set.facts)} facts, {len(results)} examples, {len(failed)} failed"
        )
    )
    if failed:
        raise typer.Exit(FINDINGS)
