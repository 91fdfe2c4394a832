"""Ready properties: what must hold of every integration and of every rule set.

Each is data: what to draw, and what must hold of it. `check_properties` runs them all against your
rules, or against your own way to decide; `PropertySuite` is the same as a pytest class.
"""

from collections.abc import Mapping

from hypothesis import strategies as st

from clientfit.case import Case
from clientfit.decision import Decision
from clientfit.evaluator import Rules
from clientfit.facts import read_facts
from clientfit.testing.boundaries import has_boundaries, near_boundary
from clientfit.testing.case_strategies import cases
from clientfit.testing.checking import Property, Subject, require, same_outcome, shown_outcome
from clientfit.testing.closed_channels import check_moves, check_steps, leading
from clientfit.testing.documented import broken_definition, broken_report
from clientfit.testing.event_strategies import read_event
from clientfit.testing.fact_strategies import FactStrategies, GivenValue, as_given
from clientfit.testing.kept_promises import broken_by_case, broken_by_facts
from clientfit.testing.open_questions import check_open, open_cases
from clientfit.testing.reaching import decided, is_reachable
from clientfit.values import FactValue


def _known(rules: Rules) -> st.SearchStrategy[tuple[dict[str, FactValue], dict[str, FactValue]]]:
    facts = FactStrategies(rules.rule_set)
    both = facts.known().flatmap(lambda known: st.tuples(st.just(known), facts.learned(known)))
    return st.deferred(lambda: both)  # keeps the name of the strategy short


def _learning(subject: Subject, drawn: tuple[dict[str, FactValue], dict[str, FactValue]]) -> None:
    known, more = drawn
    if not more:
        return
    before, after = (subject.rules.decide_facts(as_given(facts)) for facts in (known, more))
    if not before.provisional:
        require(same_outcome(before, after), f"{shown_outcome(before)} became {shown_outcome(after)}")
    require(set(after.possible) <= set(before.possible), "something became possible that was not")


def any_case(rules: Rules) -> st.SearchStrategy[Case]:
    """Cases of every outcome, as often as cases of any kind."""
    reaching = st.one_of(
        *(
            decided(action=outcome.action, reason=outcome.reason, rules=rules)
            for outcome in rules.rule_set.outcomes
            if is_reachable(rules, outcome)
        )
    )
    known = frozenset(rules.rule_set.facts)
    other = cases().map(lambda case: _without(case, known))
    return st.deferred(lambda: st.one_of(reaching, other))  # keeps the name of the strategy short


def _without(case: Case, known: frozenset[str]) -> Case:
    kept = {name: value for name, value in case.facts.items() if name in known}
    return case if len(kept) == len(case.facts) else case.model_copy(update={"facts": kept})


def _order(subject: Subject, case: Case) -> None:
    before = subject.decide(case)
    after = subject.decide(case.model_copy(update={"events": case.events[::-1]}))
    require(
        same_outcome(before, after),
        f"{shown_outcome(before)} became {shown_outcome(after)} in another order",
    )


def _questions(subject: Subject, case: Case) -> None:
    events = tuple(
        event.model_copy(update={"id": f"z-{index}"}) for index, event in enumerate(case.events)
    )
    other = case.model_copy(update={"id": "another client", "events": events})
    one, two = subject.decide(case), subject.decide(other)
    require(
        same_outcome(one, two), f"{shown_outcome(one)} became {shown_outcome(two)} for another client"
    )
    asked, again = ([q.asks for q in decision.questions] for decision in (one, two))
    require(asked == again, f"one client is asked {asked}, another {again}")


def _response(subject: Subject, case: Case) -> None:
    event = {"kind": "contact", "at": case.as_of, "channel": "email", "direction": "inbound"}
    given_facts = {n: v for n, v in case.facts.items() if n != "responses"}
    more = case.model_copy(update={"events": (*case.events, read_event(event)), "facts": given_facts})
    decision = subject.decide(more)
    require(decision.reason != "no_contact", "no contact with a client who answered")
    require("no_contact" not in decision.reasons, "no contact holds of a client who answered")


def _documented(subject: Subject, given_facts: Mapping[str, GivenValue]) -> None:
    values = read_facts(subject.rules.rule_set, given_facts).values
    _require_documented(subject, values, subject.rules.decide_facts(given_facts))


def _documented_case(subject: Subject, case: Case) -> None:
    _require_documented(subject, subject.rules.timeline.facts(case).values, subject.decide(case))


def _require_documented(subject: Subject, values: Mapping[str, FactValue], decision: Decision) -> None:
    if not decision.provisional:
        problem = broken_definition(subject.rules.rule_set, values, decision)
        require(not problem, problem)
    problem = broken_report(subject.rules.rule_set, values, decision.reasons)
    require(not problem, problem)


def any_facts(rules: Rules) -> st.SearchStrategy[dict[str, GivenValue]]:
    """Facts of every kind, and facts at the numbers of the rules that settle the matter there."""
    known = FactStrategies(rules.rule_set).known().map(as_given)
    beside = near_boundary(rules) if has_boundaries(rules) else known
    return st.deferred(lambda: st.one_of(known, beside))  # keeps the name of the strategy short


def _promised(subject: Subject, given_facts: Mapping[str, GivenValue]) -> None:
    rules = subject.rules.rule_set
    problem = broken_by_facts(rules, read_facts(rules, given_facts).values)
    require(not problem, problem)


def _promised_case(subject: Subject, case: Case) -> None:
    values = subject.rules.timeline.facts(case).values
    problem = broken_by_case(subject.rules.rule_set, values, subject.decide(case))
    require(not problem, problem)


LEARNING_NEVER_REVERSES = Property("learning a fact never reverses a decision", _known, _learning)
ORDER_DOES_NOT_MATTER = Property("the order of logging does not matter", any_case, _order)
SAME_FACTS_SAME_QUESTIONS = Property("the same facts give the same questions", any_case, _questions)
A_RESPONSE_IS_CONTACT = Property("one more response never makes no contact", any_case, _response)
WHAT_IS_OPEN_IS_ASKED = Property(
    "what is open is asked about", lambda rules: open_cases(rules, any_case(rules)), check_open
)
A_CLOSED_CHANNEL_STAYS_CLOSED = Property("a closed channel is never proposed", any_case, check_steps)
A_CLOSED_CHANNEL_LEADS_NOWHERE = Property(
    "no path leads over a closed channel", lambda rules: leading(rules, any_case(rules)), check_moves
)
DEFINITIONS_OF_FACTS = Property(
    "a decision keeps to the documented definitions, on facts", any_facts, _documented
)
DEFINITIONS_OF_CASES = Property(
    "a decision keeps to the documented definitions, on cases", any_case, _documented_case
)
PROMISES_OF_FACTS = Property("the promises of the house are kept, on facts", any_facts, _promised)
PROMISES_OF_CASES = Property("the promises of the house are kept, on cases", any_case, _promised_case)
PROPERTIES = (
    LEARNING_NEVER_REVERSES,
    ORDER_DOES_NOT_MATTER,
    SAME_FACTS_SAME_QUESTIONS,
    A_RESPONSE_IS_CONTACT,
    WHAT_IS_OPEN_IS_ASKED,
    A_CLOSED_CHANNEL_STAYS_CLOSED,
    A_CLOSED_CHANNEL_LEADS_NOWHERE,
    DEFINITIONS_OF_FACTS,
    DEFINITIONS_OF_CASES,
    PROMISES_OF_FACTS,
    PROMISES_OF_CASES,
)
