"""What the default rules say of the world is so of every record that reads, and of every example."""

from typing import Any

from hypothesis import HealthCheck, given, settings

from clientfit.case_reader import parse_case
from clientfit.facade import default_rules
from clientfit.facts import complete
from clientfit.verify.replay import is_possible
from strategies import raw_cases

RULES = default_rules()
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@given(raw_cases())
@settings(max_examples=300, deadline=None, suppress_health_check=CHECKS)
def test_every_record_that_reads_is_a_possible_input(raw: dict[str, Any]) -> None:
    facts = RULES.timeline.facts(parse_case(raw))
    assert is_possible(RULES.rule_set, facts.values)


def test_every_example_is_a_possible_input() -> None:
    for rule in RULES.rule_set.rules:
        for example in rule.examples:
            values = complete(RULES.rule_set, example.given).values
            assert is_possible(RULES.rule_set, values), f"{rule.id}: {example.name}"
