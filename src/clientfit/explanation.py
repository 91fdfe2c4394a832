"""Explanations as data: why not, what suffices, what leads there, and when to look again."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from clientfit.case import Case
from clientfit.events import Event
from clientfit.proof import ObservedFact, ProofNode
from clientfit.ruleset.model import Action

Standing = Literal["decided", "false", "outranked", "unknown"]
"""Of a rule: it decided, it does not hold, something before it decides, or it is open."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """How far one rule is from giving the outcome that was asked about.

    Attributes:
        rule: the rule's id.
        title: its title.
        standing: why it does not decide, or that it does.
        met: how many of the conditions that it needs hold.
        needed: how many it needs.
        missing: the conditions that do not hold, or are open, each with what was observed.
        outranked_by: the first rule of higher priority that definitely holds; None where there is none.
        proof: the rule's own proof, to the last fact.
        says: the same in one sentence.
        open_before: the rules of higher priority that are open, so that they may still decide.
    """

    rule: str
    title: str
    standing: Standing
    met: int
    needed: int
    missing: tuple[ProofNode, ...]
    outranked_by: str | None
    proof: ProofNode
    says: str
    open_before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why an outcome is not the decision; the nearest miss comes first.

    Attributes:
        action: the action that was asked about.
        reason: the reason that was asked about, or None for any.
        says: one sentence for all.
        misses: one for each rule that could have given it.
    """

    action: Action | None
    reason: str | None
    says: str
    misses: tuple[NearMiss, ...]


@dataclass(frozen=True, slots=True)
class Enough:
    """A smallest set of facts that fixes the decision, whatever all others are.

    Attributes:
        facts: each with its value and its events; empty where the decision itself is still open.
        says: the same in one sentence.
        smallest: no smaller set does it; False where the search gave up, so that only none of these
            facts can be left out.
    """

    facts: tuple[ObservedFact, ...]
    says: str
    smallest: bool = True


@dataclass(frozen=True, slots=True)
class Move:
    """One step that the agent can take.

    Attributes:
        move: its id in `rules/moves.yaml`.
        says: what to do, in words.
        on: the day on which to do it; of a waiting, the day on which it ends.
        cost: what it costs, in the units of `rules/moves.yaml`.
        events: what the record then holds in addition; empty where only time passes.
        replaced: the events of the record in whose place they stand, such as a complaint put right.
        heard: who of those who decide was heard.
    """

    move: str
    says: str
    on: date
    cost: int
    events: tuple[Event, ...] = ()
    replaced: tuple[Event, ...] = ()
    heard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """The cheapest steps that lead to an outcome, or why there are none that are known.

    Attributes:
        action: where it leads.
        reason: the same for the reason.
        found: whether a path was found.
        moves: its steps in order; where none was found, the agent's own steps among those of others.
        cost: what they cost together.
        waits_for: where somebody else must act, who and what; empty where the agent alone suffices.
        case: the record after the steps, with its clock; None where no path was found.
        says: the same in one sentence; it never says "impossible".
    """

    action: Action
    reason: str | None
    found: bool
    moves: tuple[Move, ...]
    cost: int
    waits_for: tuple[str, ...]
    case: Case | None
    says: str


@dataclass(frozen=True, slots=True)
class NextReview:
    """The first day on which time alone changes the decision.

    Attributes:
        on: the day, in the client's time zone.
        action: what the decision is then.
        reason: the same for the reason.
        rule: the rule that decides then.
        says: the same in one sentence.
    """

    on: date
    action: Action
    reason: str | None
    rule: str
    says: str
