"""Time and memory of proving the whole default rule set, and of a diff.

`python -m pytest tests/benchmarks --benchmark-only -s` prints the figures; slowness fails nothing.
"""

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.test_speed import show
from clientfit.evaluator import Rules
from clientfit.language.expression import Compare, FactTerm, Number
from clientfit.ruleset.model import RuleSet
from clientfit.verify import diff, prove

pytestmark = pytest.mark.filterwarnings("ignore")
MEMORY = """
from pathlib import Path
from clientfit.ruleset.load import load_rule_set
from clientfit.verify import prove
assert prove(load_rule_set(), {prover!r}).is_proved
status = Path("/proc/self/status").read_text().splitlines()
print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""


@pytest.mark.parametrize("prover", ["splitter", "z3"])
def test_proving_the_default_rules(benchmark, rules: Rules, prover) -> None:  # noqa: ANN001  fixtures of plugins
    start, processor = time.perf_counter(), time.process_time()
    report = benchmark.pedantic(prove, args=(rules.rule_set, prover), rounds=1)
    assert report.is_proved
    show(f"proving the default rules with {prover}, seconds", time.perf_counter() - start, 10)
    show("the same, seconds of processor time", time.process_time() - processor, 10)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell")
@pytest.mark.parametrize("prover", ["splitter", "z3"])
def test_memory_of_proving(benchmark, prover) -> None:  # noqa: ANN001  fixtures of plugins
    def run() -> str:
        done = subprocess.run(
            [sys.executable, "-c", MEMORY.format(prover=prover)],
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    kilobytes = int(benchmark.pedantic(run, rounds=1))
    show(f"memory of proving with {prover}, MB", kilobytes / 1024, 500)


def test_diff_of_one_threshold(benchmark, rules: Rules) -> None:  # noqa: ANN001  a plugin's fixture
    def edited(old: RuleSet) -> RuleSet:
        line = Compare(FactTerm("commitments_broken"), ">=", Number(2))
        signals = (
            replace(rule, holds_when=line) if rule.id == "broken_commitment" else rule
            for rule in old.signals
        )
        return replace(old, signals=tuple(signals))

    start = time.perf_counter()
    found = benchmark.pedantic(diff, args=(rules.rule_set, edited(rules.rule_set)), rounds=1)
    assert found.differences
    show("diff of one threshold, seconds", time.perf_counter() - start, 10)
