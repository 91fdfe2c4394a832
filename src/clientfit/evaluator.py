"""Rules ready to decide: the loaded rule set with its compiled engine."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path

from clientfit.case import Case, GivenFact
from clientfit.decision import (
    Action,
    Assumption,
    Decision,
    PossibleOutcome,
    Question,
)
from clientfit.engines.python import PythonEngine, compile_rules
from clientfit.errors import Problem, UnknownNameError
from clientfit.explain.proof import Evidence, Prover, prepare
from clientfit.explain.questions import decision_rests_on, questions
from clientfit.explain.text import render_text
from clientfit.explain.wording import fill, show_fact
from clientfit.facts import Facts, read_facts
from clientfit.language.expression import TRUE
from clientfit.proof import Proof
from clientfit.reference import truth
from clientfit.ruleset.load import load_rule_set
from clientfit.ruleset.model import Rule, RuleSet, SignalKind
from clientfit.suggestions import did_you_mean
from clientfit.timeline.reading import Timeline, prepare_timeline
from clientfit.timeline.view import incomplete_channels
from clientfit.values import Interval
from clientfit.verdict import Verdict
from clientfit.version import __version__


@dataclass(frozen=True)
class Rules:
    """A rule set, ready to decide.

    Attributes:
        rule_set: what the YAML files say.
        engine: the same, compiled.
    """

    rule_set: RuleSet
    engine: PythonEngine
    by_id: Mapping[str, Rule]

    @property
    def hash(self) -> str:
        """SHA-256 over the canonical form of the rule set."""
        return self.rule_set.hash

    @cached_property
    def timeline(self) -> Timeline:
        """The rule set prepared for reading cases, when the first is read."""
        return prepare_timeline(self.rule_set)

    @cached_property
    def prover(self) -> Prover:
        """The rule set prepared for proofs, when the first is asked for."""
        return prepare(self.rule_set)

    def decide(self, case: Case) -> Decision:
        """Decide about one client.

        Args:
            case: the client's record; it needs `as_of`.

        Raises:
            CaseError: it has no clock, misplaced events, or facts that do not fit the vocabulary.

        >>> case = Case(id="c-1", time_zone="UTC", as_of="2026-03-20", facts={"wants_rental": True})
        >>> load_rules().decide(case).reason == "rental"
        True
        """
        return self._decision(self.timeline.facts(case), case)

    def decide_facts(
        self, facts: Mapping[str, GivenFact | Fraction | float | Interval | None]
    ) -> Decision:
        """Decide from facts given directly; what is not given takes its assumed value.

        Args:
            facts: values by name: True, False, a number, a word, ``{"at_least": 3}`` as `Bounds`, or
                None (also ``"unknown"``) for what was raised and left open.

        Raises:
            FactError: a name or value does not fit the vocabulary.

        >>> load_rules().decide_facts({"search_over": None}).action
        <Action.ASK: 'ask'>
        """
        return self._decision(read_facts(self.rule_set, facts), None)

    def rule(self, name: str) -> Rule:
        """Look a rule up by its id.

        Raises:
            UnknownNameError: there is none; the message names the nearest.
        """
        if name not in self.by_id:
            near = did_you_mean(name, self.by_id) or f"known are {', '.join(self.by_id)}"
            raise UnknownNameError([Problem("", 0, "", f"no rule is called '{name}'", near)])
        return self.by_id[name]

    def verdict(self, facts: Facts) -> Verdict:
        """Ask the engine for the bare outcome."""
        return self.engine.verdict(self.engine.vector(facts))

    def _decision(self, facts: Facts, case: Case | None) -> Decision:
        vector = self.engine.vector(facts)
        verdict = self.engine.verdict(vector)
        as_of = None if case is None or case.as_of is None else case.as_of.isoformat()
        pattern = self.pattern(verdict, self.engine.holding(vector))
        decision = pattern.model_copy(
            update={"case_id": None if case is None else case.id, "as_of": as_of}
        )
        return decision.with_source(_Source(self, facts, verdict, case))

    @cached_property
    def pattern(self) -> Callable[[Verdict, tuple[str, ...]], Decision]:
        """What a decision says whoever the client is; there are few such patterns."""
        return lru_cache(maxsize=4096)(self._pattern)

    def _pattern(self, verdict: Verdict, names: tuple[str, ...]) -> Decision:
        holding = [self.by_id[name] for name in names]
        row = self.by_id[verdict.row]
        outcome = verdict.outcome
        return Decision(
            case_id=None,
            as_of=None,
            action=outcome.action,
            reason=outcome.reason,
            rule=row.id,
            title=row.title,
            provisional=verdict.provisional,
            possible=tuple(PossibleOutcome(action=o.action, reason=o.reason) for o in verdict.possible),
            reasons=tuple(rule.id for rule in holding if rule.family == "reason"),
            red_flags=_of_kind(holding, "red_flag"),
            lapses=_of_kind(holding, "lapse"),
            boundaries=_of_kind(holding, "boundary"),
            survey=row.survey or None if outcome.action is Action.REMOVE else None,
            rules=f"{self.rule_set.name} {self.rule_set.version}",
            rules_hash=self.rule_set.hash,
            library_version=__version__,
        )


def _of_kind(rules: list[Rule], kind: SignalKind) -> tuple[str, ...]:
    return tuple(rule.id for rule in rules if rule.kind == kind)


def load_rules(path: Path | str | None = None) -> Rules:
    """Load and compile a rule set.

    Args:
        path: its directory; None loads the default rule set.

    Raises:
        RuleSetError: with every problem of every file.
    """
    rule_set = load_rule_set(path)
    by_id = {rule.id: rule for rule in rule_set.rules}
    return Rules(rule_set, compile_rules(rule_set), by_id)


_INCOMPLETE = (
    "The record does not say that its logs hold everything, so what is not in them may still have"
    " happened. If they do, list the channels under complete_channels; that alone may settle it."
)


@dataclass(frozen=True, slots=True)
class _Source:
    """What a decision was made from; see `decision.Source`."""

    rules: Rules
    facts: Facts
    verdict: Verdict
    case: Case | None

    def because(self) -> str:
        row = self.rules.by_id[self.verdict.row]
        if self.verdict.provisional:
            asked = self.questions()
            open_words = asked[0].asks if asked else row.means
            return f"it is open whether '{row.title.lower()}' applies. {open_words}"
        return fill(row.says, self.rules.rule_set, self.facts.values)

    def steps(self) -> tuple[str, ...]:
        rules, values = self.rules.rule_set, self.facts.values
        row = self.rules.by_id[self.verdict.row]
        outcome = self.verdict.outcome
        named = {rule.id: rule.holds_when for rule in rules.rules}
        found: list[str] = []
        for branch in row.branches:
            if branch.action is outcome.action and truth(branch.when, values, named) is not False:
                found += branch.steps
                break
        targets = {"any", outcome.action.value, row.id}
        # Of a row that is itself in question, only what is certain is worth doing already.
        enough = (True,) if outcome.action is Action.ASK else (True, None)
        for step in rules.steps:
            if not targets.isdisjoint(step.applies_to) and (
                step.when == TRUE or truth(step.when, values, named) in enough
            ):
                found.append(step.text)
        if self.verdict.provisional and self.case is not None and incomplete_channels(self.case):
            found.append(_INCOMPLETE)
        return tuple(fill(text, rules, values) for text in found)

    def questions(self) -> tuple[Question, ...]:
        return questions(self.rules.rule_set, self.facts, self.verdict, self.rules.verdict)

    def assumptions(self) -> tuple[Assumption, ...]:
        rules = self.rules.rule_set
        names = decision_rests_on(rules, self.facts, self.verdict, self.rules.verdict)
        return tuple(
            Assumption(
                fact=name,
                value=show_fact(rules.facts[name], self.facts.values[name]),
                says=rules.facts[name].assumed_as,
            )
            for name in names
        )

    def facts_hash(self) -> str:
        shown = [[name, _canonical(value)] for name, value in self.facts.values.items()]
        text = json.dumps(shown, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def proof(self) -> Proof:
        return self.rules.prover.prove(self.facts, self.verdict, self._evidence())

    def _evidence(self) -> Evidence:
        given, timeline = self.facts.given, self.rules.timeline
        ready = None if self.case is None else timeline.sort(self.case)

        def evidence(name: str) -> tuple[str, ...]:
            return () if ready is None or name in given else timeline.evidence(name, ready)

        return evidence

    def text(self, decision: Decision) -> str:
        return render_text(decision, decision.proof())


def _canonical(value: object) -> object:
    if isinstance(value, Interval):
        return [str(value.low), str(value.high)]
    return value if value is None or isinstance(value, bool) else str(value)
