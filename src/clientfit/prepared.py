"""A rule set with everything that is built from it once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from clientfit.case import Case
from clientfit.engines.python import PythonEngine
from clientfit.engines.rete import ReteEngine, build_rete
from clientfit.explain.answers import prepare_answers
from clientfit.explain.enough import Sufficer, prepare_enough
from clientfit.explain.paths import BUDGET, Pathfinder
from clientfit.explain.proof import Prover, prepare
from clientfit.explain.questions import Asker
from clientfit.explain.relevance import prepare_relevance
from clientfit.explain.review import Reviewer, prepare_reviewer
from clientfit.explain.target import read_wanted
from clientfit.explain.why_not import WhyNots, prepare_why_not
from clientfit.explanation import NextReview, Path
from clientfit.facts import Facts
from clientfit.ruleset.model import Rule, RuleSet
from clientfit.timeline.reading import Timeline, prepare_timeline
from clientfit.verdict import Verdict


@dataclass(frozen=True)
class Prepared:
    """A rule set, compiled, and prepared for reading cases and for proofs when first needed.

    Attributes:
        rule_set: what the YAML files say.
        engine: the same, compiled.
        by_id: the rules by their id.
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

    @cached_property
    def why_nots(self) -> WhyNots:
        """The rule set prepared for why-not, when it is first asked for."""
        return prepare_why_not(self.prover)

    @cached_property
    def sufficer(self) -> Sufficer:
        """The rule set prepared for telling what suffices, when it is first asked for."""
        return prepare_enough(self.prover)

    @cached_property
    def asker(self) -> Asker:
        """The rule set prepared for asking, when something is first asked."""
        answers = prepare_answers(self.rule_set)
        return Asker(self.rule_set, answers, prepare_relevance(self.engine, self.prover, answers))

    @cached_property
    def second_engine(self) -> ReteEngine:
        """The rule set in the engine that confirms decisions, when the first is to be confirmed.

        Raises:
            MissingExtraError: the extra `rete` is not installed, or does not load.
            EngineError: the engine does not take the rule set.
        """
        return build_rete(self.rule_set)

    @cached_property
    def reviewer(self) -> Reviewer:
        """The rule set prepared for telling when to look again, when first asked."""
        return prepare_reviewer(self.rule_set, self.timeline, self.verdict)

    def next_review(self, case: Case) -> NextReview | None:
        """Tell the first day on which time alone changes the decision about a case, and to what.

        The day comes after the case's own, in the client's time zone; the decision is that of the
        same case with this day as its clock. None says that time alone never changes the decision.

        Raises:
            CaseError: the case has no clock, misplaced events, or facts that do not fit.

        >>> from clientfit.facade import default_rules
        >>> away = {"kind": "away", "at": "2026-03-01", "until": "2026-03-20"}
        >>> record = {"id": "c-1", "time_zone": "UTC", "as_of": "2026-03-05", "events": [away]}
        >>> review = default_rules().next_review(Case.model_validate(record))
        >>> str(review.on), review.action.value
        ('2026-03-20', 'ask')
        """
        return self.reviewer.next_review(self.timeline.known(case))

    @cached_property
    def pathfinder(self) -> Pathfinder:
        """The rule set prepared for finding paths, when first asked."""
        return Pathfinder(
            self.rule_set, self.timeline, self.verdict, self.asker.questions, self.reviewer
        )

    def path_to(
        self, case: Case, action: str, *, reason: str | None = None, budget: int = BUDGET
    ) -> Path:
        """Find the cheapest steps of the agent after which an outcome is the decision.

        Args:
            case: the client's record.
            action: an action such as `remove`; a reason alone asks for a removal with it.
            reason: with an action, the reason; None takes any.
            budget: how many states a search looks at before it gives up.

        Raises:
            UnknownNameError: there is no such action or reason, or no rule gives the two together.
            CaseError: the case has no clock, misplaced events, or facts that do not fit.
        """
        return self.pathfinder.path(case, read_wanted(self.rule_set, action, reason), budget)

    def verdict(self, facts: Facts) -> Verdict:
        """Ask the engine for the bare outcome."""
        return self.engine.verdict(self.engine.vector(facts))
