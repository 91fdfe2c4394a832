"""What a loaded rule set holds: frozen data, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Literal

from clientfit.language.expression import Condition, Place
from clientfit.language.fold import Calculated, Collection, Fold
from clientfit.language.vocabulary import FactType
from clientfit.ruleset.moves import NO_MOVES, MoveSet
from clientfit.values import ANY_NUMBER, Exact, FactValue


class Action(StrEnum):
    """What the agent does next."""

    KEEP = "keep"
    FOLLOW_UP = "follow_up"
    REPAIR = "repair"
    HOLD = "hold"
    ASK = "ask"
    ESCALATE = "escalate"
    STOP_CONTACT = "stop_contact"
    REMOVE = "remove"


class Reason(StrEnum):
    """The documented reasons for which the default rule set requests a removal."""

    NO_CONTACT = "no_contact"
    LOST_TOUCH = "lost_touch"
    CHANGED_MIND = "changed_mind"
    OUT_OF_AREA = "out_of_area"
    ACTIVE_HANDOFF = "active_handoff"
    BAD_FIT = "bad_fit"
    CANT_QUALIFY = "cant_qualify"
    OTHER_AGENT = "other_agent"
    RENTAL = "rental"
    PRIOR_CLIENT = "prior_client"
    SEEKING_LISTING_AGENT = "seeking_listing_agent"


Family = Literal["signal", "reason", "outcome"]
SignalKind = Literal["red_flag", "lapse", "boundary", "condition"]
Expectation = Literal["holds", "does not hold", "unknown"]


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """A named number that a house may change."""

    name: str
    value: Exact
    unit: str
    means: str
    source: str
    place: Place


@dataclass(frozen=True, slots=True)
class FactSpec:
    """A word of the vocabulary.

    Attributes:
        assume: what holds when nobody raised it; None leaves it unknown.
        assumed_as: that assumption in words.
        kinds: the kinds of event without which it has no value; empty where that is not so.
        raised_by: where these events (for a calculated fact: this fact) exist, it was raised.
        values: how an enum's words become yes, no or unknown.
        called: what it is called in a sentence that tells its value.
        notes: how an event that it rests on is noted; the first that fits the event is taken.
    """

    name: str
    type: FactType
    topic: str
    unit: str
    means: str
    asks: str
    fold: Fold | None
    raised_by: Collection | str | None
    values: Mapping[str, bool | None] | None
    assume: FactValue
    assumed_as: str
    fold_text: str
    kinds: frozenset[str]
    place: Place
    called: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """Facts, and what must follow from them."""

    name: str
    given: Mapping[str, FactValue]
    action: Action | None
    reason: str | None
    expectation: Expectation | None
    place: Place


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of `then:`; the first whose condition holds is taken."""

    when: Condition
    action: Action
    if_unknown: Action | None
    steps: tuple[str, ...]
    asks: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Rule:
    """A signal, a reason, or an outcome that is no removal.

    Attributes:
        silent: a proof shows the rule, and hides what is below it.
        message: a text to the client for a removal with this reason.
        notes: lines for the removal request, each shown where the record gives its facts.
    """

    id: str
    family: Family
    kind: SignalKind | None
    title: str
    means: str
    holds_when: Condition
    if_unknown: Action | None
    branches: tuple[Branch, ...]
    says: str
    advises: str
    survey: str
    source: str
    examples: tuple[Example, ...]
    place: Place
    silent: bool = False
    message: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepRule:
    """A step added to some outcomes, unless its condition is definitely false."""

    applies_to: tuple[str, ...]
    when: Condition
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding of the lint that a house lives with; the id of the finding, and why."""

    finding: str
    because: str
    place: Place


@dataclass(frozen=True, slots=True)
class WorldFact:
    """Something that is so of every client, whatever the rules say."""

    condition: Condition
    place: Place


@dataclass(frozen=True, slots=True)
class Pattern:
    """Which decisions are meant; what is left empty may be anything.

    Attributes:
        actions: the action is one of these.
        reasons: the reason is one of these.
        holds: one of these signals, reasons or outcomes definitely holds.
    """

    actions: tuple[Action, ...] = ()
    reasons: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one fact: so much more, or this value. A number has both ends moved."""

    fact: str
    by: Exact | None
    to: FactValue


PromiseKind = Literal["never", "always", "never_both", "never_becomes", "never_loses"]


@dataclass(frozen=True, slots=True)
class Promise:
    """What a house promises of every decision.

    Attributes:
        pattern: the decisions that are never, or always, taken; unused for `never_both`.
        unless: where this definitely holds, a `never` says nothing.
        when: only where this definitely holds the promise says something.
        names: for `never_both`, the rules of which no two definitely hold together.
        change: for `never_becomes` and `never_loses`, what changes.
    """

    name: str
    kind: PromiseKind
    pattern: Pattern
    unless: Condition | None
    when: Condition | None
    names: tuple[str, ...]
    change: tuple[Change, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Outcome:
    """An action, with the reason where the action is about a removal."""

    action: Action
    reason: str | None = None

    def __str__(self) -> str:
        return f"{self.action.value} ({self.reason})" if self.reason else self.action.value


@dataclass(frozen=True)
class RuleSet:
    """A loaded rule set.

    Attributes:
        rows: reasons and outcomes in the order in which they are tried.
        signals: signals, each after those that it mentions.
        moves: what the agent can do about a client, for paths to an outcome.
        always: facts about the world; promises are kept where they hold.
        must: promises of the house.
        waivers: findings of the lint that the house lives with; no part of the hash.
        bases: the directories of the rule sets that this one extends; no part of the hash.
        changed: what an overlay changed, as `rule` and `rule/key`, and where; no part of the hash.
        hash: SHA-256 over the canonical form.
    """

    name: str
    version: str
    means: str
    parameters: Mapping[str, ParameterSpec]
    collections: Mapping[str, Collection]
    facts: Mapping[str, FactSpec]
    signals: tuple[Rule, ...]
    rows: tuple[Rule, ...]
    steps: tuple[StepRule, ...]
    moves: MoveSet = NO_MOVES
    always: tuple[WorldFact, ...] = ()
    must: tuple[Promise, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    bases: tuple[str, ...] = ()
    changed: Mapping[str, Place] = field(default_factory=dict[str, Place], compare=False)
    hash: str = field(default="", compare=False)

    def is_inherited(self, place: Place) -> bool:
        """Whether something is written in a rule set that this one extends."""
        return place.file.startswith(tuple(f"{base}/" for base in self.bases))

    def written(self, part: Rule | FactSpec, key: str) -> Place:
        """Where a key of a rule or fact is written: its file, or the overlay that changed it."""
        name = part.id if isinstance(part, Rule) else part.name
        return self.changed.get(f"{name}/{key}", part.place)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule: signals, then rows in their order."""
        return self.signals + self.rows

    @cached_property
    def conditions(self) -> Mapping[str, Condition]:
        """The condition of every rule by its id, for what mentions it."""
        return {rule.id: rule.holds_when for rule in self.rules}

    @cached_property
    def unraised(self) -> Mapping[str, FactValue]:
        """The value of every fact when nobody raised anything: what is assumed, or unknown."""
        return {
            name: (ANY_NUMBER if spec.type.is_number else None) if spec.assume is None else spec.assume
            for name, spec in self.facts.items()
        }

    @cached_property
    def assumable(self) -> frozenset[str]:
        """The facts of which something is assumed when nobody raised them."""
        return frozenset(name for name, spec in self.facts.items() if spec.assume is not None)

    @cached_property
    def calculated(self) -> tuple[FactSpec, ...]:
        """The facts that are calculated from others, in their order."""
        return tuple(spec for spec in self.facts.values() if isinstance(spec.fold, Calculated))

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Every outcome that the rows can give, by the first row that can give it."""
        found = (self.outcome(row, branch.action) for row in self.rows for branch in row.branches)
        return tuple(dict.fromkeys(found))

    def outcome(self, row: Rule, action: Action) -> Outcome:
        """The outcome of taking an action because of a row."""
        about_removal = row.family == "reason" and action in (Action.REMOVE, Action.ESCALATE)
        return Outcome(action, row.id if about_removal else None)
