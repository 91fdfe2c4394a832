"""Turn one string of bytes into choices, and narrowed domains into facts."""

from hypothesis import strategies as st

from clientfit.language.expression import FactTerm, walk_term
from clientfit.language.fold import Calculated
from clientfit.ruleset.model import RuleSet
from clientfit.testing.solving import Choose, Domains
from clientfit.values import FactValue

CHOICES = 96
"""More than the default rules need; beyond them the simplest way is taken."""
LAST_BYTE = 255
UNRAISED_OFTEN = 4
"""One fact in so many takes a value that is not the simplest, so that cases stay readable."""


def choosers() -> st.SearchStrategy[Choose]:
    """Ways to choose; all choices are drawn at once.

    So no way is simpler to Hypothesis only because it needs fewer choices.
    """
    return st.binary(min_size=CHOICES, max_size=CHOICES).map(_chooser)


def _chooser(choices: bytes) -> Choose:
    left = iter(choices)

    def choose(count: int) -> int:
        number = next(left, 0)
        if count > LAST_BYTE:
            number = number * (LAST_BYTE + 1) + next(left, 0)
        return number % count

    return choose


def pick(rules: RuleSet, narrowed: Domains, domains: Domains, choose: Choose) -> dict[str, FactValue]:
    """Choose a value of each fact that a goal reads; most often the simplest that is left."""
    read = [name for name, values in narrowed.items() if values is not domains[name]]
    known: dict[str, FactValue] = {}
    for name in read:
        values = narrowed[name]
        chosen = choose(UNRAISED_OFTEN * len(values)) if len(values) > 1 else 0
        value = values[chosen if chosen < len(values) else 0]
        if value != rules.unraised[name]:
            known[name] = value
    for spec in rules.calculated:
        assert isinstance(spec.fold, Calculated)  # noqa: S101  the rule set lists only those
        inputs = {t.name for t in walk_term(spec.fold.term) if isinstance(t, FactTerm)}
        if spec.name in read and inputs & known.keys():
            known.setdefault(spec.name, rules.unraised[spec.name])
    return known
