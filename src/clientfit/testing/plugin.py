"""The pytest plugin: rule files as tests, fixtures, and the coverage of rules.

pytest imports this module at every start, so nothing else is loaded here until it is used: a run that
has nothing to do with rules pays for these few lines only.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from clientfit.case import Case
    from clientfit.decision import Decision
    from clientfit.evaluator import Rules

RULES_OPTION = "clientfit_rules"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare our options."""
    group = parser.getgroup("clientfit")
    group.addoption(
        "--clientfit-rules",
        metavar="DIR",
        help="The rule set that the fixtures decide by; its files are collected as tests where pytest"
        " comes past them.",
    )
    group.addoption(
        "--clientfit-cov",
        action="store_true",
        help="Report which conditions of the rules were seen true, false and unknown in this run.",
    )
    group.addoption(
        "--clientfit-cov-report",
        metavar="FILE",
        action="append",
        default=[],
        help="Write the coverage of rules to this file too, as JSON or HTML, by its suffix.",
    )
    group.addoption(
        "--clientfit-cov-fail-under",
        metavar="PERCENT",
        type=float,
        help="Fail where the coverage of rules is below this.",
    )
    parser.addini(RULES_OPTION, "The rule set that the fixtures decide by (a directory).", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Start recording where the coverage of rules is asked for."""
    wanted = ("clientfit_cov", "clientfit_cov_report", "clientfit_cov_fail_under")
    if any(config.getoption(name) for name in wanted):
        from clientfit.testing.coverage_plugin import CoveragePlugin  # noqa: PLC0415  loaded when used

        config.pluginmanager.register(CoveragePlugin(config), "clientfit-coverage")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a rule file, but only of a rule set that was named: by option, ini file or argument."""
    if file_path.suffix != ".yaml":
        return None
    root = _rule_set_of(file_path, parent.config)
    if root is None:
        return None
    from clientfit.testing.rule_items import RuleFile  # noqa: PLC0415  loaded when used

    return RuleFile.from_parent(parent, path=file_path, root=root)  # pyright: ignore[reportUnknownMemberType]  pytest leaves it untyped


def _rule_set_of(file: Path, config: pytest.Config) -> Path | None:
    """The named rule set that a file belongs to, or None."""
    for root in _named_roots(config):
        if file.parent == root or (file.is_relative_to(root) and file.parent.parent == root):
            return root
    return None


def _named_roots(config: pytest.Config) -> tuple[Path, ...]:
    found: list[Path] = []
    chosen = _chosen_rules(config)
    if chosen is not None:
        found.append(chosen)
    if config.args_source is pytest.Config.ArgsSource.ARGS:
        for argument in config.args:
            path = (config.invocation_params.dir / argument.split("::")[0]).resolve()
            found += filter(_is_rule_set, (path, *list(path.parents)[:2]))
    return tuple(dict.fromkeys(found))


def _is_rule_set(directory: Path) -> bool:
    """Other tools have files called ruleset.yaml too; ours says `ruleset:` at the start of a line."""
    try:
        text = (directory / "ruleset.yaml").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return any(line.startswith("ruleset:") for line in text.splitlines())


def _chosen_rules(config: pytest.Config) -> Path | None:
    option: str | None = config.getoption(RULES_OPTION)
    if option:
        return (config.invocation_params.dir / option).resolve()
    written = str(config.getini(RULES_OPTION))
    return (config.rootpath / written).resolve() if written else None


@pytest.fixture(scope="session")
def clientfit_rules(pytestconfig: pytest.Config) -> "Rules":
    """The rule set named by `--clientfit-rules` or the ini file; else the default one."""
    chosen = _chosen_rules(pytestconfig)
    if chosen is None:
        from clientfit.facade import default_rules  # noqa: PLC0415  loaded when used

        return default_rules()
    from clientfit.evaluator import load_rules  # noqa: PLC0415  loaded when used

    return load_rules(chosen)


@pytest.fixture
def decide(clientfit_rules: "Rules") -> "Callable[[Case | Mapping[str, object]], Decision]":
    """Decide a case, or the same as a plain mapping, by `clientfit_rules`."""
    from clientfit.facade import decide as decide_case  # noqa: PLC0415  loaded when used

    return lambda case: decide_case(case, rules=clientfit_rules)
