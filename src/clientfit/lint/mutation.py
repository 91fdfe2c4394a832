"""The mutation lint: every small edit of a rule that no example notices.

An edit that is proved to change no decision is no finding: no example could notice it.
"""

from collections.abc import Iterable, Iterator, Mapping

from clientfit.lint.equivalence import difference
from clientfit.lint.finding import Finding
from clientfit.lint.mutants import mutants
from clientfit.lint.noticing import Watch, notices
from clientfit.lint.shown import show_given
from clientfit.ruleset.model import RuleSet
from clientfit.values import FactValue


def unnoticed_edits(rules: RuleSet, watched: Iterable[Watch]) -> Iterator[Finding]:
    """The edits that none of these facts tells from the rules as they are."""
    by_rules = tuple(watched)
    for mutant in mutants(rules):
        if notices(mutant, by_rules):
            continue
        found = difference(rules, mutant)
        if not found.never:
            what = f"no example notices when {mutant}"
            yield Finding(
                mutant.id, "unnoticed edit", mutant.rule, mutant.place, what, _mend(rules, found.case)
            )


def _mend(rules: RuleSet, case: Mapping[str, FactValue] | None) -> str:
    if case is None:
        return "add an example that this edit breaks"
    needed = {
        name: case[name] for name in rules.facts if name in case and case[name] != rules.unraised[name]
    }
    return f"add an example, such as one with given: {show_given(rules, needed)}"
