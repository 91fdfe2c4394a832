"""Ready properties: what must hold of every integration and of every rule set.

Each is data: what to draw, and what must hold of it. `check_properties` runs them all against your
rules, or against your own way to decide; `PropertySuite` is the same as a pytest class.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException

from clientfit.case import Case
from clientfit.decision import Decision
from clientfit.evaluator import Rules
from clientfit.events import Channel
from clientfit.facade import default_rules
from clientfit.facts import complete
from clientfit.testing.case_strategies import cases
from clientfit.testing.documented import broken_definition
from clientfit.testing.event_strategies import read_event
from clientfit.testing.fact_strategies import FactStrategies, as_given
from clientfit.testing.reaching import decided, is_reachable
from clientfit.values import FactValue

Decide = Callable[[Case], Decision]
"""Your own way to decide a case; what it returns needs an action and a reason."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is tested.

    Attributes:
        rules: the rule set.
        decide: the way to decide a case by it.
    """

    rules: Rules
    decide: Decide


@dataclass(frozen=True, slots=True)
class Property:
    """Something that must hold.

    Attributes:
        name: what it is, as a sentence.
        draws: what to draw.
        check: raises AssertionError where it does not hold.
    """

    name: str
    draws: Callable[[Rules], st.SearchStrategy[Any]]
    check: Callable[[Subject, Any], None]


class PropertyFails(AssertionError):  # noqa: N818  it is a verdict, not an error of ours
    """A property does not hold.

    Attributes:
        name: the property.
        example: the smallest thing that was found on which it fails.
    """

    def __init__(self, name: str, example: object, why: str) -> None:
        self.name, self.example = name, example
        super().__init__(f"{name}: {why}\n{_shown(example)}")


def _shown(example: object) -> str:
    if isinstance(example, Case):
        return example.model_dump_json(indent=1, exclude_defaults=True)
    return repr(example)


def check_property(
    wanted: Property, rules: Rules | None = None, decide: Decide | None = None, *, examples: int = 200
) -> None:
    """Check one property.

    Args:
        wanted: the property.
        rules: what to decide by; None is the default rule set.
        decide: your own way to decide a case; None is the rules' own.
        examples: how many are drawn.

    Raises:
        PropertyFails: it does not hold; with the smallest example that was found.
    """
    by = rules or default_rules()
    subject = Subject(by, decide or by.decide)
    last: list[tuple[object, str]] = []

    @given(wanted.draws(by))
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.nested_given),
    )
    def run(drawn: object) -> None:
        try:
            wanted.check(subject, drawn)
        except AssertionError as error:
            last.append((drawn, str(error)))
            raise

    try:
        run()
    except (AssertionError, HypothesisException):
        if not last:
            raise
        raise PropertyFails(wanted.name, *last[-1]) from None


def check_properties(
    rules: Rules | None = None, decide: Decide | None = None, *, examples: int = 200
) -> None:
    """Check every ready property; see `check_property`."""
    for wanted in PROPERTIES:
        check_property(wanted, rules, decide, examples=examples)


def _known(rules: Rules) -> st.SearchStrategy[tuple[dict[str, FactValue], dict[str, FactValue]]]:
    facts = FactStrategies(rules.rule_set)
    return facts.known().flatmap(lambda known: st.tuples(st.just(known), facts.learned(known)))


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


def _closed(subject: Subject, case: Case) -> None:

    close = {"kind": "contact_permission", "at": case.as_of, "allowed": False}
    given_facts = {n: v for n, v in case.facts.items() if n not in ("open_channels", "contact_allowed")}
    for channel in Channel:
        closed = read_event({**close, "channel": channel.value})
        update = {"events": (*case.events, closed), "facts": given_facts}
        steps = subject.decide(case.model_copy(update=update)).steps
        by_it = re.compile(rf"\bby (the )?{channel.value.replace('_', '[ _]')}\b")
        require(not any(map(by_it.search, steps)), f"{channel.value} is closed, and proposed")
    everything = read_event({**close, "channel": "all"})
    shut = case.model_copy(update={"events": (*case.events, everything), "facts": given_facts})
    later = any(e.kind == "contact_permission" and e.at == case.as_of for e in case.events)
    decision = subject.decide(shut)
    require(later or decision.action == "stop_contact", f"all is closed, yet {shown_outcome(decision)}")


def _documented(subject: Subject, known: dict[str, FactValue]) -> None:
    facts = complete(subject.rules.rule_set, known)
    decision = subject.rules.decide_facts(as_given(known))
    if not decision.provisional:
        problem = broken_definition(facts.values, decision)
        require(not problem, problem)


def _documented_facts(rules: Rules) -> st.SearchStrategy[dict[str, FactValue]]:
    return FactStrategies(rules.rule_set).known()


def _documented_case(subject: Subject, case: Case) -> None:
    decision = subject.decide(case)
    if not decision.provisional:
        problem = broken_definition(subject.rules.timeline.facts(case).values, decision)
        require(not problem, problem)


def require(holds: object, why: str) -> None:
    """Fail with a reason; unlike `assert` under every switch of Python."""
    if not holds:
        raise AssertionError(why)


def same_outcome(one: Decision, two: Decision) -> bool:
    """Whether two decisions say to do the same, for the same reason."""
    return (one.action, one.reason) == (two.action, two.reason)


def shown_outcome(decision: Decision) -> str:
    """The action and its reason, in words."""
    return f"{decision.action} ({decision.reason})" if decision.reason else str(decision.action)


LEARNING_NEVER_REVERSES = Property("learning a fact never reverses a decision", _known, _learning)
ORDER_DOES_NOT_MATTER = Property("the order of logging does not matter", any_case, _order)
SAME_FACTS_SAME_QUESTIONS = Property("the same facts give the same questions", any_case, _questions)
A_RESPONSE_IS_CONTACT = Property("one more response never makes no contact", any_case, _response)
A_CLOSED_CHANNEL_STAYS_CLOSED = Property("a closed channel is never proposed", any_case, _closed)
DEFINITIONS_OF_FACTS = Property(
    "a decision keeps to the documented definitions, on facts", _documented_facts, _documented
)
DEFINITIONS_OF_CASES = Property(
    "a decision keeps to the documented definitions, on cases", any_case, _documented_case
)
PROPERTIES = (
    LEARNING_NEVER_REVERSES,
    ORDER_DOES_NOT_MATTER,
    SAME_FACTS_SAME_QUESTIONS,
    A_RESPONSE_IS_CONTACT,
    A_CLOSED_CHANNEL_STAYS_CLOSED,
    DEFINITIONS_OF_FACTS,
    DEFINITIONS_OF_CASES,
)


class PropertySuite:
    """The ready properties as a pytest class, one test each: subclass it.

    Example:
        >>> class TestMyIntegration(PropertySuite):
        ...     def decide(self, case):
        ...         return my_crm.advice(case)
    """

    rules: ClassVar[Rules | None] = None
    """What to decide by; None is the default rule set."""
    examples: ClassVar[int] = 200
    """How many are drawn for each property."""

    def decide(self, case: Case) -> Decision:
        """Your own way to decide a case."""
        return (self.rules or default_rules()).decide(case)

    def _check(self, wanted: Property) -> None:
        check_property(wanted, self.rules, self.decide, examples=self.examples)

    def test_learning_never_reverses(self) -> None:
        """Learning a fact never reverses a decision."""
        self._check(LEARNING_NEVER_REVERSES)

    def test_the_order_of_logging_does_not_matter(self) -> None:
        """The order of the events in the record changes nothing."""
        self._check(ORDER_DOES_NOT_MATTER)

    def test_the_same_facts_give_the_same_questions(self) -> None:
        """Two clients of the same facts are asked the same."""
        self._check(SAME_FACTS_SAME_QUESTIONS)

    def test_one_more_response_never_makes_no_contact(self) -> None:
        """A client who answered was in contact."""
        self._check(A_RESPONSE_IS_CONTACT)

    def test_a_closed_channel_is_never_proposed(self) -> None:
        """No step goes by a way that the client closed."""
        self._check(A_CLOSED_CHANNEL_STAYS_CLOSED)

    def test_the_documented_definitions_are_kept(self) -> None:
        """A removal rests on its definition, and nothing is kept that a definition ends."""
        self._check(DEFINITIONS_OF_FACTS)
        self._check(DEFINITIONS_OF_CASES)
