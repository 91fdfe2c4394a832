"""The table of seeded faults is of the present rules, promises and properties."""

import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from clientfit.facade import default_rules

sys.path.insert(0, str(Path(__file__).parent))  # the script that writes the table lies beside this file
from seeded_faults import COMMAND, PAGE, all_faults, evenly, fingerprint, found_by, written

RULES = default_rules().rule_set


def test_the_table_is_of_the_present_rules() -> None:
    if written(PAGE.read_text("utf-8")) != fingerprint():
        pytest.fail(
            f"the rules, the promises or the ready properties changed since {PAGE.name} was written;"
            f" run `{COMMAND}` (about half an hour of one core) and commit the page"
        )


def test_another_number_makes_the_table_old_and_another_wording_does_not() -> None:
    first = RULES.signals[0]
    worded = replace(RULES, signals=(replace(first, title="Other words"), *RULES.signals[1:]))
    assert fingerprint(worded) == fingerprint(RULES) == fingerprint()
    name, spec = next(iter(RULES.parameters.items()))
    numbered = replace(
        RULES, parameters={**RULES.parameters, name: replace(spec, value=spec.value + 1)}
    )
    assert fingerprint(numbered) != fingerprint()
    assert fingerprint(replace(RULES, must=RULES.must[1:])) != fingerprint()
    assert written("no page at all") == ""


def test_some_faults_are_evenly_spread_over_all() -> None:
    chosen = evenly(20)
    steps = {later - number for number, later in pairwise(chosen)}
    assert (len(chosen), len(steps)) == (20, 1)
    assert max(chosen) < len(all_faults())


def test_a_fault_that_the_documents_speak_of_is_found() -> None:
    fault = next(m for m in all_faults() if m.rule == "stop_contact" and m.kind == "comparison")
    assert found_by(fault) == "a decision keeps to the documented definitions, on facts"
