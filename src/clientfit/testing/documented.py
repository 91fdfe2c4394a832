"""What the program's documents say of each outcome, in plain Python and apart from the rules.

Source: the program's client removal page and the articles cited as `firing-a-client`,
`keeping-clients-informed` and `where-the-line-is` in the rules. Only what is documented stands here;
house parameters do not.
"""

from collections.abc import Callable, Mapping

from clientfit.decision import Decision
from clientfit.values import FactValue, Interval

Values = Mapping[str, FactValue]
AGREED = ("agreed", "assisting")


def _low(values: Values, name: str) -> float:
    value = values[name]
    return float(value.low) if isinstance(value, Interval) else 0.0


def _high(values: Values, name: str) -> float:
    value = values[name]
    return float(value.high) if isinstance(value, Interval) else 0.0


DEFINITIONS: dict[str, Callable[[Values], bool]] = {
    "no_contact": lambda v: (
        _high(v, "responses") == 0
        and _low(v, "attempts_preferred") >= 1
        and _low(v, "attempts_alternate") >= 1
    ),
    "lost_touch": lambda v: _low(v, "responses") >= 1 and _low(v, "unanswered_streak") >= 1,
    "changed_mind": lambda v: v["search_over"] is True,
    "out_of_area": lambda v: v["looks_elsewhere"] is True or v["areas_overlap"] is False,
    "active_handoff": lambda v: v["handoff_status"] in AGREED,
    "bad_fit": lambda v: v["bad_fit_answer"] in AGREED,
    "cant_qualify": lambda v: v["financing_denied"] is True and v["denial_curable"] is False,
    "other_agent": lambda v: v["bound_to_other_agent"] is True,
    "rental": lambda v: v["wants_rental"] is True,
    "prior_client": lambda v: v["prior_relationship"] is True and v["proof_sent"] is True,
    "seeking_listing_agent": lambda v: v["wants_listing_agent"] is True,
}
"""What must be true before a removal of each reason."""
ENDS: dict[str, Callable[[Values], bool]] = {
    "works with another agent": lambda v: v["bound_to_other_agent"] is True,
    "knew the agent before": lambda v: v["prior_relationship"] is True,
    "wants only the listing agent": lambda v: v["wants_listing_agent"] is True,
    "searches elsewhere": lambda v: v["looks_elsewhere"] is True or v["areas_overlap"] is False,
    "is being handed over": lambda v: v["handoff_status"] in AGREED,
    "looks for a rental": lambda v: v["wants_rental"] is True,
    "stopped searching": lambda v: v["search_over"] is True,
    "ended the relationship": lambda v: v["ended_by_client"] is True,
    "waits for an answer": lambda v: _low(v, "messages_open") >= 1,
    "asked for an update in vain": lambda v: _low(v, "update_requests_open") >= 1,
    "heard nothing for more than a week": lambda v: _low(v, "days_since_update") > 7,  # noqa: PLR2004  once a week
    "was never tried": lambda v: _high(v, "attempts") == 0 and _high(v, "responses") == 0,
    "was not referred to a specialist": lambda v: (
        _low(v, "out_of_scope_requests") > _high(v, "referrals")
    ),
    "missed a meeting": lambda v: _low(v, "meetings_missed_by_client") >= 1,
    "waits for an agent who missed a meeting": lambda v: _low(v, "meetings_missed_by_agent") >= 1,
    "complained rightly": lambda v: _low(v, "complaints_unrepaired") >= 1,
}
"""Of whom it is never said to go on as before."""


def broken_definition(values: Values, decision: Decision) -> str:
    """Say which documented definition a decision breaks, or ""."""
    stopped = values["contact_allowed"] is False or _high(values, "open_channels") == 0
    if (decision.action == "stop_contact") != stopped:
        return (
            f"{decision.action}, while the client closed {'every' if stopped else 'no'} way of contact"
        )
    if decision.action == "remove":
        defined = DEFINITIONS.get(str(decision.reason))
        if defined is not None and not defined(values):
            return f"removed as {decision.reason}, whose definition does not hold"
    if decision.action == "keep":
        for what, holds in ENDS.items():
            if holds(values):
                return f"kept as before a client who {what}"
    if decision.action == "hold" and values["bound_to_other_agent"] is True:
        return "held for a client who works with another agent"
    return ""
