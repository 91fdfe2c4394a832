"""All ready properties at once: as a function, and as a pytest class."""

from typing import ClassVar

from clientfit.case import Case
from clientfit.decision import Decision
from clientfit.evaluator import Rules
from clientfit.testing.checking import Decide, Property, check_property
from clientfit.testing.properties import (
    A_CLOSED_CHANNEL_LEADS_NOWHERE,
    A_CLOSED_CHANNEL_STAYS_CLOSED,
    A_RESPONSE_IS_CONTACT,
    DEFINITIONS_OF_CASES,
    DEFINITIONS_OF_FACTS,
    LEARNING_NEVER_REVERSES,
    ORDER_DOES_NOT_MATTER,
    PROMISES_OF_CASES,
    PROMISES_OF_FACTS,
    PROPERTIES,
    SAME_FACTS_SAME_QUESTIONS,
    WHAT_IS_OPEN_IS_ASKED,
)


def check_properties(
    rules: Rules | None = None, decide: Decide | None = None, *, examples: int = 200
) -> None:
    """Check every ready property; see `check_property`."""
    __tracebackhide__ = True
    for wanted in PROPERTIES:
        check_property(wanted, rules, decide, examples=examples)


_NOT_WRITTEN = "write `decide(self, case)`: your own way from a case to a decision"


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
        """Your own way to decide a case; to test the rules alone, return `clientfit.decide(case)`."""
        raise NotImplementedError(_NOT_WRITTEN)

    def _check(self, wanted: Property) -> None:
        __tracebackhide__ = True
        if type(self).decide is PropertySuite.decide:  # some properties would never call it
            raise NotImplementedError(_NOT_WRITTEN)
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

    def test_what_is_open_is_asked_about(self) -> None:
        """Nothing is guessed while what is unknown may still change the action."""
        self._check(WHAT_IS_OPEN_IS_ASKED)

    def test_a_closed_channel_is_never_proposed(self) -> None:
        """No step goes by a way that the client closed, and no path leads over it."""
        self._check(A_CLOSED_CHANNEL_STAYS_CLOSED)
        self._check(A_CLOSED_CHANNEL_LEADS_NOWHERE)

    def test_the_documented_definitions_are_kept(self) -> None:
        """A removal rests on its definition, and nothing is kept that a definition ends."""
        self._check(DEFINITIONS_OF_FACTS)
        self._check(DEFINITIONS_OF_CASES)

    def test_the_promises_of_the_house_are_kept(self) -> None:
        """What `must:` of the rule set promises is kept."""
        self._check(PROMISES_OF_FACTS)
        self._check(PROMISES_OF_CASES)
