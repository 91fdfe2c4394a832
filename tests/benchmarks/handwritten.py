"""The default rules as a good engineer would write them by hand: three-valued if/else, no engine.

This is the baseline that the compiled engine is measured against, and it is checked equal to it. A
number fact is a pair of keys, `x_low` and `x_high`; None is unknown.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from clientfit.facts import Facts
from clientfit.values import Interval

LIMIT = 3
GAP = Fraction(3, 20)


def flat(facts: Facts) -> dict[str, Any]:
    """Turn facts into what the hand-written code reads."""
    found: dict[str, Any] = {}
    for name, value in facts.values.items():
        if isinstance(value, Interval):
            found[f"{name}_low"], found[f"{name}_high"] = value.low, value.high
        else:
            found[name] = value
    return found


def decide_by_hand(f: Mapping[str, Any]) -> str:  # noqa: PLR0915  it is one long if/else on purpose
    possible: list[str] = []
    stuck: str | None = None

    # stop contact
    allowed = f["contact_allowed"]
    if allowed is False or f["open_channels_high"] == f["open_channels_low"] == 0:
        return "stop_contact"
    if allowed is None or f["open_channels_low"] <= 0 <= f["open_channels_high"]:
        possible.append("stop_contact")
        stuck = "ask"

    # the unlawful request persists
    if f["unlawful_requests_low"] >= 2:
        return settle([*possible, "escalate"], stuck)
    if f["unlawful_requests_high"] >= 2:
        possible.append("escalate")
        stuck = stuck or "ask"

    # other agent
    bound = f["bound_to_other_agent"]
    if bound is not False:
        possible.append("remove (other_agent)")
        if bound:
            return settle(possible, stuck)
        stuck = stuck or "ask"

    # prior client
    prior = f["prior_relationship"]
    if prior is not False:
        if prior is None:
            stuck = stuck or "ask"
        sent = f["proof_sent"]
        if sent is not False:
            possible.append("remove (prior_client)")
        if sent is None:
            stuck = stuck or "escalate (prior_client)"
        if not sent:
            possible.append("escalate (prior_client)")
        if prior:
            return settle(possible, stuck)

    # seeking the listing agent
    wants = f["wants_listing_agent"]
    if wants is not False:
        possible.append("remove (seeking_listing_agent)")
        if wants:
            return settle(possible, stuck)
        stuck = stuck or "ask"

    # out of area
    elsewhere, overlap = f["looks_elsewhere"], f["areas_overlap"]
    if elsewhere is not False or overlap is not True:
        possible.append("remove (out_of_area)")
        if elsewhere or overlap is False:
            return settle(possible, stuck)
        stuck = stuck or "ask"

    # active handoff
    handoff = f["handoff_status"]
    if handoff is None:
        stuck = stuck or "ask"
        possible += ["remove (active_handoff)", "escalate (active_handoff)"]
    elif handoff in ("agreed", "assisting"):
        return settle([*possible, "remove (active_handoff)"], stuck)
    elif handoff in ("not_asked", "pending"):
        return settle([*possible, "escalate (active_handoff)"], stuck)

    # hold
    away, active = f["away_days_left_low"] >= 1, f["search_active"]
    pause, rent = f["pause_days_left_low"] >= 1, f["rental_days_left_low"] >= 1
    rental, denied, curable = f["wants_rental"], f["financing_denied"], f["denial_curable"]
    contract_low, contract_high = f["contracts_pending_low"], f["contracts_pending_high"]
    if (
        away
        or (active is False and pause)
        or (rental and rent)
        or (denied and curable and contract_low == contract_high == 0)
    ):
        return settle([*possible, "hold"], stuck)
    if (
        f["away_days_left_high"] >= 1
        or (active is not True and f["pause_days_left_high"] >= 1)
        or (rental is not False and f["rental_days_left_high"] >= 1)
        or (denied is not False and curable is not False and contract_low <= 0 <= contract_high)
    ):
        possible.append("hold")
        stuck = stuck or "ask"

    # rental
    if rental is not False:
        possible.append("remove (rental)")
        if rental:
            return settle(possible, stuck)
        stuck = stuck or "ask"

    contract = True if contract_low >= 1 else None if contract_high >= 1 else False

    # can't qualify
    if denied is not False and curable is not True:
        sure = denied is True and curable is False
        if not sure:
            stuck = stuck or "ask"
        if contract is not False:
            possible.append("escalate (cant_qualify)")
        if contract is None:
            stuck = stuck or "ask"
        if not contract:
            possible.append("remove (cant_qualify)")
        if sure:
            return settle(possible, stuck)

    # changed mind
    over = f["search_over"]
    if over is not False:
        if over is None:
            stuck = stuck or "ask"
        if contract is not False:
            possible.append("escalate (changed_mind)")
        if contract is None:
            stuck = stuck or "ask"
        if not contract:
            possible.append("remove (changed_mind)")
        if over:
            return settle(possible, stuck)

    # an own lapse
    if (
        f["days_since_update_low"] > 7
        or f["update_requests_open_low"] >= 1
        or f["complaints_early_low"] >= 1
        or f["complaints_unrepaired_low"] >= 1
        or f["meetings_missed_by_agent_low"] >= 1
    ):
        lapse = True
    elif (
        f["days_since_update_high"] > 7
        or f["update_requests_open_high"] >= 1
        or f["complaints_early_high"] >= 1
        or f["complaints_unrepaired_high"] >= 1
        or f["meetings_missed_by_agent_high"] >= 1
    ):
        lapse = None
    else:
        lapse = False

    # bad fit
    works, education = f["works_well"], f["open_to_education"]
    refused_low, refused_high = f["advice_refused_low"], f["advice_refused_high"]
    followed_low, followed_high = f["advice_followed_low"], f["advice_followed_high"]
    ignored = (
        True
        if refused_low >= LIMIT and followed_low == followed_high == 0
        else False
        if refused_high < LIMIT or followed_low > 0 or followed_high < 0
        else None
    )
    gap = (
        True
        if f["asked_over_market_low"] > GAP or f["budget_under_market_low"] > GAP
        else False
        if f["asked_over_market_high"] <= GAP and f["budget_under_market_high"] <= GAP
        else None
    )
    if (
        works is False
        or (ignored and (gap or f["commitments_broken_low"] >= 1))
        or (f["agreement_demands_low"] >= 1 and education is False)
        or f["abuse_recorded_low"] >= 1
    ):
        doubt = True
    elif (
        works is None
        or (ignored is not False and (gap is not False or f["commitments_broken_high"] >= 1))
        or (f["agreement_demands_high"] >= 1 and education is not True)
        or f["abuse_recorded_high"] >= 1
    ):
        doubt = None
    else:
        doubt = False
    answer = f["bad_fit_answer"]
    if doubt is not False and answer != "declined":
        sure = doubt is True and answer is not None
        if not sure:
            stuck = stuck or "ask"
        stuck = bad_fit_branches(f, lapse, contract, answer, possible, stuck)
        if sure:
            return settle(possible, stuck)

    # lost touch
    low, high = f["responses_low"], f["responses_high"]
    pending_low, pending_high = f["appointments_pending_low"], f["appointments_pending_high"]
    if (
        high >= 1
        and f["unanswered_streak_high"] >= 3
        and f["streak_channels_high"] >= 2
        and f["days_silent_high"] >= 14
        and pending_low <= 0 <= pending_high
    ):
        sure = (
            low >= 1
            and f["unanswered_streak_low"] >= 3
            and f["streak_channels_low"] >= 2
            and f["days_silent_low"] >= 14
            and pending_low == pending_high == 0
        )
        if not sure:
            stuck = stuck or "ask"
        if lapse is not False:
            possible.append("repair")
        if lapse is None:
            stuck = stuck or "ask"
        if not lapse:
            if contract is not False:
                possible.append("escalate (lost_touch)")
            if contract is None:
                stuck = stuck or "ask"
            if not contract:
                possible.append("remove (lost_touch)")
        if sure:
            return settle(possible, stuck)

    # no contact
    if (
        low <= 0 <= high
        and f["attempts_high"] >= 3
        and f["attempts_preferred_high"] >= 2
        and f["attempts_alternate_high"] >= 1
        and f["attempt_span_days_high"] >= 7
        and pending_low <= 0 <= pending_high
    ):
        sure = (
            low == high == 0
            and f["attempts_low"] >= 3
            and f["attempts_preferred_low"] >= 2
            and f["attempts_alternate_low"] >= 1
            and f["attempt_span_days_low"] >= 7
            and pending_low == pending_high == 0
        )
        if not sure:
            stuck = stuck or "ask"
        if contract is not False:
            possible.append("escalate (no_contact)")
        if contract is None:
            stuck = stuck or "ask"
        if not contract:
            possible.append("remove (no_contact)")
        if sure:
            return settle(possible, stuck)

    # the client ended it
    ended = f["ended_by_client"]
    if ended is not False:
        possible.append("escalate")
        if ended:
            return settle(possible, stuck)
        stuck = stuck or "ask"

    # repair
    if lapse is not False:
        possible.append("repair")
        if lapse:
            return settle(possible, stuck)
        stuck = stuck or "follow_up"

    # follow up
    attempts_low, attempts_high = f["attempts_low"], f["attempts_high"]
    if (
        f["unanswered_streak_low"] >= 1
        or f["messages_open_low"] >= 1
        or f["meetings_missed_by_client_low"] >= 1
        or f["out_of_scope_requests_low"] > f["referrals_high"]
        or (attempts_low == attempts_high == 0 and low == high == 0)
    ):
        return settle([*possible, "follow_up"], stuck)
    if (
        f["unanswered_streak_high"] >= 1
        or f["messages_open_high"] >= 1
        or f["meetings_missed_by_client_high"] >= 1
        or f["out_of_scope_requests_high"] > f["referrals_low"]
        or (attempts_low <= 0 <= attempts_high and low <= 0 <= high)
    ):
        possible.append("follow_up")
        stuck = stuck or "follow_up"

    # ask about financing, or keep
    financing = f["financing_open"]
    if financing is not False:
        possible.append("ask")
        if financing:
            return settle(possible, stuck)
        stuck = stuck or "ask"
    possible.append("keep")
    return settle(possible, stuck)


def bad_fit_branches(f, lapse, contract, answer, possible, stuck):  # noqa: ANN001, ANN201  as above
    if lapse is not False:
        possible.append("repair")
    if lapse is None:
        stuck = stuck or "ask"
    if lapse:
        return stuck
    if contract is not False:
        possible.append("escalate (bad_fit)")
    if contract is None:
        stuck = stuck or "ask"
    if contract:
        return stuck
    if answer not in ("agreed", "assisting"):
        possible.append("escalate (bad_fit)")
        if answer is not None:
            return stuck
        stuck = stuck or "escalate (bad_fit)"
    reconfirmed = f["budget_reconfirmed"]
    if f["unheard_decision_makers_low"] >= 1 or reconfirmed is False:
        possible.append("follow_up")
        return stuck
    if f["unheard_decision_makers_high"] >= 1 or reconfirmed is None:
        possible.append("follow_up")
        stuck = stuck or "ask"
    possible.append("remove (bad_fit)")
    return stuck


def settle(possible: list[str], stuck: str | None) -> str:
    if len(possible) == 1 or all(one == possible[0] for one in possible):
        return possible[0]
    return stuck or "ask"
