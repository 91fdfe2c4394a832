"""Facts about the world that exclude each other, and promises that no rule set could keep."""

from collections.abc import Iterator
from itertools import combinations

from clientfit.errors import Problem
from clientfit.language.expression import Condition, Place, facts_read, show
from clientfit.language.fold import Calculated
from clientfit.ruleset.model import Outcome, Promise, RuleSet, WorldFact
from clientfit.ruleset.structure import conditions_of
from clientfit.verify.formulas import Formula, both, negated
from clientfit.verify.goals import fits, outcomes_of
from clientfit.verify.problem import Nothing, alone, first
from clientfit.verify.problem import Problem as Question
from clientfit.verify.search import Effort, Goal


def inconsistencies(rules: RuleSet) -> tuple[Problem, ...]:
    """What is wrong with `always:` and `must:` as a whole; empty where nothing is."""
    conflict = _conflict(rules.always, rules)
    if conflict:
        return (_world_problem(conflict, rules),)
    return (*_empty(rules), *_idle_changes(rules), *_contradictions(rules))


def _never(formula: Formula, question: Question) -> bool:
    goal = Goal(lambda _: True, (), needs=formula)
    return isinstance(first(question.search(goal), Effort()), Nothing)


def _conflict(always: tuple[WorldFact, ...], rules: RuleSet) -> tuple[WorldFact, ...]:
    """A smallest part of `always:` that can never hold together; empty where there is none."""
    if not _excludes(always, rules):
        return ()
    kept = always
    for fact in always:
        fewer = tuple(other for other in kept if other is not fact)
        if _excludes(fewer, rules):
            kept = fewer
    return kept


def _excludes(always: tuple[WorldFact, ...], rules: RuleSet) -> bool:
    return _never(True, Question((rules,), tuple(fact.condition for fact in always)))


def _world_problem(conflict: tuple[WorldFact, ...], rules: RuleSet) -> Problem:
    # Told is the line that the reader can mend: one of their own, not one that is taken over.
    *others, last = sorted(conflict, key=lambda world: not rules.is_inherited(world.place))
    place = last.place
    if not others:
        return Problem(
            place.file, place.line, "always", f"'{show(last.condition)}' can never be so", "correct it"
        )
    with_them = ", ".join(f"'{show(o.condition)}' in {_at(o.place, place)}" for o in others)
    message = f"'{show(last.condition)}' and {with_them} can never hold together"
    return Problem(place.file, place.line, "always", message, "correct one of them, or leave one out")


def _empty(rules: RuleSet) -> Iterator[Problem]:
    question = alone(rules)
    for promise in rules.must:
        if promise.when is not None and _never(question.formula(promise.when), question):
            message = f"'{promise.name}': its `when:` can never be so, so it promises nothing"
            yield Problem(promise.place.file, promise.place.line, "must", message, "correct `when:`")


def _idle_changes(rules: RuleSet) -> Iterator[Problem]:
    read = {name for rule in rules.rules for c in conditions_of(rule) for name in facts_read(c)}
    for promise in rules.must:
        for change in promise.change:
            if change.fact in read:
                continue
            via = [
                spec.name
                for spec in rules.calculated
                if isinstance(spec.fold, Calculated) and change.fact in spec.fold_text
            ]
            hint = f"change '{via[0]}' instead" if via else "change a fact that some rule reads"
            message = f"'{promise.name}': no rule reads '{change.fact}', so it promises nothing"
            yield Problem(promise.place.file, promise.place.line, "must", message, hint)


def _contradictions(rules: RuleSet) -> Iterator[Problem]:
    """Pairs of promises of which one asks for what the other forbids."""
    question = alone(rules)
    outcomes = outcomes_of(question)
    plain = [p for p in rules.must if p.kind in ("never", "always") and not p.pattern.holds]
    own_last = sorted(plain, key=lambda promise: not rules.is_inherited(promise.place))
    for one, two in combinations(own_last, 2):
        allowed = _allowed(one, outcomes) & _allowed(two, outcomes)
        if allowed or "always" not in (one.kind, two.kind):
            continue
        together = both(_where(one, question), _where(two, question))
        if not _never(together, question):
            message = (
                f"'{two.name}' contradicts '{one.name}' in {_at(one.place, two.place)}:"
                " there are clients of whom no outcome keeps both"
            )
            hint = "narrow one with `when:` or `unless:`"
            yield Problem(two.place.file, two.place.line, "must", message, hint)


def _at(place: Place, seen_from: Place) -> str:
    """Where something stands: its line, and its file where that is another one."""
    same = place.file == seen_from.file
    return f"line {place.line}" if same else f"{place.file}:{place.line}"


def _allowed(promise: Promise, outcomes: frozenset[Outcome]) -> frozenset[Outcome]:
    meant = frozenset(outcome for outcome in outcomes if fits(promise.pattern, outcome))
    return meant if promise.kind == "always" else outcomes - meant


def _where(promise: Promise, question: Question) -> Formula:
    """Where a promise says something."""

    def holds(condition: Condition | None) -> Formula:
        return True if condition is None else question.formula(condition)

    if promise.unless is None:
        return holds(promise.when)
    return both(holds(promise.when), negated(holds(promise.unless), question.words))
