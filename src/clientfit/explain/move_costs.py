"""What it costs, in one case, to move each fact: tried out on the record itself.

Every form of every move is put into the record on a day after all absences. Which collections its
events may then belong to, tells which facts it can move; that depends on the case, for the preferred
way of one client is the alternate way of another.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf

from clientfit.case import Case
from clientfit.events import Away, Channel
from clientfit.explain.acts import concrete
from clientfit.explain.bound import Bound, Costs
from clientfit.explain.influence import Influence, Token
from clientfit.explain.landmarks import WAITING, Landmark, any_act, total
from clientfit.language.expression import TRUE, Condition
from clientfit.reference import truth
from clientfit.ruleset.model import FactSpec, RuleSet
from clientfit.ruleset.moves import MoveSpec
from clientfit.timeline.clock import on_day
from clientfit.timeline.latest import value_of
from clientfit.timeline.reading import Known, Timeline
from clientfit.timeline.view import Row
from clientfit.values import FactValue


@dataclass(frozen=True, slots=True)
class Reach:
    """What one form of a move touches.

    Attributes:
        spec: the move.
        key: tells its forms apart, as the acts of a day have it.
        landmark: its bit and its cost.
        said: the collections to which its events belong, with the fields that they have and their
            values.
        taken: the collections from which an event is taken.
        hears: whether somebody who decides is heard.
    """

    spec: MoveSpec
    key: str
    landmark: Landmark
    said: Mapping[Token, object]
    taken: frozenset[int]
    hears: bool

    def touches(self, tokens: frozenset[Token]) -> bool:
        """Whether an event belongs to one of these collections, or is taken from it."""
        return not tokens.isdisjoint(self.said) or any(number in self.taken for number, _ in tokens)


def reaches(
    timeline: Timeline,
    known: Known,
    specs: tuple[MoveSpec, ...],
    ways: list[Channel],
    tokens: Mapping[int, tuple[Token, ...]],
) -> list[Reach]:
    """Try every form of every move out.

    Args:
        timeline: the rule set prepared for reading cases.
        known: the case.
        specs: the moves.
        ways: the ways of contact that are open.
        tokens: by the number of a collection, what there is to know of an event in it.
    """
    later = on_day(known.case, _after_absences(known.case.view.case, known.case.view.today))
    acts = [
        (act, Landmark(WAITING << index, act.cost))
        for index, act in enumerate(
            (act for spec in specs for act in concrete(spec, later.view, ways)), 1
        )
    ]
    added = tuple(event for act, _ in acts for event in act.events)
    record = later.view.case
    tried = timeline.sort(record.model_copy(update={"events": (*record.events, *added)}))
    belongs: dict[int, list[tuple[int, Row]]] = {}
    for number, rows in enumerate(tried.possible):
        for row in rows:
            belongs.setdefault(id(row.event), []).append((number, row))
    return [
        Reach(
            act.spec,
            act.key,
            landmark,
            {
                token: value
                for event in act.events
                for number, row in belongs.get(id(event), ())
                for token, value in _said(row, tokens.get(number, ()))
            },
            frozenset(number for e in act.replaced for number, _ in belongs.get(id(e), ())),
            bool(act.heard),
        )
        for act, landmark in acts
    ]


def _said(row: Row, tokens: Iterable[Token]) -> Iterator[tuple[Token, object]]:
    for token in tokens:
        value = value_of(row, token[1]) if token[1] else None
        if value is not None or not token[1]:
            yield token, value


def _after_absences(case: Case, today: date) -> date:
    last = max((event.until for event in case.events if isinstance(event, Away)), default=today)
    return max(last, today) + timedelta(days=1) if max(last, today) < date.max else date.max


def costs_of(
    rules: RuleSet,
    influences: Mapping[str, Influence],
    found: list[Reach],
    fixed: frozenset[str],
) -> Costs:
    """The cheapest way to move each fact."""
    by_token: dict[Token, list[Reach]] = {}
    by_taken: dict[int, list[Reach]] = {}
    for reach in found:
        for token in reach.said:
            by_token.setdefault(token, []).append(reach)
        for number in reach.taken:
            by_taken.setdefault(number, []).append(reach)

    def shifts(influence: Influence) -> Landmark:
        changed = {number for number, _ in influence.tokens()} if by_taken else set[int]()
        shifting = [r for token in influence.shifting for r in by_token.get(token, ())]
        return any_act(
            reach.landmark
            for reach in [*shifting, *(r for n in sorted(changed) for r in by_taken.get(n, ()))]
            if influence.saying not in reach.said  # such an act does no more than say a value
        )

    def says(name: str, token: Token | None) -> tuple[tuple[Landmark, FactValue], ...]:
        if token is None:
            return ()
        spec = rules.facts[name]
        return tuple((r.landmark, _value(spec, r.said[token])) for r in by_token.get(token, ()))

    gates: dict[str, tuple[Condition, int]] = {}
    for reach in found:
        _, acts = gates.get(reach.spec.id, (TRUE, 0))
        gates[reach.spec.id] = reach.spec.when, acts | reach.landmark.acts
    return Costs(
        raising={
            name: any_act(r.landmark for token in each.raising for r in by_token.get(token, ()))
            for name, each in influences.items()
        },
        shifting={name: shifts(each) for name, each in influences.items()},
        saying={name: says(name, each.saying) for name, each in influences.items()},
        hearing=any_act(reach.landmark for reach in found if reach.hears),
        gates=tuple(gates.values()),
        wait=rules.moves.wait_cost,
        influences=influences,
        fixed=fixed,
    )


def _value(spec: FactSpec, said: object) -> FactValue:
    """What a fact is when the latest event says this; only yes/nos and words matter here."""
    if isinstance(said, bool):
        return said
    word = str(said)
    if spec.values is not None:
        return spec.values.get(word)
    return None if word == "unknown" else word


def usable(
    found: list[Reach],
    known: Known,
    named: Mapping[str, Condition],
    costs: Callable[[list[Reach]], Costs],
) -> list[Reach]:
    """Leave out the moves whose condition nothing can ever make hold."""
    facts = known.facts()
    closed: dict[str, Condition] = {}
    for reach in found:
        if truth(reach.spec.when, facts.values, named) is False:
            closed[reach.spec.id] = reach.spec.when
    while closed:
        kept = [reach for reach in found if reach.spec.id not in closed]
        bound = Bound(facts, known.longest(), named, costs(kept))
        opened = [name for name, when in closed.items() if total(bound.avoid(when, bad=False)) < inf]
        if not opened:
            return kept
        for name in opened:
            del closed[name]
    return found


def timeless(found: list[Reach], influences: Mapping[str, Influence]) -> frozenset[str]:
    """The acts of which the day makes no difference, so that they are best done at once."""
    dated = [each.tokens() for each in influences.values() if not each.timeless]
    tokens = frozenset[Token]().union(*dated)
    return frozenset(reach.key for reach in found if not reach.touches(tokens))


def useful(found: list[Reach], influences: Mapping[str, Influence], facts: frozenset[str]) -> set[str]:
    """The moves that touch some of these facts."""
    tokens = frozenset(token for name in facts for token in influences[name].tokens())
    hearing = any(influences[name].hearing for name in facts)
    return {reach.spec.id for reach in found if reach.touches(tokens) or (hearing and reach.hears)}
