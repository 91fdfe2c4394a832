"""The dated things that happen with a client: one closed model a kind.

Everywhere in an event, a value that is *absent* was not raised by anybody, while the word
``unknown`` says that it was raised and left open. The two are never mixed up: an absent value may be
assumed, an unknown one is asked about.

``at`` is when the thing happened, as a time with its offset from UTC or as a bare date. A bare date
is the whole day in the client's time zone: its order within that day is unknown.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from numbers import Number
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

Unknown = Literal["unknown"]
HOW_TO_WRITE_A_MOMENT = "write it as 2026-03-01T10:00:00-06:00 or 2026-03-01"
Maybe = bool | Unknown
"""True, false, or raised and left open."""


def _no_number(value: object) -> object:
    """Refuse a number: pydantic takes it for seconds or thousandths since 1970, it guesses which."""
    if isinstance(value, str):
        is_number = "-" not in value[1:] and value.replace(".", "").strip("+- \t\n").isdigit()
    else:
        is_number = isinstance(value, Number)
    if is_number:
        raise ValueError(f"{value!r} is not a time or date; {HOW_TO_WRITE_A_MOMENT}")
    return value


Moment = Annotated[AwareDatetime | date, BeforeValidator(_no_number)]
"""A time with its offset from UTC, or a whole day."""
Day = Annotated[date, BeforeValidator(_no_number)]
"""A whole day."""
Money = Annotated[Decimal, Field(gt=0, max_digits=24, allow_inf_nan=False)]


class Channel(StrEnum):
    """A way to reach a client."""

    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    VIDEO = "video"
    IN_PERSON = "in_person"
    MAIL = "mail"
    CHAT = "chat"


class Source(StrEnum):
    """Whose word an event rests on. A guess of the agent's never carries a removal."""

    CLIENT = "client"
    LENDER = "lender"
    COORDINATOR = "coordinator"
    DOCUMENT = "document"
    LISTING = "listing"
    RECORD = "record"
    AGENT_GUESS = "agent_guess"


class EventBase(BaseModel):
    """What every event has.

    Attributes:
        at: when it happened.
        id: the event's own id, unique within the case; proofs name it.
        logged_at: when it was written down; settles the order of statements of the same time.
        source: whose word it rests on.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    at: Moment
    """When it happened: a time with its offset, or a date for the whole day."""
    id: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """The event's own id, unique within the case."""
    logged_at: Moment | None = None
    """When it was written down."""
    source: Source = Source.RECORD
    """Whose word it rests on."""


class Contact(EventBase):
    """A message or call, in either direction."""

    kind: Literal["contact"] = "contact"
    channel: Channel
    """The way it went."""
    direction: Literal["inbound", "outbound"] | Unknown = "unknown"
    """Inbound is from the client, outbound to the client."""
    delivered: Maybe = True
    """False for a bounce, a wrong number, a failed message."""
    automatic: Maybe = False
    """True for automatic replies, drip mail, read receipts, opens and clicks."""
    answered: Maybe | None = None
    """True where the two spoke; a call with nothing recorded here is unknown, not unanswered."""
    asks_for_update: bool = False
    """The client asks what is going on."""


class Appointment(EventBase):
    """A meeting, showing or planned call."""

    kind: Literal["appointment"] = "appointment"
    status: Literal["pending", "held", "missed", "cancelled"]
    """What became of it."""
    missed_by: Literal["client", "agent"] | Unknown = "unknown"
    """Who did not come, where it was missed."""
    scheduled_for: Moment | None = None
    """When a pending one takes place."""


class Advice(EventBase):
    """Advice that the agent gave."""

    kind: Literal["advice"] = "advice"
    topic: Literal["price", "offer", "preparation", "financing", "area", "access", "other"] = "other"
    """What it was about."""
    given_to: str | None = None
    """Who heard it, as named in `decision_makers`; absent means a decision-maker."""
    response: Literal["followed", "declined", "ignored", "open"] | Unknown = "open"
    """What the client did with it; `open` while there is no answer yet."""


class Goal(EventBase):
    """What the client wants, against what the market says."""

    kind: Literal["goal"] = "goal"
    asked_price: Money | Unknown | None = None
    """A seller's price."""
    budget: Money | Unknown | None = None
    """A buyer's limit."""
    market_price: Money | Unknown | None = None
    """The market's figure: for a buyer the cheapest acceptable comparable home."""
    market_source: Literal["appraisal", "comparables", "lender", "listings", "guess"] | Unknown = (
        "unknown"
    )
    """Whose figure it is. A guess is no evidence."""
    open_to_education: Maybe | None = None
    """Whether the client will hear about the market."""
    reconfirmed: bool = False
    """The agent went through budget or price with the client again."""


class SearchStatus(EventBase):
    """What the client says about searching or selling at all."""

    kind: Literal["search_status"] = "search_status"
    status: Literal["searching", "this_house", "paused", "over"] | Unknown
    """`this_house`: gave up one house and goes on."""
    until: Day | None = None
    """When a pause ends."""


class Rental(EventBase):
    """The client wants to rent."""

    kind: Literal["rental"] = "rental"
    wants: Maybe
    """Whether the client wants to rent."""
    until: Day | None = None
    """When the client buys after renting."""


class OtherAgent(EventBase):
    """Where the client stands with another agent."""

    kind: Literal["other_agent"] = "other_agent"
    status: Literal["none", "talking", "exclusive", "under_contract"] | Unknown
    """`exclusive`: an agreement with the other agent; `under_contract`: a contract through that one."""


class ListingAgentOnly(EventBase):
    """The client took the agent for the listing agent, or wants only the listing agent."""

    kind: Literal["listing_agent_only"] = "listing_agent_only"
    wants: Maybe
    """True where the client does."""


class LooksElsewhere(EventBase):
    """The client searches outside the agent's service areas."""

    kind: Literal["looks_elsewhere"] = "looks_elsewhere"
    outside: Maybe
    """True only where the whole search is outside."""


class EndedByClient(EventBase):
    """The client ends the relationship."""

    kind: Literal["ended_by_client"] = "ended_by_client"
    ended: Maybe
    """True where the client said so."""


class ContactPermission(EventBase):
    """The client closes a channel, or opens it again."""

    kind: Literal["contact_permission"] = "contact_permission"
    channel: Channel | Literal["all"]
    """Which way it is about."""
    allowed: bool
    """False closes it, true opens it again."""


class Away(EventBase):
    """The client announces an absence."""

    kind: Literal["away"] = "away"
    until: Day
    """The day of the return."""


class Financing(EventBase):
    """Where the client's financing stands."""

    kind: Literal["financing"] = "financing"
    status: Literal["none", "unverified", "denied", "approved"] | Unknown
    """How far it is."""
    by: Literal["lender", "client", "agent"]
    """Who said so; an agent's estimate never carries a removal."""
    curable: Maybe | None = None
    """Whether a denial can be mended."""


class Coordinator(EventBase):
    """What was brought to the program's coordinator, and the answer."""

    kind: Literal["coordinator"] = "coordinator"
    about: Literal["bad_fit", "handoff", "other"]
    """What was brought."""
    status: Literal["not_asked", "pending", "agreed", "declined", "assisting"] | Unknown
    """The answer."""


class PriorRelationship(EventBase):
    """The agent knew the client before the program did."""

    kind: Literal["prior_relationship"] = "prior_relationship"
    existed: Maybe
    """True where the agent did."""


class WrittenProof(EventBase):
    """Written proof of the prior relationship, for the coordinator."""

    kind: Literal["written_proof"] = "written_proof"
    sent: Maybe
    """True once it was sent."""


class Complaint(EventBase):
    """The client complains."""

    kind: Literal["complaint"] = "complaint"
    finding: Literal["legitimate", "contradicted", "open"]
    """What the record says of it."""
    repaired: Maybe = False
    """The agent put it right."""


class OutOfScopeRequest(EventBase):
    """The client asks for what an agent must not give."""

    kind: Literal["out_of_scope_request"] = "out_of_scope_request"
    topic: Literal["legal", "structural", "financial", "other"]
    """What was asked for."""


class Referral(EventBase):
    """The agent sends the client to a specialist."""

    kind: Literal["referral"] = "referral"
    topic: Literal["legal", "structural", "financial", "other"]
    """What the specialist is for."""


class UnlawfulRequest(EventBase):
    """The client asks for something fair-housing law forbids. What it was is not recorded."""

    kind: Literal["unlawful_request"] = "unlawful_request"


class Agreement(EventBase):
    """A signed agreement between the client and the agent."""

    kind: Literal["agreement"] = "agreement"
    type: Literal["listing", "representation"]
    """Which agreement."""
    in_force: Maybe
    """Whether it binds now."""


class Obligation(EventBase):
    """Something agreed that is not finished."""

    kind: Literal["obligation"] = "obligation"
    what: Literal["offer", "contract", "closing", "other"]
    """What was agreed."""
    status: Literal["pending", "done"]
    """Whether it is finished."""


class FinalNotice(EventBase):
    """A last written notice before the agent stops."""

    kind: Literal["final_notice"] = "final_notice"
    channel: Channel
    """The way it went."""


class Conduct(EventBase):
    """How the client behaved, as recorded."""

    kind: Literal["conduct"] = "conduct"
    what: Literal[
        "abusive",
        "threatening",
        "dishonest",
        "broke_commitment",
        "demands_agreement",
        "withholds_information",
    ]
    """What the record shows."""


class WorkingRelationship(EventBase):
    """The agent's own account of whether the two work well together."""

    kind: Literal["working_relationship"] = "working_relationship"
    works: Maybe
    """False where they do not."""


Event = Annotated[
    Contact
    | Appointment
    | Advice
    | Goal
    | SearchStatus
    | Rental
    | OtherAgent
    | ListingAgentOnly
    | LooksElsewhere
    | EndedByClient
    | ContactPermission
    | Away
    | Financing
    | Coordinator
    | PriorRelationship
    | WrittenProof
    | Complaint
    | OutOfScopeRequest
    | Referral
    | UnlawfulRequest
    | Agreement
    | Obligation
    | FinalNotice
    | Conduct
    | WorkingRelationship,
    Field(discriminator="kind"),
]
"""Any one event, told apart by its `kind`."""

EVENT_TYPES: dict[str, type[EventBase]] = {
    str(model.model_fields["kind"].default): model for model in EventBase.__subclasses__()
}
"""The models by kind."""
