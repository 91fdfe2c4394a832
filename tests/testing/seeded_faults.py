"""Seed faults into the default rules and see which of them the ready properties find by themselves.

`python tests/testing/seeded_faults.py` writes docs/reference/seeded-faults.md anew, on every core that
there is: about half an hour of one. Every small edit of the rules is a fault. Facts and cases are drawn
up to 1,000 times; on each, all properties that draw such a thing are checked, so each property sees at
most 1,000 examples. `python tests/testing/seeded_faults.py 20` takes 20 faults, evenly spread, and
prints the page.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from clientfit.case import Case
from clientfit.engines.python import compile_rules
from clientfit.evaluator import Rules
from clientfit.facade import default_rules
from clientfit.lint.mutants import Mutant, mutants, order_swaps
from clientfit.ruleset.canonical import rules_hash
from clientfit.ruleset.model import RuleSet
from clientfit.testing.checking import Property, Subject
from clientfit.testing.properties import (
    A_CLOSED_CHANNEL_STAYS_CLOSED,
    A_RESPONSE_IS_CONTACT,
    DEFINITIONS_OF_CASES,
    DEFINITIONS_OF_FACTS,
    LEARNING_NEVER_REVERSES,
    ORDER_DOES_NOT_MATTER,
    PROMISES_OF_CASES,
    PROMISES_OF_FACTS,
    SAME_FACTS_SAME_QUESTIONS,
    any_case,
    any_facts,
)

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "seeded-faults.md"
COMMAND = "python tests/testing/seeded_faults.py"
EXAMPLES, SHRUNK = 1000, 10
ON_FACTS = (DEFINITIONS_OF_FACTS, PROMISES_OF_FACTS)
ON_CASES = (
    DEFINITIONS_OF_CASES,
    PROMISES_OF_CASES,
    A_RESPONSE_IS_CONTACT,
    A_CLOSED_CHANNEL_STAYS_CLOSED,
    ORDER_DOES_NOT_MATTER,
    SAME_FACTS_SAME_QUESTIONS,
)
"""Left out: the property of paths, which is slow, and that of open questions, which tests no rules."""
QUICK = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.generate,),
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Row:
    """What became of one fault."""

    mutant: Mutant
    found_by: str


def prepared(rule_set: RuleSet) -> Rules:
    fresh = replace(rule_set, hash=rules_hash(rule_set))
    return Rules(fresh, compile_rules(fresh), {rule.id: rule for rule in fresh.rules})


def all_faults(rules: RuleSet | None = None) -> tuple[Mutant, ...]:
    rule_set = rules or default_rules().rule_set
    return (*mutants(rule_set), *order_swaps(rule_set))


def evenly(count: int) -> list[int]:
    """The numbers of so many faults, evenly spread."""
    every = range(len(all_faults()))
    step = max(1, len(every) // count)
    return list(every[step // 2 :: step][:count])


def fingerprint(rules: RuleSet | None = None) -> str:
    """What the table rests on: the faults, the promises and the properties; no wording, no example."""
    rule_set = rules or default_rules().rule_set
    parts = (
        *(mutant.id for mutant in all_faults(rule_set)),
        *(promise.name for promise in rule_set.must),
        *(wanted.name for wanted in (*ON_FACTS, LEARNING_NEVER_REVERSES, *ON_CASES)),
    )
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def written(text: str) -> str:
    """The fingerprint in the head of a page."""
    found = re.search(r"^Rules, promises and properties: `(\w+)`\.$", text, re.MULTILINE)
    return found[1] if found else ""


def found_by(mutant: Mutant) -> str:
    """The first ready property that finds a fault, or ""."""
    rules = prepared(mutant.rules)
    subject = Subject(rules, rules.decide)
    draws: list[tuple[st.SearchStrategy[object], tuple[Property, ...]]] = [
        (any_facts(rules), ON_FACTS),
        (LEARNING_NEVER_REVERSES.draws(rules), (LEARNING_NEVER_REVERSES,)),
        (any_case(rules), ON_CASES),
    ]
    return next(filter(None, (first_to_fail(subject, *draw) for draw in draws)), "")


def found_by_number(number: int) -> str:
    """The same for another process, which makes the faults itself."""
    return found_by(all_faults()[number])


def first_to_fail(
    subject: Subject, strategy: st.SearchStrategy[object], properties: tuple[Property, ...]
) -> str:
    failed: list[str] = []

    @given(strategy)
    @QUICK
    def run(drawn: object) -> None:
        for wanted in properties:
            try:
                wanted.check(subject, drawn)
            except AssertionError:
                failed.append(wanted.name)
                raise

    try:
        run()
    except AssertionError:
        return failed[0]
    return ""


def shrunk_case(mutant: Mutant) -> Case | None:
    """The smallest case found that a fault decides otherwise than the default rules."""
    right, wrong = default_rules(), prepared(mutant.rules)

    def differs(case: Case) -> bool:
        one, two = right.decide(case), wrong.decide(case)
        return (one.action, one.reason) != (two.action, two.reason)

    options = settings(QUICK, phases=(Phase.generate, Phase.shrink))
    try:
        return find(any_case(wrong), differs, settings=options)
    except NoSuchExample:
        return None


def page(rows: list[Row], sizes: list[int]) -> Iterator[str]:
    rules, every = default_rules(), all_faults()
    found = sum(bool(row.found_by) for row in rows)
    chosen = f"All {len(rows)}" if len(rows) == len(every) else f"{len(rows)} (evenly spread)"
    yield "# Seeded faults"
    yield ""
    yield f"Generated by `{COMMAND}`; do not edit."
    yield ""
    yield f"Rule set: `{rules.rule_set.name}` {rules.rule_set.version}, hash `{rules.hash[:12]}`."
    yield f"Rules, promises and properties: `{fingerprint()}`."
    yield ""
    yield f"{chosen} of the {len(every)} small edits of the rules are seeded, one at a time. The ready"
    yield f"properties alone, each within {EXAMPLES:,} examples, find {found} of {len(rows)}"
    yield f"({100 * found / len(rows):.0f} %). They know the documents and the promises and not the"
    yield "house's numbers, so a threshold moved by one is not theirs to find: the examples of the"
    yield "rules find those (`clientfit check`, `pytest rules/`). Facts are tried before cases, and the"
    yield "row names the first property that fails. The property of paths is left out: no fault lies in"
    yield "the moves, and it is slow. So is the one that what is open is asked about: it compares a way"
    yield "to decide with the rules, and here the rules decide."
    yield ""
    yield "The smallest case that tells a faulty rule set from the right one has"
    listed = ", ".join(map(str, sorted(sizes)))
    yield f"{median(sizes):g} events at the median of {len(sizes)} faults ({listed})."
    yield ""
    yield from _totals("kind of fault", rows, lambda row: row.mutant.kind)
    yield ""
    yield "| first found by | faults |"
    yield "|---|---|"
    for name, count in Counter(row.found_by or "not found" for row in rows).most_common():
        yield f"| {name} | {count} |"
    yield ""
    yield "| rule | fault | found by |"
    yield "|---|---|---|"
    for row in rows:
        text = str(row.mutant).replace("|", "/")
        yield f"| `{row.mutant.rule}` | {row.mutant.kind}: {text} | {row.found_by or 'not found'} |"


def _totals(head: str, rows: list[Row], of: Callable[[Row], str]) -> Iterator[str]:
    total = Counter(map(of, rows))
    found = Counter(of(row) for row in rows if row.found_by)
    yield f"| {head} | seeded | found |"
    yield "|---|---|---|"
    for name, count in total.most_common():
        yield f"| {name} | {count} | {found[name]} |"


def main(count: str = "") -> None:
    every = all_faults()
    chosen = evenly(int(count)) if count else list(range(len(every)))
    sizes: list[int] = []
    for number in evenly(2 * SHRUNK):
        if len(sizes) < SHRUNK and (case := shrunk_case(every[number])) is not None:
            sizes.append(len(case.events))
            sys.stderr.write(f"{every[number].rule}: {every[number]}: {len(case.events)} events\n")
    rows: list[Row] = []
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for number, found in zip(chosen, pool.map(found_by_number, chosen), strict=True):
            rows.append(Row(every[number], found))
            sys.stderr.write(f"{len(rows)} of {len(chosen)}: {found or 'not found'}\n")
    text = "\n".join((*page(rows, sizes), ""))
    if count:
        sys.stdout.write(text)
    else:
        PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
