"""The search for the cheapest way to an outcome, over what is done and how many days go by.

A state is the record so far with its clock. From it leads every act that can be done now and could do
any good, and waiting until the next day on which something can be different. The cheapest state comes
first (A*), so the first that gives the outcome is a cheapest one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import Literal

from clientfit.case import Case, local_day
from clientfit.explain.acts import Act, possible_acts
from clientfit.facts import Facts
from clientfit.language.expression import Condition
from clientfit.ruleset.moves import MoveSpec
from clientfit.timeline.reading import Known
from clientfit.timeline.view import View


@dataclass(frozen=True, slots=True)
class Step:
    """One act and its day; without an act, waiting until that day."""

    act: Act | None
    on: date
    cost: int


Done = tuple[tuple[int, str], ...]
"""The days and keys of what was done, sorted; with the clock it tells the record."""


@dataclass(frozen=True, slots=True)
class Way:
    """Steps, before their record is made.

    Attributes:
        cost: what they cost.
        steps: the steps.
        done: the same as something to compare.
        let_go: the acts that are not tried any more.
    """

    cost: int = 0
    steps: tuple[Step, ...] = ()
    done: Done = ()
    let_go: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class State:
    """The record at the end of a way, with its clock, folded, and its facts."""

    case: Case
    known: Known
    facts: Facts
    way: Way


@dataclass(frozen=True, slots=True)
class Helpful:
    """What could do any good.

    Attributes:
        acts: the keys of acts.
        waiting: whether time does, beyond the next day and the end of an absence.
    """

    acts: frozenset[str]
    waiting: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """What a search looks for, and by what means.

    Attributes:
        read: folds a record.
        reached: whether the facts give the outcome.
        least: what it costs at least from these facts.
        helpful: what could do any good at these facts.
        timeless: the keys of the acts of which the day makes no difference. Where one could be done
            before a waiting and was not, it is not tried after it: that would lead to the same.
        specs: the moves that may be made.
        named: the conditions of the signals.
        days: the days on which something may change if nothing is done.
        counted: how many days after an act something may change.
        back: the days on which the client is back from an absence.
        wait_cost: what a day of waiting costs.
        alike: whether unused ways can stand for each other.
    """

    read: Callable[[Case], Known]
    reached: Callable[[Facts], bool]
    least: Callable[[Known, Facts], float]
    helpful: Callable[[Known, Facts], Helpful]
    timeless: frozenset[str]
    specs: tuple[MoveSpec, ...]
    named: Mapping[str, Condition]
    days: tuple[date, ...]
    counted: tuple[int, ...]
    back: frozenset[date]
    wait_cost: int
    alike: bool


Found = State | Literal["nothing", "out of budget"]


def search(problem: Problem, start: Case, budget: int) -> Found:
    """Find the cheapest way.

    Returns:
        The last state; "nothing" where every way was tried that these moves open; "out of budget"
        where as many states were looked at as the budget allows.
    """
    heap: list[tuple[float, float, int, State]] = []
    best: dict[object, int] = {}
    numbers = count()

    def push(case: Case, way: Way) -> None:
        known = problem.read(case)
        facts = known.facts()
        least = 0 if problem.reached(facts) else problem.least(known, facts)
        if least < inf:
            state = State(case, known, facts, way)
            heappush(heap, (way.cost + least, least, next(numbers), state))

    push(start, Way())
    looked_at = 1
    while heap:
        _, _, _, state = heappop(heap)
        if problem.reached(state.facts):
            return state
        for way in _ways_on(problem, state):
            last = way.steps[-1]
            key = last.on, way.done, way.let_go
            if best.get(key, way.cost + 1) > way.cost:
                if looked_at == budget:
                    return "out of budget"
                looked_at += 1
                best[key] = way.cost
                push(_taken(state.case, last), way)
    return "nothing"


def _taken(case: Case, step: Step) -> Case:
    return case.model_copy(update={"as_of": step.on}) if step.act is None else step.act.done(case)


def _ways_on(problem: Problem, state: State) -> Iterator[Way]:
    """Every way that goes one step further."""
    view, way = state.known.case.view, state.way
    today = view.today
    helpful = problem.helpful(state.known, state.facts)
    offered: set[str] = set()
    for act in possible_acts(problem.specs, view, state.facts, problem.named, alike=problem.alike):
        if act.key in helpful.acts and act.key not in way.let_go:
            if not _has_its_like(act, view):
                offered.add(act.key)
            done = tuple(sorted((*way.done, (today.toordinal(), act.key))))
            step = Step(act, today, act.cost)
            yield Way(way.cost + act.cost, (*way.steps, step), done, way.let_go)
    day = _next_day(problem, way, today, helpful.waiting)
    if day is not None:
        step = Step(None, day, (day - today).days * problem.wait_cost)
        let_go = way.let_go | (offered & problem.timeless)
        yield Way(way.cost + step.cost, (*way.steps, step), way.done, let_go)


def _has_its_like(act: Act, view: View) -> bool:
    """Whether the day has another event of the kind, so that only the next day tells the two apart."""
    return any(
        local_day(row.event.at, view.zone) == view.today
        for kind in {event.kind for event in act.events}
        for row in view.rows.get(kind, ())
    )


def _next_day(problem: Problem, way: Way, today: date, waiting: bool) -> date | None:
    """The next day on which something may be different."""
    days = set(problem.back)
    if not way.steps or way.steps[-1].act is not None:
        days.add(after(today, 1))
    if waiting:
        days.update(problem.days)
        days |= {
            after(date.fromordinal(ordinal), ahead)
            for ordinal, _ in way.done
            for ahead in problem.counted
        }
    return min((day for day in days if day > today), default=None)


def after(day: date, ahead: int) -> date:
    """A day so many days later; the calendar ends."""
    return day + timedelta(days=ahead) if ahead <= (date.max - day).days else day
