"""Short names for the strategies of `clientfit.testing`, for tests over many rule sets."""

from collections.abc import Mapping

from hypothesis import strategies as st

from clientfit.facade import default_rules
from clientfit.ruleset.model import FactSpec, RuleSet
from clientfit.testing.case_strategies import json_like, raw_cases
from clientfit.testing.fact_strategies import FactStrategies
from clientfit.values import FactValue

__all__ = ["json_like", "known_facts", "known_or_written", "learned", "raw_cases", "values"]


def known_facts(rules: RuleSet) -> st.SearchStrategy[dict[str, FactValue]]:
    return FactStrategies(rules).known()


def known_or_written(rules: RuleSet) -> st.SearchStrategy[dict[str, FactValue]]:
    """The same, and the examples as they are written, for what needs many facts at once."""
    written = [example.given for rule in rules.rules for example in rule.examples]
    return st.one_of(known_facts(rules), st.sampled_from(written).map(dict))


def learned(rules: RuleSet, known: Mapping[str, FactValue]) -> st.SearchStrategy[dict[str, FactValue]]:
    return FactStrategies(rules).learned(known)


def values(spec: FactSpec) -> st.SearchStrategy[FactValue]:
    return FactStrategies(default_rules().rule_set).values(spec)
