"""Rules ready to decide: the loaded rule set with its compiled engine."""

from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Self

from clientfit.case import Case
from clientfit.confirmation import confirm as derive_again
from clientfit.decision import Action, Decision, PossibleOutcome
from clientfit.engines.python import compile_rules
from clientfit.errors import CaseError, Problem
from clientfit.explained import Explained
from clientfit.facts import Facts
from clientfit.prepared import Prepared
from clientfit.ruleset.load import load_rule_set
from clientfit.ruleset.model import Rule, RuleSet, SignalKind
from clientfit.stored_facts import GivenOrStored, read_given_or_stored
from clientfit.suggestions import unknown_name
from clientfit.verdict import Answer, Verdict
from clientfit.version import __version__


class Rules(Prepared):
    """A rule set, ready to decide.

    It never changes, so a copy is the same thing. It can be pickled: what is compiled is left out, and
    compiled again where it is read.
    """

    def __repr__(self) -> str:
        """Say which rule set it is, in one line."""
        rules = self.rule_set
        return f"<Rules {rules.name} {rules.version} ({rules.hash[:8]}): {len(rules.rules)} rules>"

    def __eq__(self, other: object) -> bool:
        """Two are equal where their rule sets are."""
        return self.rule_set == other.rule_set if isinstance(other, Rules) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.hash)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> "tuple[Callable[[RuleSet], Rules], tuple[RuleSet]]":
        return compiled, (self.rule_set,)

    def decide(self, case: Case, *, confirm: bool = False) -> Decision:
        """Decide about one client.

        Args:
            case: the client's record; it needs `as_of`.
            confirm: have the second engine derive the decision again; needs the extra `rete`.

        Raises:
            CaseError: it has no clock, misplaced events, or facts that do not fit the vocabulary.
            EngineDisagreement: the second engine says anything else; nothing is decided.
            EngineError: the second engine failed; nothing is decided.
            MissingExtraError: the extra is not installed, or does not load.

        >>> case = Case(id="c-1", time_zone="UTC", as_of="2026-03-20", facts={"wants_rental": True})
        >>> load_rules().decide(case).reason == "rental"
        True
        """
        if not isinstance(case, Case):  # pyright: ignore[reportUnnecessaryIsInstance]  callers need no type checker
            message = f"a Case belongs here, not a {type(case).__name__}"
            hint = "for plain data call clientfit.decide(record, rules=rules)"
            raise CaseError([Problem("", 0, "", message, hint)])
        return self._decision(self.timeline.facts(case), case, confirm=confirm)

    def decide_facts(
        self,
        facts: Mapping[str, GivenOrStored],
        *,
        confirm: bool = False,
    ) -> Decision:
        """Decide from facts given directly; what is not given takes its assumed value.

        Args:
            facts: values by name: True, False, a number, a word, ``{"at_least": 3}`` or `Bounds`, or
                None (also ``"unknown"``) for what was raised and left open. The `facts` of a decision
                can be given as they are.
            confirm: have the second engine derive the decision again; needs the extra `rete`.

        Raises:
            FactError: a name or value does not fit the vocabulary.
            EngineDisagreement: the second engine says anything else; nothing is decided.
            EngineError: the second engine failed; nothing is decided.
            MissingExtraError: the extra is not installed, or does not load.

        >>> load_rules().decide_facts({"search_over": None}).action
        <Action.ASK: 'ask'>
        """
        return self._decision(read_given_or_stored(self.rule_set, facts), None, confirm=confirm)

    def decide_complete(self, facts: Facts, *, confirm: bool = False) -> Decision:
        """Decide from facts that are complete already, such as stored ones made again."""
        return self._decision(facts, None, confirm=confirm)

    def rule(self, name: str) -> Rule:
        """Look a rule up by its id.

        Raises:
            UnknownNameError: there is none; the message names the nearest.
        """
        if name not in self.by_id:
            raise unknown_name(f"no rule is called '{name}'", name, self.by_id)
        return self.by_id[name]

    def _decision(self, facts: Facts, case: Case | None, *, confirm: bool) -> Decision:
        vector = self.engine.vector(facts)
        verdict = self.engine.verdict(vector)
        holding = self.engine.holding(vector)
        explained = Explained(self, facts, verdict, case)
        if confirm:
            derive_again(self.second_engine, facts, Answer(verdict, holding), explained.proof)
        as_of = None if case is None or case.as_of is None else case.as_of.isoformat()
        pattern = self.pattern(verdict, holding)
        case_id = None if case is None else case.id
        decision = pattern.model_copy(update={"case_id": case_id, "as_of": as_of, "confirmed": confirm})
        return decision.with_source(explained)

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
        path: its directory; `clientfit/default` and None load the default rule set.

    Raises:
        RuleSetError: with every problem of every file.
    """
    return compiled(load_rule_set(path))


def compiled(rule_set: RuleSet) -> Rules:
    """Compile a rule set that is loaded already."""
    by_id = {rule.id: rule for rule in rule_set.rules}
    return Rules(rule_set, compile_rules(rule_set), by_id)
