"""Everything that `clientfit check` looks for, in one list."""

from collections.abc import Iterable, Iterator
from itertools import chain

from clientfit.examples import ExampleResult, run_examples
from clientfit.lint.dead import dead_parts, idle_conditions
from clientfit.lint.finding import Finding, finding
from clientfit.lint.mutation import unnoticed_edits
from clientfit.lint.noticing import watched_examples
from clientfit.lint.unused import missing_examples, unused_collections, unused_facts, unused_parameters
from clientfit.lint.waivers import without_waived
from clientfit.ruleset.model import RuleSet


def lint(rules: RuleSet, cases: Iterable[Finding] = ()) -> tuple[Finding, ...]:
    """Look for everything in a rule set that loads.

    Args:
        rules: the rule set.
        cases: what the boundary suite found, from `compare_cases`; it cannot be waived.

    Returns:
        What was found and is not waived, by file and line.

    >>> from clientfit.facade import default_rules
    >>> lint(default_rules().rule_set)
    ()
    """
    found = chain(
        dead_parts(rules),
        idle_conditions(rules),
        unused_facts(rules),
        unused_parameters(rules),
        unused_collections(rules),
        missing_examples(rules),
        unnoticed_edits(rules, watched_examples(rules)),
    )
    never = (*failed_examples(rules), *cases)
    kept = (*without_waived(rules, found, never), *never)
    return tuple(sorted(kept, key=lambda each: (each.place.file, each.place.line, each.id)))


def failed_examples(rules: RuleSet) -> Iterator[Finding]:
    """Examples that do not give what they expect; these cannot be waived."""
    return (_failed(result) for result in run_examples(rules) if not result.passed)


def _failed(result: ExampleResult) -> Finding:
    what = f"example '{result.example}' expects '{result.expected}' but gives '{result.found}'"
    mend = "correct the rule or the example"
    return finding("failed example", result.rule, result.place, what, mend)
