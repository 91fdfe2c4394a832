"""The command line, one module a command; `console` holds what all share, exit codes among it."""

import typer

from clientfit.cli.cases import cases
from clientfit.cli.check import check
from clientfit.cli.decide import decide
from clientfit.cli.diff import diff
from clientfit.cli.explain import explain
from clientfit.cli.replay import replay_decisions
from clientfit.cli.rules import app as rules_app
from clientfit.cli.watch import dead_letters, watch

app = typer.Typer(
    help="Which client to keep, and how to part: every answer shows its proof.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(decide)
app.command()(explain)
app.add_typer(rules_app, name="rules")
app.command()(check)
app.command()(cases)
app.command("replay")(replay_decisions)
app.command()(diff)
app.command()(watch)
app.command()(dead_letters)
