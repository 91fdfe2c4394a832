"""What stands behind a decision: everything that it can tell when asked, built no earlier."""

import hashlib
import json
from dataclasses import dataclass, replace

from clientfit.case import Case, local_day, zone_of
from clientfit.decision import Action, Assumption, Decision, Question
from clientfit.decision_parts import StoredFact
from clientfit.errors import NoRecordError, Problem
from clientfit.events import Channel
from clientfit.explain.assumptions import decision_rests_on
from clientfit.explain.notes import message, notes
from clientfit.explain.proof import Evidence
from clientfit.explain.render import renderer
from clientfit.explain.timeline_report import report_events, report_spans
from clientfit.explain.why_not import read_asked
from clientfit.explain.wording import fill, show_fact
from clientfit.explanation import Enough, NextReview, Path, WhyNot
from clientfit.facts import Facts
from clientfit.language.expression import TRUE
from clientfit.prepared import Prepared
from clientfit.proof import Proof
from clientfit.reference import truth
from clientfit.report import Report
from clientfit.source import Format
from clientfit.stored_facts import store_facts
from clientfit.timeline.view import incomplete_channels
from clientfit.values import Interval
from clientfit.verdict import Verdict

_WHAT_THEN = "so what is not in them may still have happened. If they do, list"
_ALONE = "under complete_channels; that alone may settle it."
_INCOMPLETE = (
    f"The record does not say that its logs hold everything, {_WHAT_THEN} the channels {_ALONE}"
)


def _incomplete(case: Case) -> str | None:
    """Say which logs may lack something; where none is said to be whole, of all of them."""
    open_channels = incomplete_channels(case)
    if not open_channels:
        return None
    if len(open_channels) == len(Channel):
        return _INCOMPLETE
    names = ", ".join(channel.value for channel in open_channels)
    return (
        f"The record does not say that its logs of {names} hold everything, {_WHAT_THEN} them {_ALONE}"
    )


@dataclass(frozen=True, slots=True)
class Explained:
    """What a decision was made from; it is the `Source` of that decision."""

    rules: Prepared
    facts: Facts
    verdict: Verdict
    case: Case | None

    def because(self) -> str:
        """Say in one line why."""
        row = self.rules.by_id[self.verdict.row]
        if self.verdict.provisional:
            open_words = self.rules.asker.first(self.facts) or row.means
            return f"it is open whether '{row.title.lower()}' applies. {open_words}"
        return fill(row.says, self.rules.rule_set, self.facts.values)

    def steps(self) -> tuple[str, ...]:
        """List what to do now."""
        rules, values = self.rules.rule_set, self.facts.values
        row = self.rules.by_id[self.verdict.row]
        outcome = self.verdict.outcome
        named = rules.conditions
        found: list[str] = []
        for branch in row.branches:
            if branch.action is outcome.action and truth(branch.when, values, named) is not False:
                found += branch.steps
                break
        targets = {"any", outcome.action.value, row.id}
        # Of a row that is itself in question, only what is certain is worth doing already.
        enough = (True,) if outcome.action is Action.ASK else (True, None)
        for step in rules.steps:
            if not targets.isdisjoint(step.applies_to) and (
                step.when == TRUE or truth(step.when, values, named) in enough
            ):
                found.append(step.text)
        if self.verdict.provisional and self.case is not None:
            incomplete = _incomplete(self.case)
            found += [] if incomplete is None else [incomplete]
        return tuple(fill(text, rules, values) for text in found)

    def questions(self) -> tuple[Question, ...]:
        """List what to find out."""
        return self.rules.asker.questions(self.facts, self.verdict)

    def assumptions(self) -> tuple[Assumption, ...]:
        """List what was assumed and matters."""
        rules = self.rules.rule_set
        names = decision_rests_on(rules, self.facts, self.verdict, self.rules.engine)
        return tuple(
            Assumption(
                fact=name,
                value=show_fact(rules.facts[name], self.facts.values[name]),
                says=rules.facts[name].assumed_as,
            )
            for name in names
        )

    def facts_hash(self) -> str:
        """Hash the facts."""
        shown = [[name, _canonical(value)] for name, value in self.facts.values.items()]
        text = json.dumps(shown, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def stored_facts(self) -> dict[str, StoredFact]:
        """Store the facts."""
        return store_facts(self.rules.rule_set, self.facts)

    def proof(self) -> Proof:
        """Build the proof."""
        return self.rules.prover.prove(self.facts, self.verdict, self._evidence())

    def _evidence(self) -> Evidence:
        given, timeline = self.facts.given, self.rules.timeline
        ready = None if self.case is None else timeline.sort(self.case)

        def evidence(name: str) -> tuple[str, ...]:
            return () if ready is None else timeline.evidence(name, ready, given)

        return evidence

    def why_not(self, name: str, reason: str | None) -> WhyNot:
        """Tell why an outcome is not the decision."""
        asked = read_asked(self.rules.rule_set, name, reason)
        return self.rules.why_nots.explain(asked, self.facts, self.verdict, self._evidence())

    def why_not_reasons(self) -> tuple[WhyNot, ...]:
        """Tell it of every documented reason."""
        return self.rules.why_nots.reasons(self.facts, self.verdict, self._evidence())

    def enough(self) -> Enough:
        """Find a smallest set of facts that fixes the decision."""
        return self.rules.sufficer.enough(self.facts, self.verdict, self._evidence())

    def notes(self) -> str:
        """Write notes for the removal request; none of what is still in question."""
        return "" if self.verdict.provisional else self._notes(self.proof())

    def _notes(self, proof: Proof) -> str:
        ready = None if self.case is None else self.rules.timeline.sort(self.case)
        rule = self.rules.by_id[self.verdict.row]
        return notes(rule, proof.deciding, self.facts, self.rules.timeline, ready)

    def message(self) -> str | None:
        """Write the message to the client."""
        rule = self.rules.by_id[self.verdict.row]
        return message(rule, self.verdict, self.rules.rule_set, self.facts)

    def write(self, decision: Decision, form: Format) -> str:
        """Write the decision for a reader."""
        report = self._brief(decision) if form == "text" else self._whole(decision)
        return renderer(form)(report)

    def _brief(self, decision: Decision) -> Report:
        """Gather what is read in ten seconds."""
        return Report(decision, decision.proof(), self.rules.rule_set, self.next_review())

    def _whole(self, decision: Decision) -> Report:
        """Gather all that a report can show."""
        asked = self.why_not_reasons()
        brief = self._brief(decision)
        report = replace(
            brief,
            why_not=tuple(one for one in asked if one.misses[0].standing != "decided"),
            notes=() if decision.provisional else tuple(self._notes(brief.proof).splitlines()),
            message=self.message(),
        )
        if self.case is None or self.case.as_of is None:
            return report
        return replace(
            report,
            time_zone=self.case.time_zone,
            today=local_day(self.case.as_of, zone_of(self.case.time_zone)),
            events=report_events(self.case, report.proof),
            spans=report_spans(self.case, self.facts, report.proof, report.rules),
        )

    def next_review(self) -> NextReview | None:
        """Tell when time alone changes the decision."""
        return None if self.case is None else self.rules.next_review(self.case)

    def path_to(self, action: str, reason: str | None, budget: int) -> Path:
        """Find what leads to an outcome."""
        if self.case is None:
            message = "this decision was made from facts alone"
            raise NoRecordError([Problem("", 0, "", message, "a path needs the client's record")])
        return self.rules.path_to(self.case, action, reason=reason, budget=budget)


def _canonical(value: object) -> object:
    if isinstance(value, Interval):
        return [str(value.low), str(value.high)]
    return value if value is None or isinstance(value, bool) else str(value)
