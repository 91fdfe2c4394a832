"""The parts of the suite for engines: what is drawn, and what an engine must say of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeVar, get_args

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Flaky
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
from clientfit.testing.boundaries import has_boundaries, near_boundary
from clientfit.testing.case_strategies import cases
from clientfit.testing.casebook import casebook_path
from clientfit.testing.fact_strategies import FactStrategies
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


class _Wrong(Exception):  # noqa: N818  carries a finding through Hypothesis
    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(str(finding))


class Suite:
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
        """Run one part, with an engine of its own."""
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
        """Every example of every rule."""
        for rule in self.rules.rules:
            for example in rule.examples:
                self.compare(engine, complete(self.rules, example.given))

    def all_stories(self, engine: WatchedEngine) -> None:
        """Every story of the casebook."""
        timeline = prepare_timeline(self.rules)
        for read in read_cases(casebook_path()):
            if read.case is not None:
                self.compare(engine, self.folded(timeline, read.case))

    def random_cases(self, engine: WatchedEngine) -> None:
        """Whole records."""
        timeline = prepare_timeline(self.rules)
        self.search(cases(), lambda case: self.compare(engine, self.folded(timeline, case)))

    def random_facts(self, engine: WatchedEngine) -> None:
        """Definite facts."""
        known = FactStrategies(self.rules, unknowns=False, bounds=False).known()
        self.search(known, lambda facts: self.compare(engine, complete(self.rules, facts)))

    def unknowns(self, engine: WatchedEngine) -> None:
        """Facts some of which are open."""
        known = FactStrategies(self.rules, bounds=False).known()
        self.search(known, lambda facts: self.compare(engine, complete(self.rules, facts)))

    def bounds(self, engine: WatchedEngine) -> None:
        """Numbers known by their bounds, and numbers beside those of the rules."""
        known = FactStrategies(self.rules, unknowns=False).known()
        self.search(known, lambda facts: self.compare(engine, complete(self.rules, facts)))
        if has_boundaries(self.rules):
            beside = near_boundary(self.rules)
            self.search(beside, lambda facts: self.compare(engine, read_facts(self.rules, facts)))

    def questions(self, engine: WatchedEngine) -> None:
        """Every answer to every question that is asked."""
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
        """What the proof of a verdict shows."""
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
        seen: list[Finding] = []

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
            try:
                check(drawn)
            except _Wrong as wrong:
                seen.append(wrong.finding)
                raise

        try:
            run()
        except Exception as error:
            if self.last_words is not None:
                raise _Wrong(self.last_words) from None
            if isinstance(error, Flaky) and seen:
                what = f"it does not answer the same each time: {seen[0].what}"
                raise _Wrong(replace(seen[0], what=what)) from None
            raise

    def ask(self, engine: WatchedEngine, facts: Facts) -> Answer:
        """Ask the engine; a misbehaviour is a finding."""
        try:
            return engine.answer(facts)
        except Misbehaved as misbehaved:
            self.wrong(str(misbehaved), facts, str(decide(self.rules, facts).outcome))
            raise

    def compare(self, engine: WatchedEngine, facts: Facts) -> None:
        """The engine says what the reference says."""
        found, expected = self.ask(engine, facts), answer(self.rules, facts)
        if found.verdict != expected.verdict:
            shown = _show(expected), _show(found)
            self.wrong("it decides otherwise than the reference", facts, *shown)
        if found.holding != expected.holding:
            lists = ", ".join(expected.holding), ", ".join(found.holding)
            self.wrong("other rules hold than the reference says", facts, *lists)

    def wrong(self, what: str, facts: Facts, expected: str = "", found: str = "") -> None:
        """Raise a finding."""
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
