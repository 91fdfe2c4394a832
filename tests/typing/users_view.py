"""The testing kit as its users write against it; checked under pyright and mypy, never run."""

from collections.abc import Callable, Mapping

from hypothesis import given
from hypothesis import strategies as st

from clientfit import Case, Decision, Rules, load_rules
from clientfit.engines.python import compile_rules
from clientfit.events import Event
from clientfit.facts import Facts
from clientfit.ruleset.model import RuleSet
from clientfit.testing import (
    ClientLife,
    EngineConformance,
    Finding,
    NotConforming,
    PropertyFails,
    PropertySuite,
    assert_decides,
    cases,
    check_engine,
    check_properties,
    check_protected_attributes,
    decided,
    decided_facts,
    engine_findings,
    events,
    facts,
    near_boundary,
    overlays,
    rule_sets,
    timelines,
)
from clientfit.verdict import Answer

some_cases: st.SearchStrategy[Case] = cases()
wanted: st.SearchStrategy[Case] = decided(action="remove", reason="rental")
some_events: st.SearchStrategy[Event] = events("contact")
some_timelines: st.SearchStrategy[tuple[Event, ...]] = timelines(max_size=3)
some_rules: st.SearchStrategy[RuleSet] = rule_sets()


@given(facts(unknowns=False), near_boundary())
def decides_facts(one: dict[str, bool | str | object], other: Mapping[str, object]) -> None:
    assert one is not other


def decides_a_case(rules: Rules, case: Case) -> Decision:
    return assert_decides(case, "keep", rules=rules)


class TestMyEngine(EngineConformance):
    examples = 10

    @staticmethod
    def make_engine(rules: RuleSet) -> Callable[[Facts], Answer]:
        return compile_rules(rules).answer


class TestMyCrm(PropertySuite):
    rules = load_rules()

    def decide(self, case: Case) -> Decision:
        return load_rules().decide(case)


class MyLife(ClientLife):
    def shown(self) -> tuple[str, str | None]:
        return "keep", None


some_overlays: st.SearchStrategy[dict[str, str]] = overlays()
wanted_facts = decided_facts(action="remove", reason="rental").map(load_rules().decide_facts)
decisions: st.SearchStrategy[Decision] = wanted_facts

try:
    check_engine(lambda rules: compile_rules(rules).answer, examples=10, seconds=1.5)
    check_properties(load_rules(), load_rules().decide, examples=10)
except NotConforming as wrong:
    sections: list[str] = [finding.section for finding in wrong.findings]
except PropertyFails as fails:
    example: object = fails.example
findings: list[Finding] = list(engine_findings(TestMyEngine.make_engine))
check_protected_attributes(
    lambda record: load_rules().decide(record["case"]), st.just({}), {"a": ("b",)}
)
