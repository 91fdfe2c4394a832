"""One suite for every engine and adapter: does it say what the reference says?

Our own engines run through the same one.
"""

from collections.abc import Callable, Iterator
from typing import ClassVar

from clientfit.engines.engine import MakeEngine
from clientfit.evaluator import Rules
from clientfit.facts import Facts
from clientfit.ruleset.model import RuleSet
from clientfit.testing.conformance_parts import SECTIONS, Finding, Section, Suite
from clientfit.testing.fact_strategies import rule_set_of
from clientfit.verdict import Answer


class NotConforming(AssertionError):  # noqa: N818  it is a verdict on the engine, not an error of ours
    """An engine is wrong.

    Attributes:
        findings: where, one for each part of the suite that found something.
    """

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("\n".join(map(str, findings)))


def check_engine(
    make_engine: MakeEngine,
    rules: Rules | RuleSet | None = None,
    *,
    examples: int = 200,
    seconds: float = 5,
) -> None:
    """Check that an engine says what the reference says, on everything that we can think of.

    Args:
        make_engine: prepares the engine for a rule set.
        rules: the rule set; None is the default one.
        examples: how many random cases each part of the suite draws.
        seconds: how long one answer may take before the engine counts as hanging.

    Raises:
        NotConforming: it is wrong, raises, hangs, or returns something that is no answer.

    Example:
        >>> from clientfit.engines.python import compile_rules
        >>> check_engine(lambda rules: compile_rules(rules).answer, examples=20)
    """
    __tracebackhide__ = True
    findings = tuple(engine_findings(make_engine, rules, examples=examples, seconds=seconds))
    if findings:
        raise NotConforming(findings)


def engine_findings(
    make_engine: MakeEngine,
    rules: Rules | RuleSet | None = None,
    *,
    sections: tuple[Section, ...] = SECTIONS,
    examples: int = 200,
    seconds: float = 5,
) -> Iterator[Finding]:
    """Run the suite, or some of its parts, and yield what each finds; see `check_engine`."""
    suite = Suite(rule_set_of(rules), make_engine, examples, seconds)
    for section in sections:
        finding = suite.run(section)
        if finding is not None:
            yield finding


class EngineConformance:
    """The suite as a pytest class, one test a part: subclass it and name your engine.

    Example:
        >>> class TestMyEngine(EngineConformance):
        ...     @staticmethod
        ...     def make_engine(rules):
        ...         return my_engine(rules)
    """

    rules: ClassVar[Rules | RuleSet | None] = None
    """The rule set; None is the default one."""
    examples: ClassVar[int] = 200
    """How many random cases each part draws."""
    seconds: ClassVar[float] = 5
    """How long one answer may take."""

    @staticmethod
    def make_engine(rules: RuleSet) -> Callable[[Facts], Answer]:
        """Prepare your engine for a rule set."""
        raise NotImplementedError

    def _check(self, section: Section) -> None:
        __tracebackhide__ = True
        findings = engine_findings(
            self.make_engine,
            self.rules,
            sections=(section,),
            examples=self.examples,
            seconds=self.seconds,
        )
        found = tuple(findings)
        if found:
            raise NotConforming(found)

    def test_the_examples_of_the_rules(self) -> None:
        """Every example of every rule."""
        self._check("examples")

    def test_the_casebook(self) -> None:
        """Every story of the casebook."""
        self._check("casebook")

    def test_random_cases(self) -> None:
        """Whole records."""
        self._check("random cases")

    def test_random_facts(self) -> None:
        """Facts of every kind."""
        self._check("random facts")

    def test_unknown_facts(self) -> None:
        """Facts that were raised and left open."""
        self._check("unknowns")

    def test_bounds(self) -> None:
        """Numbers at a rule's number, beside it, and known by their bounds only."""
        self._check("bounds")

    def test_questions(self) -> None:
        """Every answer to every question that is asked."""
        self._check("questions")

    def test_proofs(self) -> None:
        """The proofs of its verdicts."""
        self._check("proofs")
