"""Why an outcome is not the decision: its proof of false, what outranks it, or what is open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clientfit.explain.leaf_truth import Values
from clientfit.explain.needs import Lack, Needs, Way, row_needs, stand, ways
from clientfit.explain.needs import Standing as Count
from clientfit.explain.proof import Evidence, Observe, Prover, Row, prove_row
from clientfit.explanation import NearMiss, Standing, WhyNot
from clientfit.facts import Facts
from clientfit.ruleset.model import Action, Outcome, RuleSet
from clientfit.suggestions import unknown_name
from clientfit.values import ANY_NUMBER
from clientfit.verdict import Verdict

_SHOWN = 3
"""So many lacking conditions fit a sentence; the data hold all."""
_REMEMBERED = 256
"""So many answers are kept for each row."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row with what each of its branches needs.

    Attributes:
        index: its place in the order.
        row: the row, prepared for proofs.
        ways: its branches.
        definition: what the row itself needs.
        assumable: the facts that it reads and that have an assumed value.
        others: the other facts that it reads.
        known: what was worked out already where nobody raised any of these facts.
    """

    index: int
    row: Row
    ways: tuple[Way, ...]
    definition: Needs
    assumable: frozenset[str]
    others: tuple[str, ...]
    known: dict[tuple[object, ...], NearMiss | None] = field(default_factory=dict[Any, Any])

    def is_unraised(self, facts: Facts, evidence: Evidence) -> bool:
        """Whether nobody raised anything that the row reads."""
        if not self.assumable <= facts.assumed:
            return False
        for name in self.others:
            if facts.values[name] not in (None, ANY_NUMBER) or name in facts.given or evidence(name):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked about: every outcome with this action and this reason, or one rule."""

    action: Action | None
    reason: str | None
    rule: str | None = None

    def covers(self, outcome: Outcome, rule: str) -> bool:
        """Whether an outcome of a rule is one of those."""
        return (
            (self.action is None or self.action is outcome.action)
            and (self.reason is None or self.reason == outcome.reason)
            and (self.rule is None or self.rule == rule)
        )

    def __str__(self) -> str:
        if self.rule is not None:
            return self.rule
        if self.action is None:
            return str(self.reason)
        return str(Outcome(self.action, self.reason))


@dataclass(frozen=True, slots=True)
class WhyNots:
    """A rule set prepared for telling why an outcome is not the decision."""

    prover: Prover
    candidates: tuple[Candidate, ...]
    by_reason: Mapping[Asked, Candidate]

    def explain(self, asked: Asked, facts: Facts, verdict: Verdict, evidence: Evidence) -> WhyNot:
        """Tell why what was asked about is not the decision, nearest miss first."""
        return self._explain(asked, _Walk(self, facts, verdict, evidence))

    def reasons(self, facts: Facts, verdict: Verdict, evidence: Evidence) -> tuple[WhyNot, ...]:
        """Tell it of every documented reason, nearest miss first."""
        walk = _Walk(self, facts, verdict, evidence)
        found = [self._explain(asked, walk) for asked in self.by_reason]
        return tuple(sorted(found, key=lambda one: _nearness(one.misses[0])))

    def _explain(self, asked: Asked, walk: "_Walk") -> WhyNot:
        only = self.by_reason.get(asked)
        candidates = self.candidates if only is None else (only,)
        misses = [miss for c in candidates if (miss := walk.miss(c, asked)) is not None]
        if len(misses) > 1:
            misses.sort(key=_nearness)
        return WhyNot(asked.action, asked.reason, _says(asked, misses, walk.verdict), tuple(misses))


def prepare_why_not(prover: Prover) -> WhyNots:
    """Prepare a rule set for why-not."""
    candidates = tuple(_candidate(index, row, prover) for index, row in enumerate(prover.rows))
    reasons = {
        Asked(None, candidate.row.rule.id): candidate
        for candidate in candidates
        if candidate.row.rule.family == "reason"
    }
    return WhyNots(prover, candidates, reasons)


def _candidate(index: int, row: Row, prover: Prover) -> Candidate:
    rules = prover.rules
    reads = frozenset(name for step in (row.step, *row.branches) for name in step.facts())
    return Candidate(
        index,
        row,
        tuple(ways(row, rules)),
        row_needs(row, rules),
        reads & rules.assumable,
        tuple(sorted(reads - rules.assumable)),
    )


def read_asked(rules: RuleSet, name: str, reason: str | None) -> Asked:
    """Read what was asked about.

    Args:
        rules: the rule set.
        name: an action, or a reason or another rule of the order.
        reason: with an action, a reason.

    Raises:
        UnknownNameError: there is no such action, reason or rule; the message names the nearest.
    """
    reasons = [row.id for row in rules.rows if row.family == "reason"]
    actions = [action.value for action in Action]
    if reason is not None:
        if reason not in reasons:
            raise unknown_name(f"no reason is called '{reason}'", reason, reasons)
        if name not in actions:
            raise unknown_name(f"no action is called '{name}'", name, actions)
        return Asked(Action(name), reason)
    if name in actions:
        return Asked(Action(name), None)
    if name in reasons:
        return Asked(None, name)
    rows = [row.id for row in rules.rows]
    if name in rows:
        return Asked(None, None, name)
    raise unknown_name(f"no reason or action is called '{name}'", name, [*actions, *rows])


class _Walk:
    """One case's walk down the order, followed once for all that is asked about it."""

    def __init__(self, whole: WhyNots, facts: Facts, verdict: Verdict, evidence: Evidence) -> None:
        self.facts, self.evidence = facts, evidence
        self.values: Values = facts.values
        self.observe: Observe = whole.prover.observer(facts, evidence)
        self.verdict = verdict
        self.stop: int | None = None
        self.open: list[int] = []
        self.rows = whole.prover.rows
        for index, row in enumerate(self.rows):
            truth = row.step.truth(self.values)
            if truth is True:
                self.stop = index
                break
            if truth is None:
                self.open.append(index)

    def miss(self, candidate: Candidate, asked: Asked) -> NearMiss | None:
        """How far one row is from giving what was asked about; None where it never could."""
        rule, verdict, stop = candidate.row.rule, self.verdict, self.stop
        decided = verdict.row == rule.id and asked.covers(verdict.outcome, rule.id)
        if asked.rule is not None:  # a row that is merely stuck has not decided
            decided = decided and verdict.outcome in {way.outcome for way in candidate.ways}
        above = stop if stop is not None and stop < candidate.index else None
        before = tuple([self.rows[i].rule.id for i in self.open if i < candidate.index])
        if not candidate.is_unraised(self.facts, self.evidence):
            return self._miss(candidate, asked, decided, above, before)
        key = asked, decided and verdict, above, before
        known = candidate.known
        if key not in known:
            if len(known) >= _REMEMBERED:
                known.clear()
            known[key] = self._miss(candidate, asked, decided, above, before)
        return known[key]

    def _miss(
        self,
        candidate: Candidate,
        asked: Asked,
        decided: bool,
        above: int | None,
        before: tuple[str, ...],
    ) -> NearMiss | None:
        rule, verdict, values = candidate.row.rule, self.verdict, self.values
        counts = [
            stand(way.needs, values) for way in candidate.ways if asked.covers(way.outcome, rule.id)
        ]
        if not counts and not decided:
            return None
        count = stand(candidate.definition, values)
        if counts and not (decided and verdict.provisional):
            count += min(counts, key=lambda one: one.distance)
        standing = "decided" if decided else _standing(count, above)
        needed = count.met + len(count.lacks)
        return NearMiss(
            rule=rule.id,
            title=rule.title,
            standing=standing,
            met=count.met,
            needed=needed,
            missing=tuple([lack.node(values, self.observe) for lack in count.lacks]),
            outranked_by=None if above is None else self.rows[above].rule.id,
            proof=prove_row(candidate.row, values, self.observe),
            says=self._sentence(standing, count, above, before),
            open_before=before,
        )

    def _sentence(
        self, standing: Standing, count: Count, above: int | None, before: tuple[str, ...]
    ) -> str:
        if standing == "decided":
            open_words = "for now; something is open" if self.verdict.provisional else ""
            return f"This is the decision {open_words}".strip() + "."
        text = _counted(count, self.values)
        if above is not None:
            joint = "but" if not count.lacks else "and besides"
            return f"{text}, {joint} '{self.rows[above].rule.title}' comes first and holds."
        if before and standing == "unknown":
            titles = [f"'{row.rule.title}'" for row in self.rows if row.rule.id in before]
            return f"{text}, but what comes first is open: {', '.join(titles)}."
        return f"{text}."


def _standing(count: Count, above: int | None) -> Standing:
    if any(lack.truth is not None for lack in count.lacks):
        return "false"
    return "unknown" if above is None else "outranked"


_ALL = {0: "It needs nothing", 1: "Its one condition holds"}


def _counted(count: Count, values: Values) -> str:
    needed = count.met + len(count.lacks)
    if not count.lacks:
        return _ALL.get(needed, f"All {needed} conditions hold")
    parts = [
        f"{word}: {_listed(lacks, values)}"
        for word, lacks in (
            ("missing", [lack for lack in count.lacks if lack.truth is not None]),
            ("open", [lack for lack in count.lacks if lack.truth is None]),
        )
        if lacks
    ]
    lead = "" if needed == 1 else f"{count.met} of {needed} conditions hold; "
    text = lead + "; ".join(parts)
    return text[:1].upper() + text[1:]


def _listed(lacks: list[Lack], values: Values) -> str:
    texts = [lack.need.words(values) for lack in lacks[:_SHOWN]]
    if len(lacks) > _SHOWN:
        texts.append(f"and {len(lacks) - _SHOWN} more")
    return "; ".join(texts)


def _nearness(miss: NearMiss) -> tuple[bool, int, int, int]:
    """The decision itself; then what lacks least; what is merely open before what is not so."""
    lacking = [node.truth for node in miss.missing].count("false")
    return miss.standing != "decided", len(miss.missing), lacking, -miss.met


def _says(asked: Asked, misses: list[NearMiss], verdict: Verdict) -> str:
    if misses and misses[0].standing == "decided":
        return misses[0].says
    if not misses:
        return f"No rule leads to {asked}."
    nearest = misses[0]
    lead = "" if len(misses) == 1 else "Nearest is: "
    if asked.action is Action.ASK and not verdict.provisional:
        lead = "Nothing that could change the decision is unknown. " + lead
    return f"{lead}{nearest.title}. {nearest.says}"
