"""Prove every promise of a rule set, or show a small case that breaks it."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from clientfit.errors import Problem, VerificationError
from clientfit.facts import complete
from clientfit.language.expression import Place
from clientfit.ruleset.model import Outcome, Promise, RuleSet
from clientfit.values import FactValue
from clientfit.verify import replay
from clientfit.verify.changes import left_behind
from clientfit.verify.goals import goal_of, no_decision, outcomes_of, problem_of, reaches
from clientfit.verify.learning import backward_lines
from clientfit.verify.problem import Nothing, NotProved, alone, first
from clientfit.verify.problem import Problem as Search
from clientfit.verify.search import DEFAULT_BUDGET, Effort, Found, Goal
from clientfit.verify.shrink import Raised, shrink
from clientfit.verify.solver import DEFAULT_SECONDS, Solver, installed

Prover = Literal["auto", "splitter", "z3", "both"]
"""`auto` asks Z3 only where the splitter gives up; `both` asks both and compares."""
Standing = Literal["proved", "broken", "not proved"]
ONE_OUTCOME = "there is exactly one outcome"
LEARNING = "learning a fact never reverses a decision"


@dataclass(frozen=True, slots=True)
class Result:
    """What was found out about one promise.

    Attributes:
        says: the promise.
        place: where it is written; nowhere for those that every rule set keeps.
        standing: proved, broken, or neither.
        witness: of a broken promise, the raised facts of a case that breaks it.
        promise: the promise as written, where it is.
        why: where it is not proved, why.
        by: who answered.
        seconds: how long it took.
    """

    says: str
    place: Place
    standing: Standing
    witness: Mapping[str, FactValue] | None
    promise: Promise | None
    why: str
    by: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Reached:
    """Whether an outcome is ever decided.

    Attributes:
        outcome: the outcome.
        standing: `proved` with a witness; `broken` where no input leads to it.
        witness: the raised facts of a case that is decided so.
    """

    outcome: Outcome
    standing: Standing
    witness: Mapping[str, FactValue] | None
    why: str
    by: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class ProofReport:
    """Everything that was found out about a rule set."""

    results: tuple[Result, ...]
    reached: tuple[Reached, ...]

    @property
    def is_proved(self) -> bool:
        """Whether every promise is proved and every outcome is reached."""
        return all(found.standing == "proved" for found in (*self.results, *self.reached))


@dataclass(frozen=True, slots=True)
class _Inquiry:
    """One question: an input that is looked for, and how the reference tells that it is one."""

    search: Callable[[], tuple[Search, Goal, tuple[int, ...]]]
    solve: Callable[[Solver], Mapping[str, FactValue] | Nothing | NotProved]
    shows: Callable[[Raised], bool]


_Answer = tuple[Mapping[str, FactValue] | Nothing | NotProved, tuple[str, ...], float]


class Proving:
    """A rule set, and with what its promises are proved."""

    def __init__(
        self,
        rules: RuleSet,
        prover: Prover = "auto",
        budget: int = DEFAULT_BUDGET,
        seconds: float = DEFAULT_SECONDS,
    ) -> None:
        self.rules, self.prover, self.budget, self.seconds = rules, prover, budget, seconds

    @cached_property
    def solver(self) -> Solver:
        """Z3 with the rule set, when first asked."""
        return Solver(self.rules, self.seconds)

    def results(self) -> Iterator[Result]:
        """Every promise, those that every rule set keeps first."""
        answer, by, seconds = self._answer(self._one_outcome())
        yield _result(ONE_OUTCOME, None, answer, by, seconds)
        start = time.perf_counter()
        backward = next(backward_lines(self.rules), None)
        why = "" if backward is None else f"{backward.file}:{backward.line} could turn back"
        standing: Standing = "proved" if backward is None else "not proved"
        spent = time.perf_counter() - start
        yield Result(LEARNING, Place(), standing, None, None, why, ("shape of the rails",), spent)
        for promise in self.rules.must:
            behind = left_behind(promise.change, self.rules)
            if behind is None:
                answer, by, seconds = self._answer(self._kept(promise))
            else:
                fact, cause = behind
                why = (
                    f"'{fact}' is calculated from '{cause}'; say under `change:` what becomes of it too"
                )
                answer, by, seconds = NotProved(why), (), 0.0
            yield _result(promise.name, promise, answer, by, seconds)

    def reached(self) -> Iterator[Reached]:
        """Every outcome, with an input on which it is decided."""
        every = outcomes_of(alone(self.rules))
        known = [outcome for outcome in self.rules.outcomes if outcome in every]
        for outcome in (*known, *sorted(every - set(known), key=str)):
            answer, by, seconds = self._answer(self._reaches(outcome))
            if isinstance(answer, Nothing):
                yield Reached(outcome, "broken", None, "no input leads to it", by, seconds)
            elif isinstance(answer, NotProved):
                yield Reached(outcome, "not proved", None, answer.why, by, seconds)
            else:
                yield Reached(outcome, "proved", answer, "", by, seconds)

    def _one_outcome(self) -> _Inquiry:
        return _Inquiry(
            lambda: (alone(self.rules), *no_decision()),
            lambda solver: solver.no_decision(),
            lambda _: True,  # the reference cannot be run on it
        )

    def _kept(self, promise: Promise) -> _Inquiry:
        def search() -> tuple[Search, Goal, tuple[int, ...]]:
            problem = problem_of(promise, self.rules)
            return (problem, *goal_of(promise, problem))

        return _Inquiry(
            search,
            lambda solver: solver.breaks(promise),
            lambda facts: replay.breaks_possibly(promise, self.rules, self._values(facts)),
        )

    def _reaches(self, outcome: Outcome) -> _Inquiry:
        def shows(facts: Raised) -> bool:
            values = self._values(facts)
            found = replay.decided(self.rules, values).outcome
            return found == outcome and replay.is_possible(self.rules, values)

        return _Inquiry(
            lambda: (alone(self.rules), *reaches(outcome)),
            lambda solver: solver.reaches(outcome),
            shows,
        )

    def _values(self, facts: Raised) -> Mapping[str, FactValue]:
        return complete(self.rules, facts).values

    def _answer(self, inquiry: _Inquiry) -> _Answer:
        start = time.perf_counter()
        answers: dict[str, Mapping[str, FactValue] | Nothing | NotProved] = {}
        if self.prover != "z3":
            answers["splitter"] = self._split(inquiry)
        gave_up = isinstance(answers.get("splitter"), NotProved)
        if self.prover in ("z3", "both") or (self.prover == "auto" and gave_up and installed()):
            answers["z3"] = inquiry.solve(self.solver)
        answer = _agreed(answers)
        if isinstance(answer, Mapping):
            answer = self._small(answer, inquiry)
        return answer, tuple(answers), time.perf_counter() - start

    def _split(self, inquiry: _Inquiry) -> Mapping[str, FactValue] | Nothing | NotProved:
        problem, goal, walks = inquiry.search()
        search = problem.search(goal, walks)
        found = first(search, Effort(self.budget))
        if not isinstance(found, Found):
            return found
        facts = search.world.witness(found.state)
        assert facts is not None  # noqa: S101  `first` gives possible states only
        return facts

    def _small(self, facts: Raised, inquiry: _Inquiry) -> Mapping[str, FactValue]:
        """Replay a witness, and make it as small as it can be."""
        told = {n: v for n, v in facts.items() if v != self.rules.unraised[n]}
        # Where a calculated fact would be calculated anew, all facts are told.
        for tried in (told, {**self.rules.unraised, **facts}):
            if inquiry.shows(tried):
                return shrink(self.rules, tried, inquiry.shows)
        raise _mistake("a witness does not show in the reference what the prover says of it")


def prove(
    rules: RuleSet,
    prover: Prover = "auto",
    budget: int = DEFAULT_BUDGET,
    seconds: float = DEFAULT_SECONDS,
) -> ProofReport:
    """Prove every promise of a rule set over every possible input.

    Args:
        rules: the rule set.
        prover: who is asked; see `Prover`.
        budget: the steps that the splitter may spend on one question.
        seconds: the time that Z3 may spend on one question.

    Raises:
        VerificationError: Z3 is asked for and not installed, or two provers contradict each other.
    """
    proving = Proving(rules, prover, budget, seconds)
    return ProofReport(tuple(proving.results()), tuple(proving.reached()))


def _agreed(
    answers: Mapping[str, Mapping[str, FactValue] | Nothing | NotProved],
) -> Mapping[str, FactValue] | Nothing | NotProved:
    known = [answer for answer in answers.values() if not isinstance(answer, NotProved)]
    if len({isinstance(answer, Nothing) for answer in known}) > 1:
        raise _mistake("the splitter and Z3 contradict each other")
    return known[0] if known else next(iter(answers.values()))


def _mistake(what: str) -> VerificationError:
    hint = "this is a mistake in clientfit, not in the rules; please report it with the rule set"
    return VerificationError([Problem("", 0, "", what, hint)])


def _result(
    says: str,
    promise: Promise | None,
    answer: Mapping[str, FactValue] | Nothing | NotProved,
    by: tuple[str, ...],
    seconds: float,
) -> Result:
    place = Place() if promise is None else promise.place
    if isinstance(answer, Nothing):
        return Result(says, place, "proved", None, promise, "", by, seconds)
    if isinstance(answer, NotProved):
        return Result(says, place, "not proved", None, promise, answer.why, by, seconds)
    return Result(says, place, "broken", answer, promise, "", by, seconds)
