"""Findings that a house lives with, by id and with the reason why."""

from collections.abc import Iterable, Iterator

from clientfit.lint.finding import Finding, finding
from clientfit.ruleset.model import RuleSet
from clientfit.suggestions import did_you_mean


def without_waived(
    rules: RuleSet, findings: Iterable[Finding], never: Iterable[Finding] = ()
) -> Iterator[Finding]:
    """The findings that nobody waived, and the waivers that nothing needs.

    Args:
        rules: the rule set, with its waivers.
        findings: what was found and may be waived.
        never: what was found and cannot be waived; only waivers of these are told here.
    """
    kinds = {each.id: each for each in never}
    waived = {waiver.finding for waiver in rules.waivers}
    met: set[str] = set()
    for each in findings:
        met.add(each.id)
        if each.id not in waived:
            yield each
    for waiver in rules.waivers:
        if waiver.finding in kinds:
            of = kinds[waiver.finding]
            what = f"the waiver of '{waiver.finding}': a {of.kind} cannot be waived"
            mend = f"drop the waiver; {of.mend}"
            yield finding("stale waiver", waiver.finding, waiver.place, what, mend)
        elif waiver.finding not in met:
            what = f"the waiver of '{waiver.finding}' matches no finding"
            mend = did_you_mean(waiver.finding, sorted(met - waived)) or "drop it"
            yield finding("stale waiver", waiver.finding, waiver.place, what, mend)
