"""Findings that a house lives with, by id and with the reason why."""

from collections.abc import Iterable, Iterator

from clientfit.lint.finding import Finding, finding
from clientfit.ruleset.model import RuleSet
from clientfit.suggestions import did_you_mean


def without_waived(rules: RuleSet, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings that nobody waived, and the waivers that nothing needs."""
    waived = {waiver.finding for waiver in rules.waivers}
    met: set[str] = set()
    for each in findings:
        met.add(each.id)
        if each.id not in waived:
            yield each
    for waiver in rules.waivers:
        if waiver.finding not in met:
            what = f"the waiver of '{waiver.finding}' matches no finding"
            mend = did_you_mean(waiver.finding, sorted(met - waived)) or "drop it"
            yield finding("stale waiver", waiver.finding, waiver.place, what, mend)
