"""Record every decision of a pytest run, merge what xdist's workers saw, and report it."""

import pickle
from base64 import b64decode, b64encode
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from clientfit.case import Case
from clientfit.decision import Decision
from clientfit.evaluator import Rules
from clientfit.facts import Facts
from clientfit.testing.coverage import Recorder, Report, as_json, as_text
from clientfit.testing.coverage_page import as_html

KEY = "clientfit_coverage"


class CoveragePlugin:
    """Lives as long as a pytest run in which the coverage of rules was asked for."""

    def __init__(self, config: pytest.Config) -> None:
        self.recorder = Recorder()
        self.fail_under: float | None = config.getoption("clientfit_cov_fail_under")
        self.files = [Path(name) for name in config.getoption("clientfit_cov_report") or ()]
        for file in self.files:
            if file.suffix not in (".json", ".html"):
                raise pytest.UsageError(f"--clientfit-cov-report writes .json or .html, not {file}")
        self.reports: tuple[Report, ...] = ()
        self.percent = 100.0

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Record while the tests run, and leave no trace afterwards."""
        del session
        decide = Rules._decision  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  every decision passes here, and only decisions
        recorder = self.recorder

        def recorded(self: Rules, facts: Facts, case: Case | None, *, confirm: bool) -> Decision:
            recorder.record(self.rule_set, facts)
            return decide(self, facts, case, confirm=confirm)

        Rules._decision = recorded  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  as above
        try:
            return (yield)
        finally:
            Rules._decision = decide  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  as above

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:  # noqa: ANN401  xdist is not typed
        """Take over what one of xdist's workers saw."""
        del error
        packed = getattr(node, "workeroutput", {}).get(KEY)
        if packed is not None:
            seen: Recorder = pickle.loads(b64decode(packed))  # noqa: S301  our own worker wrote it
            self.recorder.rule_sets.update(seen.rule_sets)
            self.recorder.decisions.update(seen.decisions)
            self.recorder.seen.update(seen.seen)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Send what a worker saw, or write the reports."""
        output: dict[str, str] | None = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[KEY] = b64encode(pickle.dumps(self.recorder)).decode()
            return
        self.reports = tuple(self.recorder.reports())
        self.percent = min((report.percent for report in self.reports), default=0.0)
        for file in self.files:
            text = as_html(self.reports) if file.suffix == ".html" else as_json(self.reports)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        if self.too_little and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @property
    def too_little(self) -> bool:
        """Whether less was seen than was asked for."""
        return self.fail_under is not None and self.percent < self.fail_under

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print what was not seen; with `-v` also what was."""
        terminalreporter.section("coverage of rules")
        for report in self.reports:
            for line in as_text(report, every=terminalreporter.verbosity > 0):
                terminalreporter.write_line(line)
        if not self.reports:
            terminalreporter.write_line("no decision was made in this run")
        if self.too_little:
            text = f"the coverage of rules is {self.percent:.1f} %, below {self.fail_under:g} %"
            terminalreporter.write_line(text, red=True)
