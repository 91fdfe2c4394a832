"""What each outcome needs: its conditions, counted line by line.

An outcome comes from a branch of a row. The branch needs the row's own definition, that no earlier
branch of the row is taken, and its own `when`. Names are followed, of an `any` the part that lacks
least counts, and a rule that must *not* hold counts as one condition, as does one marked `silent`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clientfit.explain.lacks import Words, lack_words, title_words
from clientfit.explain.leaf_truth import Values
from clientfit.explain.proof import Observe, Row, Step
from clientfit.language.expression import All, AnyOf, AtLeast, Constant, Not
from clientfit.proof import About, ProofNode
from clientfit.ruleset.model import Outcome, RuleSet


@dataclass(frozen=True, slots=True)
class Need:
    """One condition that an outcome needs.

    Attributes:
        step: the condition.
        wanted: what it has to be.
        words: says what is lacking.
    """

    step: Step
    wanted: bool
    words: Words


@dataclass(frozen=True, slots=True)
class Together:
    """Needs of which so many have to be met."""

    count: int
    parts: tuple["Needs", ...]


Needs = Need | Together


@dataclass(frozen=True, slots=True)
class Way:
    """One branch of a row: where it leads, and what it needs besides the row's own definition."""

    outcome: Outcome
    needs: Needs


@dataclass(frozen=True, slots=True)
class Lack:
    """A condition that is not what it has to be; open where its truth is None."""

    need: Need
    truth: bool | None

    def node(self, values: Values, observe: Observe) -> ProofNode:
        """Build its proof."""
        step = self.need.step.build(values, observe, self.truth)
        if self.need.wanted:
            return step
        inner = step.parts[0] if step.about.branch else step
        about = About("not", None, False, step.about.file, step.about.line)
        return ProofNode("unknown" if self.truth is None else "false", about, (), (inner,))


@dataclass(frozen=True, slots=True)
class Standing:
    """How many conditions of a way are met, and which are not."""

    met: int
    lacks: tuple[Lack, ...]

    @property
    def distance(self) -> tuple[bool, int]:
        """How far it is from holding; what is merely open is nearer than what is not so."""
        return _distance((self.met, self.lacks))

    def __add__(self, other: "Standing") -> "Standing":
        return Standing(self.met + other.met, self.lacks + other.lacks)


def stand(needs: Needs, values: Values) -> Standing:
    """Count what is met."""
    met, lacks = _stand(needs, values)
    return Standing(met, tuple(lacks))


def _stand(needs: Needs, values: Values) -> tuple[int, list[Lack]]:
    parts = needs.parts if isinstance(needs, Together) else (needs,)
    if isinstance(needs, Together) and needs.count < len(parts):
        found = [_stand(part, values) for part in parts]
        found.sort(key=_distance)
        chosen = found[: needs.count]
        return sum([met for met, _ in chosen]), [lack for _, lacks in chosen for lack in lacks]
    met, lacks = 0, list[Lack]()
    for part in parts:
        if isinstance(part, Need):
            truth = part.step.truth(values)
            if truth is part.wanted:
                met += 1
            else:
                lacks.append(Lack(part, truth))
        else:
            more, lacking = _stand(part, values)
            met += more
            lacks += lacking
    return met, lacks


def _distance(found: tuple[int, Sequence[Lack]]) -> tuple[bool, int]:
    lacks = found[1]
    for lack in lacks:
        if lack.truth is not None:
            return True, len(lacks)
    return False, len(lacks)


def ways(row: Row, rules: RuleSet) -> Iterator[Way]:
    """Every branch of a row, with what it needs besides the row's own definition."""
    before: list[Needs] = []
    for index, branch in enumerate(row.rule.branches):
        outcome = rules.outcome(row.rule, branch.action)
        if index == len(row.branches):
            yield Way(outcome, _all(before))
            return
        when = row.branches[index]
        yield Way(outcome, _all([*before, _needs(when, rules, wanted=True)]))
        before.append(_needs(when, rules, wanted=False))


def row_needs(row: Row, rules: RuleSet) -> Needs:
    """What the definition of a row needs."""
    return _needs(row.step, rules, wanted=True)


def _needs(step: Step, rules: RuleSet, *, wanted: bool) -> Needs:
    if step.rule is not None and (step.rule.silent or not wanted):
        return Need(step, wanted, title_words(step.rule, wanted=wanted))
    match step.condition:
        case Constant(value=value) if value is wanted:
            return Together(0, ())
        case Not() if step.parts:
            return _needs(step.parts[0], rules, wanted=not wanted)
        case All() | AnyOf() | AtLeast():
            parts = [_needs(part, rules, wanted=wanted) for part in step.parts]
            return _some(_needed(step.condition, wanted=wanted), parts)
        case _:
            return Need(step, wanted, lack_words(step.condition, rules, wanted=wanted))


def _needed(condition: All | AnyOf | AtLeast, *, wanted: bool) -> int:
    """How many parts have to be as wanted; of "not all of n" it is one, by De Morgan's laws."""
    match condition:
        case All(items=items):
            return len(items) if wanted else 1
        case AnyOf(items=items):
            return 1 if wanted else len(items)
        case AtLeast(count=count, items=items):
            return count if wanted else len(items) - count + 1


def _some(count: int, parts: list[Needs]) -> Together:
    return _all(parts) if count == len(parts) else Together(count, tuple(parts))


def _all(parts: list[Needs]) -> Together:
    """All of these, with what stands in an inner `all` taken up."""
    flat: list[Needs] = []
    for part in parts:
        if isinstance(part, Together) and part.count == len(part.parts):
            flat += part.parts
        else:
            flat.append(part)
    return Together(len(flat), tuple(flat))
