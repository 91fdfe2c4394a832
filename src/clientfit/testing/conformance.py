"""One suite for every engine and adapter: does it say what the reference says?

Our own engines run through the same one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeVar, get_args

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from clientfit.case import Case
from clientfit.case_reader import read_cases
from clientfit.engines.engine import MakeEngine
from clientfit.engines.python import compile_rules
from clientfit.evaluator import Rules
from clientfit.explain.proof import prepare
from clientfit.explain.wording import show_fact
from clientfit.facts import Facts, complete, read_facts
from clientfit.reference import answer, decide
from clientfit.ruleset.model import RuleSet
from clientfit.testing.boundaries import near_boundary
from clientfit.testing.case_strategies import cases
from clientfit.testing.casebook import casebook_path
from clientfit.testing.fact_strategies import FactStrategies, rule_set_of
from clientfit.testing.watching import Misbehaved, WatchedEngine
from clientfit.timeline.reading import Timeline, prepare_timeline
from clientfit.verdict import Answer

Section = Literal[
    "examples", "casebook", "random cases", "random facts", "unknowns", "bounds", "questions", "proofs"
]
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.nested_given)
"""Another engine may be slow, and an author may check it inside a property of their own."""
SECTIONS: tuple[Section, ...] = get_args(Section)
Drawn = TypeVar("Drawn")


@dataclass(frozen=True, slots=True)
class Finding:
    """One case on which an engine is wrong.

    Attributes:
        section: the part of the suite.
        what: what is wrong, in one sentence.
        facts: the facts that somebody raised, in words; the rest is assumed.
        expected: what the reference says.
        found: what the engine says; "" where it says nothing.
    """

    section: Section
    what: str
    facts: Mapping[str, str]
    expected: str
    found: str

    def __str__(self) -> str:
        given_facts = ", ".join(f"{name} = {value}" for name, value in self.facts.items())
        lines = [f"{self.section}: {self.what}", f"  facts: {given_facts or 'none raised'}"]
        lines += [f"  expected: {self.expected}"] if self.expected else []
        lines += [f"  found:    {self.found}"] if self.found else []
        return "\n".join(lines)


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
    suite = _Suite(rule_set_of(rules), make_engine, examples, seconds)
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


class _Wrong(Exception):  # noqa: N818  carries a finding through Hypothesis
    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(str(finding))


class _Suite:
    """One engine, and the parts of the suite by name."""

    def __init__(self, rules: RuleSet, make_engine: MakeEngine, examples: int, seconds: float) -> None:
        self.rules, self.make_engine = rules, make_engine
        self.examples, self.seconds = examples, seconds
        self.parts: dict[Section, Callable[[WatchedEngine], None]] = {
            "examples": self.all_examples,
            "casebook": self.all_stories,
            "random cases": self.random_cases,
            "random facts": self.random_facts,
            "unknowns": self.unknowns,
            "bounds": self.bounds,
            "questions": self.questions,
            "proofs": self.proofs,
        }

    def run(self, section: Section) -> Finding | None:
        self.section: Section = section
        self.last_words: Finding | None = None
        try:
            engine = WatchedEngine(self.make_engine, self.rules, self.seconds)
        except Misbehaved as misbehaved:
            return Finding(section, str(misbehaved), {}, "", "")
        try:
            self.parts[section](engine)
        except _Wrong as wrong:
            return self.last_words or wrong.finding
        finally:
            engine.close()
        return None

    def all_examples(self, engine: WatchedEngine) -> None:
        for rule in self.rules.rules:
            for example in rule.examples:
                self.compare(engine, complete(self.rules, example.given))

    def all_stories(self, engine: WatchedEngine) -> None:
        timeline = prepare_timeline(self.rules)
        for read in read_cases(casebook_path()):
            if read.case is not None:
                self.compare(engine, self.folded(timeline, read.case))

    def random_cases(self, engine: WatchedEngine) -> None:
        timeline = prepare_timeline(self.rules)
        self.search(cases(), lambda case: self.compare(engine, self.folded(timeline, case)))

    def random_facts(self, engine: WatchedEngine) -> None:
        known = FactStrategies(self.rules, unknowns=False, bounds=False).known()
        self.search(known, lambda facts: self.compare(engine, complete(self.rules, facts)))

    def unknowns(self, engine: WatchedEngine) -> None:
        known = FactStrategies(self.rules, bounds=False).known()
        self.search(known, lambda facts: self.compare(engine, complete(self.rules, facts)))

    def bounds(self, engine: WatchedEngine) -> None:
        known = FactStrategies(self.rules, unknowns=False).known()
        self.search(known, lambda facts: self.compare(engine, complete(self.rules, facts)))
        if any(spec.type.is_number for spec in self.rules.facts.values()):
            beside = near_boundary(self.rules)
            self.search(beside, lambda facts: self.compare(engine, read_facts(self.rules, facts)))

    def questions(self, engine: WatchedEngine) -> None:
        by_id = {rule.id: rule for rule in self.rules.rules}
        asker = Rules(self.rules, compile_rules(self.rules), by_id).asker

        def check(facts: Facts) -> None:
            self.compare(engine, facts)
            for question in asker.questions(facts, decide(self.rules, facts)):
                for possible in asker.answers.of(question.fact, facts.values):
                    self.compare(engine, facts.with_value(question.fact, possible.value))

        known = FactStrategies(self.rules).known()
        self.search(known, lambda facts: check(complete(self.rules, facts)))

    def proofs(self, engine: WatchedEngine) -> None:
        prover = prepare(self.rules)

        def check(facts: Facts) -> None:
            found = self.ask(engine, facts)
            proof = prover.prove(facts, found.verdict, lambda _: ())
            if proof.deciding.about.rule != found.verdict.row:
                deciding = str(proof.deciding.about.rule)
                self.wrong("its row is not where the proof ends", facts, deciding, found.verdict.row)
            true = {
                node.about.rule
                for row in proof.rows
                for node in row.walk()
                if node.about.rule and not node.about.branch and node.truth == "true"
            }
            if not true <= set(found.holding):
                missing = ", ".join(sorted(map(str, true - set(found.holding))))
                self.wrong("the proof shows that these hold, and it does not say so", facts, missing)
            if proof.deciding.truth == "false":
                self.wrong("the row that it names cannot hold", facts, "", found.verdict.row)

        for rule in self.rules.rules:
            for example in rule.examples:
                check(complete(self.rules, example.given))
        known = FactStrategies(self.rules).known()
        self.search(known, lambda facts: check(complete(self.rules, facts)))

    def folded(self, timeline: Timeline, case: Case) -> Facts:
        """The facts of a case; those given directly that this rule set does not know are left out."""
        known = {name: value for name, value in case.facts.items() if name in self.rules.facts}
        return timeline.facts(case.model_copy(update={"facts": known}))

    def search(self, strategy: SearchStrategy[Drawn], check: Callable[[Drawn], None]) -> None:
        """Draw, and let Hypothesis shrink what fails."""

        @given(strategy)
        @settings(
            max_examples=self.examples,
            deadline=None,
            database=None,
            derandomize=True,
            phases=(Phase.generate, Phase.shrink),  # the finding is the explanation
            report_multiple_bugs=False,
            suppress_health_check=SLOW,
        )
        def run(drawn: Drawn) -> None:
            check(drawn)

        try:
            run()
        except Exception:
            if self.last_words is not None:
                raise _Wrong(self.last_words) from None
            raise

    def ask(self, engine: WatchedEngine, facts: Facts) -> Answer:
        try:
            return engine.answer(facts)
        except Misbehaved as misbehaved:
            self.wrong(str(misbehaved), facts, str(decide(self.rules, facts).outcome))
            raise

    def compare(self, engine: WatchedEngine, facts: Facts) -> None:
        found, expected = self.ask(engine, facts), answer(self.rules, facts)
        if found.verdict != expected.verdict:
            shown = _show(expected), _show(found)
            self.wrong("it decides otherwise than the reference", facts, *shown)
        if found.holding != expected.holding:
            lists = ", ".join(expected.holding), ", ".join(found.holding)
            self.wrong("other rules hold than the reference says", facts, *lists)

    def wrong(self, what: str, facts: Facts, expected: str = "", found: str = "") -> None:
        raised = {
            name: show_fact(self.rules.facts[name], value)
            for name, value in facts.values.items()
            if value != self.rules.unraised[name]
        }
        finding = Finding(self.section, what, raised, expected, found)
        if what.startswith("it hangs") and self.last_words is None:
            self.last_words = finding  # only the first case is known to hang; no other was tried
        raise _Wrong(finding)


def _show(found: Answer) -> str:
    verdict = found.verdict
    possible = ", ".join(map(str, verdict.possible))
    open_words = ", provisional" if verdict.provisional else ""
    return f"{verdict.outcome} by {verdict.row}{open_words}; possible: {possible}"
