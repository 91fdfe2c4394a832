"""What the program's documents say of each outcome, in plain Python and apart from the rules.

Source: the program's client removal page and the articles cited as `firing-a-client`,
`keeping-clients-informed` and `where-the-line-is` in the rules, and the decisions where they are
silent. House parameters do not stand here, so a house may choose its own numbers. A rule set without
one of these facts or reasons is not asked about it.
"""

from collections.abc import Callable, Mapping
from math import inf

from clientfit.decision import Decision
from clientfit.language.expression import facts_read
from clientfit.ruleset.model import RuleSet
from clientfit.values import FactValue, Interval

Values = Mapping[str, FactValue]
Holds = Callable[[Values], bool]
AGREED = ("agreed", "assisting")
UNDER_WAY = ("not_asked", "pending", *AGREED)
A_WEEK = 7
"""Days without an update from which on it is late, in every house."""


def _low(values: Values, name: str) -> float:
    """The least that a number can be; of a fact that is not there, nothing is known."""
    value = values.get(name)
    return float(value.low) if isinstance(value, Interval) else -inf


def _high(values: Values, name: str) -> float:
    value = values.get(name)
    return float(value.high) if isinstance(value, Interval) else inf


def _is(name: str, *, value: bool = True) -> Holds:
    return lambda values: values.get(name) is value


def _some(name: str) -> Holds:
    """There is at least one."""
    return lambda values: _low(values, name) >= 1


def _elsewhere(values: Values) -> bool:
    return values.get("looks_elsewhere") is True or values.get("areas_overlap") is False


def _handed_over(values: Values) -> bool:
    return values.get("handoff_status") in AGREED


def _late(values: Values) -> bool:
    return _low(values, "days_since_update") > A_WEEK


def _mendable(values: Values) -> bool:
    return values.get("financing_denied") is True and values.get("denial_curable") is True


def _paused(values: Values) -> bool:
    return values.get("search_active") is False and _low(values, "pause_days_left") >= 1


DEFINITIONS: dict[str, Holds] = {
    "no_contact": lambda v: (
        _high(v, "responses") == 0
        and _low(v, "attempts_preferred") >= 1
        and _low(v, "attempts_alternate") >= 1
    ),
    "lost_touch": lambda v: _low(v, "responses") >= 1 and _low(v, "unanswered_streak") >= 1,
    "changed_mind": _is("search_over"),
    "out_of_area": _elsewhere,
    "active_handoff": _handed_over,
    "bad_fit": lambda v: v.get("bad_fit_answer") in AGREED,
    "cant_qualify": lambda v: v.get("financing_denied") is True and v.get("denial_curable") is False,
    "other_agent": _is("bound_to_other_agent"),
    "rental": _is("wants_rental"),
    "prior_client": lambda v: v.get("prior_relationship") is True and v.get("proof_sent") is True,
    "seeking_listing_agent": _is("wants_listing_agent"),
}
"""What must be true before a removal of each reason."""
ALWAYS_REPORTED: dict[str, Holds] = {
    "changed_mind": _is("search_over"),
    "out_of_area": _elsewhere,
    "active_handoff": lambda v: v.get("handoff_status") in UNDER_WAY,
    "bad_fit": lambda v: v.get("works_well") is False and v.get("bad_fit_answer") in AGREED,
    "cant_qualify": DEFINITIONS["cant_qualify"],
    "other_agent": _is("bound_to_other_agent"),
    "rental": _is("wants_rental"),
    "prior_client": _is("prior_relationship"),
    "seeking_listing_agent": _is("wants_listing_agent"),
}
"""Every reason that is true is reported, whichever decides; where no number is needed to tell."""
NEVER_REPORTED: dict[str, Holds] = {
    "no_contact": _some("responses"),
    "lost_touch": lambda v: _high(v, "responses") == 0 or _high(v, "unanswered_streak") == 0,
    "changed_mind": _is("search_over", value=False),
    "out_of_area": lambda v: v.get("looks_elsewhere") is False and v.get("areas_overlap") is True,
    "active_handoff": lambda v: v.get("handoff_status") in ("none", "declined"),
    "bad_fit": lambda v: v.get("bad_fit_answer") == "declined",
    "cant_qualify": lambda v: v.get("financing_denied") is False or v.get("denial_curable") is True,
    "other_agent": _is("bound_to_other_agent", value=False),
    "rental": _is("wants_rental", value=False),
    "prior_client": _is("prior_relationship", value=False),
    "seeking_listing_agent": _is("wants_listing_agent", value=False),
}
"""When a reason is not true."""
ENDS: dict[str, tuple[str, Holds]] = {
    "works with another agent": ("other_agent", _is("bound_to_other_agent")),
    "knew the agent before": ("prior_client", _is("prior_relationship")),
    "wants only the listing agent": ("seeking_listing_agent", _is("wants_listing_agent")),
    "searches elsewhere": ("out_of_area", _elsewhere),
    "is to be handed over": ("active_handoff", lambda v: v.get("handoff_status") in UNDER_WAY),
    "looks for a rental": ("rental", _is("wants_rental")),
    "stopped searching": ("changed_mind", _is("search_over")),
    "ended the relationship": ("client_ended", _is("ended_by_client")),
    "waits for an answer": ("follow_up", _some("messages_open")),
    "asked for an update in vain": ("repair", _some("update_requests_open")),
    "heard nothing for more than a week": ("repair", _late),
    "was never tried": (
        "follow_up",
        lambda v: _high(v, "attempts") == 0 and _high(v, "responses") == 0,
    ),
    "was not referred to a specialist": (
        "follow_up",
        lambda v: _low(v, "out_of_scope_requests") > _high(v, "referrals"),
    ),
    "missed a meeting": ("follow_up", _some("meetings_missed_by_client")),
    "waits for an agent who missed a meeting": ("repair", _some("meetings_missed_by_agent")),
    "complained rightly": ("repair", _some("complaints_unrepaired")),
}
"""Of whom it is never said to go on as before, where the rule set has this rule for it."""
LAPSES: dict[str, Holds] = {
    "an update is late": _late,
    "an update was asked for in vain": _some("update_requests_open"),
    "a complaint that was right is not put right": _some("complaints_unrepaired"),
    "the agent missed a meeting": _some("meetings_missed_by_agent"),
}
"""What comes before a removal for silence or fit."""
RETURNS: dict[str, Holds] = {
    "is away until a date": _some("away_days_left"),
    "pauses until a date": _paused,
    "rents until a date": lambda v: v.get("wants_rental") is True and _low(v, "rental_days_left") >= 1,
    "can mend what the lender refused": _mendable,
}
"""Of whom one holds until a date; nobody else."""
WAITS: dict[str, tuple[str, ...]] = {
    "is away until a date": ("no_contact", "lost_touch"),
    "pauses until a date": ("changed_mind",),
    "rents until a date": ("rental",),
    "can mend what the lender refused": ("cant_qualify",),
}
"""The removals that a date goes before."""


DATED = frozenset(
    {
        *("away_days_left", "search_active", "pause_days_left", "wants_rental", "rental_days_left"),
        *("financing_denied", "denial_curable", "contracts_pending"),
    }
)
"""The facts on which a documented hold rests; a house may have other holds of its own."""


def broken_definition(rules: RuleSet, values: Values, decision: Decision) -> str:
    """Say which documented definition a decision breaks, or ""."""
    known = {row.id for row in rules.rows}
    if "stop_contact" in known and {"contact_allowed", "open_channels"} <= values.keys():
        stopped = values.get("contact_allowed") is False or _high(values, "open_channels") == 0
        if (decision.action == "stop_contact") != stopped:
            ways = "every" if stopped else "no"
            return f"{decision.action}, while the client closed {ways} way of contact"
    if decision.action == "remove":
        return _broken_removal(values, str(decision.reason), known)
    if decision.action == "keep":
        for what, (rule, holds) in ENDS.items():
            if rule in known and holds(values):
                return f"kept as before a client who {what}"
    if decision.action == "hold":
        if "other_agent" in known and values.get("bound_to_other_agent") is True:
            return "held for a client who works with another agent"
        row = next((row for row in rules.rows if row.id == decision.rule), None)
        dated = row is not None and DATED.issuperset(facts_read(row.holds_when))
        if dated and not any(holds(values) for holds in RETURNS.values()):
            return "held for a client without a date"
    return ""


def _broken_removal(values: Values, reason: str, known: set[str]) -> str:
    defined = DEFINITIONS.get(reason)
    if defined is not None and not defined(values):
        return f"removed as {reason}, whose definition does not hold"
    if reason in ("bad_fit", "lost_touch"):
        for what, holds in LAPSES.items():
            if holds(values):
                return f"removed as {reason}, while {what}"
    if reason in ("no_contact", "lost_touch") and _low(values, "appointments_pending") >= 1:
        return f"removed as {reason}, while a meeting is still to come"
    bound = "other_agent" in known and values.get("bound_to_other_agent") is True
    if reason == "prior_client" and bound:
        return "removed as prior_client, while another agent ended it"
    for what, reasons in WAITS.items():
        if reason in reasons and RETURNS[what](values):
            return f"removed as {reason} a client who {what}"
    return ""


def broken_report(rules: RuleSet, values: Values, reported: tuple[str, ...]) -> str:
    """Say which reason is reported though it is not true, or the other way round, or ""."""
    for reason, holds in NEVER_REPORTED.items():
        if reason in reported and holds(values):
            return f"reported {reason}, whose definition does not hold"
    known = {row.id for row in rules.rows}
    for reason, holds in ALWAYS_REPORTED.items():
        if reason in known and reason not in reported and holds(values):
            return f"did not report {reason}, though it is true"
    return ""
