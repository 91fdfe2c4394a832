"""`clientfit check --prove`: what is proved of every possible client, and what is not."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

import typer
from rich.text import Text

from clientfit.cli.console import BAD_INPUT, err, out, report, tell
from clientfit.errors import VerificationError
from clientfit.evaluator import Rules
from clientfit.explain.wording import show_fact
from clientfit.values import FactValue

if TYPE_CHECKING:
    from clientfit.verify.prove import Reached, Result

_MARKS = {"proved": ("proved", "green"), "broken": ("BROKEN", "bold red")}


def check_consistency(rules: Rules) -> None:
    """Report promises and facts about the world that exclude each other; they end the command."""
    from clientfit.verify.consistency import inconsistencies  # noqa: PLC0415  only `check` pays

    problems = inconsistencies(rules.rule_set)
    if problems:
        report(problems)
        raise typer.Exit(BAD_INPUT)


class ProverName(StrEnum):
    """Who proves: the splitter, and Z3 where it gives up; one of them; or both, compared."""

    AUTO = "auto"
    SPLITTER = "splitter"
    Z3 = "z3"
    BOTH = "both"


def prove(rules: Rules, prover: ProverName, budget: int | None) -> bool:
    """Prove every promise, print what was found, and say whether all is well."""
    from clientfit.verify.prove import Proving  # noqa: PLC0415  only `--prove` pays
    from clientfit.verify.search import DEFAULT_BUDGET  # noqa: PLC0415  the same

    proving = Proving(rules.rule_set, prover.value, DEFAULT_BUDGET if budget is None else budget)
    console = out()
    results: list[Result] = []
    reached: list[Reached] = []
    try:
        console.print(Text("Promises, for every possible client"))
        for result in proving.results():
            results.append(result)
            _print_result(result, rules)
        console.print()
        console.print(Text("Outcomes, each with a smallest client"))
        for one in proving.reached():
            reached.append(one)
            _print_reached(one, rules)
    except VerificationError as error:
        report(error.problems)
        raise typer.Exit(BAD_INPUT) from None
    counts = {s: sum(r.standing == s for r in results) for s in ("proved", "broken", "not proved")}
    met = sum(one.standing == "proved" for one in reached)
    spent = sum(one.seconds for one in (*results, *reached))
    console.print()
    console.print(
        Text(
            f"{len(results)} promises: {counts['proved']} proved, {counts['broken']} broken,"
            f" {counts['not proved']} not proved; {met} of {len(reached)} outcomes reached"
        )
    )
    if counts["not proved"] or any(one.standing == "not proved" for one in reached):
        tell(_way_on())
    err().print(Text(f"{spent:.1f} seconds"))
    return counts["proved"] == len(results) and met == len(reached)


def _way_on() -> str:
    from clientfit.verify.solver import installed  # noqa: PLC0415  only what is not proved pays

    more = (
        "" if installed() else "; with `pip install 'clientfit[verify]'` Z3 goes on where it gives up"
    )
    return f"What is not proved may hold or not: `--budget` gives the splitter more steps{more}"


def _print_result(result: "Result", rules: Rules) -> None:
    word, style = _MARKS.get(result.standing, ("not proved", "bold yellow"))
    line = Text("  ").append(f"{word:<11}", style).append(result.says)
    if result.by:
        line.append(f"  ({', '.join(result.by)})", "dim")
    tell(line)
    if result.why:
        tell(f"             {result.why}")
    if result.place.line:
        where = f"{result.place.file}:{result.place.line}"
        if result.standing != "proved":
            tell(f"             written in {where}")
    if result.witness is not None:
        _print_case(result, rules)


def _print_case(result: "Result", rules: Rules) -> None:
    from clientfit.verify.changes import change_values  # noqa: PLC0415  only a broken promise pays

    witness = result.witness or {}
    tell(f"             a client of whom is known: {show_facts(witness, rules)}")
    _print_decision(witness, rules)
    if result.promise is not None and result.promise.change:
        values = {**rules.rule_set.unraised, **witness}
        after = change_values(values, result.promise.change)
        changed = {change.fact: after[change.fact] for change in result.promise.change}
        tell(f"             and after the change: {show_facts(changed, rules)}")
        _print_decision({**witness, **changed}, rules)


def _print_decision(facts: Mapping[str, FactValue], rules: Rules) -> None:
    decision = rules.decide_facts(dict(facts))  # type: ignore[arg-type]  no rule reads a date
    for line in decision.to_text().splitlines():
        tell(f"      | {line}")


def _print_reached(one: "Reached", rules: Rules) -> None:
    standing = {"proved": "reached", "broken": "NEVER", "not proved": "not proved"}[one.standing]
    style = {"proved": "green", "broken": "bold red"}.get(one.standing, "bold yellow")
    line = Text("  ").append(f"{standing:<11}", style).append(f"{one.outcome}: ")
    line.append(one.why if one.witness is None else show_facts(one.witness, rules), "dim")
    tell(line)


def show_facts(facts: Mapping[str, FactValue], rules: Rules) -> str:
    """Write raised facts as people do."""
    specs = rules.rule_set.facts
    shown = [f"{name} = {show_fact(specs[name], value)}" for name, value in facts.items()]
    return ", ".join(shown) or "nothing at all"
