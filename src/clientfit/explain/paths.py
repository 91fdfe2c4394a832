"""What leads to an outcome: the cheapest steps that the agent can take, or whom it waits for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, partial
from math import inf

from clientfit.case import Case
from clientfit.decision import Question
from clientfit.events import Away
from clientfit.explain.acts import with_changes
from clientfit.explain.bound import Bound
from clientfit.explain.goals import Wanted, needs_of, without_new_questions
from clientfit.explain.influence import Influence, Token, by_number, influences
from clientfit.explain.landmarks import WAITING, Needs, all_needed, total
from clientfit.explain.move_costs import costs_of, reaches, timeless, usable, useful
from clientfit.explain.review import Decide, Reviewer
from clientfit.explain.search import Found, Helpful, Problem, State, Step, after, search
from clientfit.explain.target import Target, prepare_target
from clientfit.explanation import Move, Path
from clientfit.facts import Facts
from clientfit.reference import truth
from clientfit.ruleset.model import Action, RuleSet
from clientfit.ruleset.moves import MoveSpec
from clientfit.timeline.contact import dead_channels, open_channels
from clientfit.timeline.instants import day_of
from clientfit.timeline.reading import Known, Timeline
from clientfit.verdict import Verdict

BUDGET = 1000
"""How many states a search looks at before it gives up."""
WAIT = "wait"
"""What a step is called in which only time passes."""


def follow(case: Case, moves: Iterable[Move]) -> Case:
    """Take the steps of a path: the record after them, with its clock."""
    for move in moves:
        case = with_changes(case, move.events, move.replaced, move.heard)
        if not (move.events or move.heard):
            case = case.model_copy(update={"as_of": move.on})
    return case


@dataclass(frozen=True)
class Pathfinder:
    """A rule set prepared for finding what leads to an outcome."""

    rules: RuleSet
    timeline: Timeline
    decide: Decide
    ask: Callable[[Facts, Verdict], tuple[Question, ...]]
    reviewer: Reviewer

    @cached_property
    def influences(self) -> Mapping[str, Influence]:
        """What moves each fact."""
        return influences(self.rules, self.timeline.numbers)

    @cached_property
    def tokens(self) -> Mapping[int, tuple[Token, ...]]:
        """What the facts want to know of an event."""
        return by_number(self.influences)

    @cached_property
    def target(self) -> Callable[[Wanted], Target]:
        """What there is to know about an outcome whoever the client is."""
        return lru_cache(maxsize=256)(
            partial(prepare_target, self.rules, self.timeline.numbers, self.influences)
        )

    def path(self, case: Case, wanted: Wanted, budget: int = BUDGET) -> Path:
        """Find the cheapest steps to an outcome.

        Args:
            case: the client's record.
            wanted: the outcome.
            budget: how many states each search looks at before it gives up.

        Raises:
            CaseError: the record has no clock, misplaced events, or facts that do not fit.
        """
        known = self.timeline.known(case)
        moves = self.rules.moves
        alone = self._search(known, wanted, moves.moves, budget)
        if isinstance(alone, State):
            return self._path(alone)
        facts = known.facts()
        verdict = self.decide(facts)
        if verdict.provisional and any(map(wanted.fits, verdict.possible)):
            asks = [question.asks for question in self.ask(facts, verdict)]
            return _no_path(wanted, f"Not reachable by steps alone; first find out: {asks[0]}", asks)
        everything = moves.moves + moves.others
        helped = self._search(known, wanted, everything, budget) if moves.others else alone
        if isinstance(helped, State):
            return self._waiting(wanted, helped, alone, budget)
        if "out of budget" in (alone, helped):
            return _no_path(
                wanted,
                f"Not found within {budget:,} states of the search; a greater budget may find it.",
            )
        return _no_path(
            wanted, "Not reachable by you alone, and no act of others that the rules list leads there."
        )

    def _search(self, known: Known, wanted: Wanted, specs: tuple[MoveSpec, ...], budget: int) -> Found:
        target, view, wait = self.target(wanted), known.case.view, self.rules.moves.wait_cost
        dead = dead_channels(view)
        ways = [channel for channel in open_channels(view)[0] if channel not in dead]
        tried = reaches(self.timeline, known, specs, ways, self.tokens)
        goals, facts = target.goals, known.facts()
        if wanted.action is Action.ASK:
            goals = without_new_questions(
                self.rules,
                goals,
                lambda condition: truth(condition, facts.values, self.rules.conditions),
            )
        price = partial(costs_of, self.rules, self.influences, fixed=known.given)
        tried = usable(tried, known, self.rules.conditions, price)
        chosen = useful(tried, self.influences, target.facts)
        costs = price(tried)

        def needs(known: Known, facts: Facts, *, strict: bool) -> Iterator[Needs]:
            bound = Bound(facts, known.longest(), self.rules.conditions, costs, strict)
            return needs_of(self.rules, goals, bound)

        def helpful(known: Known, facts: Facts) -> Helpful:
            found = [need for need in needs(known, facts, strict=True) if total(need) < inf]
            acts = 0
            for landmark in all_needed(found):
                acts |= landmark.acts
            keys = frozenset(reach.key for reach in tried if reach.landmark.acts & acts)
            return Helpful(keys, bool(acts & WAITING))

        problem = Problem(
            read=self.timeline.known,
            reached=lambda facts: wanted.fits(self.decide(facts).outcome),
            least=lambda known, facts: min(map(total, needs(known, facts, strict=False)), default=inf),
            helpful=helpful,
            timeless=timeless(tried, self.influences),
            specs=tuple(spec for spec in specs if spec.id in chosen),
            named=self.rules.conditions,
            days=self._days(known, target),
            counted=target.counted,
            wait_cost=wait,
            back=frozenset(
                row.event.until for row in view.rows.get("away", ()) if isinstance(row.event, Away)
            ),
            alike=target.alike,
        )
        return search(problem, view.case, budget)

    def _days(self, known: Known, target: Target) -> tuple[date, ...]:
        """The later days on which something may be different, though nobody does anything."""
        view = known.case.view
        starts = {
            day_of(end, view)
            for number in target.firsts
            for row in known.case.possible[number]
            for end in (row.low, row.high)
        }
        found = {after(start, ahead) for start in starts for ahead in target.counted}
        ahead = {1, *self.reviewer.days_ahead(known, known.facts())}
        found |= {after(view.today, days) for days in ahead}
        return tuple(sorted(day for day in found if day > view.today))

    def _path(self, end: State) -> Path:
        outcome = self.decide(end.facts).outcome
        moves = self._moves(end.way.steps)
        if moves:
            steps = "one step" if len(moves) == 1 else f"{len(moves)} steps"
            on = end.known.case.view.today
            says = f"After {steps}, and if nothing else happens, the decision on {on} is {outcome}."
        else:
            says = f"The decision is {outcome} already."
        return Path(outcome.action, outcome.reason, True, moves, end.way.cost, (), end.case, says)

    def _waiting(self, wanted: Wanted, end: State, alone: Found, budget: int) -> Path:
        acts = [step.act for step in end.way.steps if step.act is not None]
        waits = tuple(dict.fromkeys(act.says for act in acts if act.spec.maker == "others"))
        moves = self._moves(end.way.steps)
        # Only what others do comes after the last wait, and "it waits for" says that.
        if moves and moves[-1].move == WAIT:
            moves = moves[:-1]
        start = "Not reachable by you alone"
        if alone == "out of budget":
            start = f"Not found for you alone within {budget:,} states of the search"
        says = f"{start}; it waits for {', then '.join(waits)}."
        cost = sum(move.cost for move in moves)
        return Path(wanted.action, wanted.reason, False, moves, cost, waits, None, says)

    def _moves(self, steps: Iterable[Step]) -> tuple[Move, ...]:
        """The agent's own steps; one waiting after the other is one."""
        found: list[Move] = []
        for step in steps:
            act = step.act
            if act is None:
                cost = step.cost
                if found and found[-1].move == WAIT:
                    cost += found.pop().cost
                says = self.rules.moves.wait_says.format(day=step.on)
                found.append(Move(WAIT, says, step.on, cost))
            elif act.spec.maker == "moves":
                replaced, heard = act.replaced, act.heard
                found.append(
                    Move(act.spec.id, act.says, step.on, act.cost, act.events, replaced, heard)
                )
        return tuple(found)


def _no_path(wanted: Wanted, says: str, waits_for: Iterable[str] = ()) -> Path:
    return Path(wanted.action, wanted.reason, False, (), 0, tuple(waits_for), None, says)
