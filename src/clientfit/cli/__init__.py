"""The command line, one module a command; `console` holds what all share, exit codes among it."""

from typing import Annotated

import typer

from clientfit.cli.cases import cases
from clientfit.cli.check import check
from clientfit.cli.console import out
from clientfit.cli.decide import decide
from clientfit.cli.diff import diff
from clientfit.cli.explain import explain
from clientfit.cli.replay import replay_decisions
from clientfit.cli.rules import app as rules_app
from clientfit.cli.watch import dead_letters, watch
from clientfit.facade import default_rules
from clientfit.version import __version__

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        rules = default_rules().rule_set
        out().print(f"clientfit {__version__}, rules {rules.name} {rules.version} ({rules.hash[:12]})")
        raise typer.Exit


@app.callback()
def main(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Which version this is."),
    ] = False,
) -> None:
    """Which client to keep, and how to part: every answer shows its proof."""


app.command()(decide)
app.command()(explain)
app.add_typer(rules_app, name="rules")
app.command()(check)
app.command()(cases)
app.command("replay")(replay_decisions)
app.command()(diff)
app.command()(watch)
app.command()(dead_letters)
