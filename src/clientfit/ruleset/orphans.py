"""Say of what no longer fits in a merged rule set where an overlay dropped or changed it."""

from collections.abc import Iterable
from collections.abc import Mapping as AbstractMapping
from dataclasses import replace

from clientfit.errors import Problem
from clientfit.language.expression import Place


def explain_orphans(
    problems: Iterable[Problem],
    dropped: AbstractMapping[str, Place],
    changed: AbstractMapping[str, Place],
) -> list[Problem]:
    """Tell of each word that does not fit any more where it was dropped or changed."""
    return [_explained(problem, dropped, changed) for problem in problems]


def _explained(
    problem: Problem, dropped: AbstractMapping[str, Place], changed: AbstractMapping[str, Place]
) -> Problem:
    for name, place in dropped.items():
        if (problem.file, problem.line) == (place.file, place.line):
            return problem
        if f"'{name}'" in problem.message or f"'{{{name}}}'" in problem.message:
            hint = f"it is dropped in {place.file}:{place.line}; drop or replace this too"
            return replace(problem, hint=hint)
    for name, place in changed.items():
        if f"'{name}'" in problem.message and problem.file != place.file:
            hint = f"'{name}' is changed in {place.file}:{place.line}; change this too, or change less"
            return replace(problem, hint=hint)
    return problem
