"""Faults are seeded into the default rules; the examples and the boundary suite catch them."""

import pytest

from clientfit.evaluator import Rules
from clientfit.lint.boundary import boundary_cases
from clientfit.lint.equivalence import difference
from clientfit.lint.mutants import mutants, order_swaps
from clientfit.lint.noticing import notices, watch, watched_examples


@pytest.mark.slow
def test_examples_and_boundary_suite_catch_at_least_99_per_cent_of_seeded_faults(
    rules: Rules, capsys: pytest.CaptureFixture[str]
) -> None:
    rule_set = rules.rule_set
    by_examples = list(watched_examples(rule_set))
    by_suite = [
        watch(rule_set, case.given, case.rule, outcome=True) for case in boundary_cases(rule_set)
    ]
    faults = [*mutants(rule_set), *order_swaps(rule_set)]
    unnoticed = [fault for fault in faults if not notices(fault, [*by_examples, *by_suite])]
    missed = [fault for fault in unnoticed if not difference(rule_set, fault).never]
    equivalent = len(unnoticed) - len(missed)
    real = len(faults) - equivalent
    examples = sum(notices(fault, by_examples) for fault in faults)
    suite = sum(notices(fault, by_suite) for fault in faults)
    with capsys.disabled():
        print(  # noqa: T201  the figures are what this test is for
            f"\nseeded faults: {len(faults)}, proved equivalent: {equivalent};"
            f" of {real}: examples catch {examples}, the boundary suite {suite},"
            f" both {real - len(missed)} ({1 - len(missed) / real:.1%})"
        )
    assert real >= 150
    assert len(missed) <= real / 100, [str(fault) for fault in missed]
