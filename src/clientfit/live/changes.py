"""A change of a decision as data: who, from what, to what, why, and the proof."""

import json
import zlib
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from clientfit.decision import Action, Decision
from clientfit.proof import Proof

Cause = Literal["registered", "event", "correction", "retraction", "time", "rules"]
"""What made a decision another one."""


@dataclass(frozen=True, slots=True)
class Stance:
    """What is decided about a client: the action, its reason, and the rule that says so."""

    action: Action
    reason: str | None
    rule: str

    def __str__(self) -> str:
        return f"{self.action.value} ({self.reason})" if self.reason else self.action.value


@dataclass(frozen=True, slots=True)
class Why:
    """Why a decision changed.

    Attributes:
        cause: what made it change.
        events: the events that did; empty where time or the rules did.
        on: the day in the client's time zone as of which it changed.
        says: the decision's own reason, in one sentence.
    """

    cause: Cause
    events: tuple[str, ...]
    on: date
    says: str


@dataclass(frozen=True, slots=True)
class Change:
    """A decision that became another one.

    Attributes:
        number: its place in the order of all changes of the store; 0 until it is stored.
        client: the client's id.
        before: what was decided; None where nothing was.
        after: what is decided now.
        why: the events, or the passing time.
        confirmed: whether the second engine derived the new decision too.
    """

    number: int
    client: str
    before: Stance | None
    after: Stance
    why: Why
    confirmed: bool
    packed_proof: bytes = field(repr=False)

    def proof(self) -> Proof:
        """The proof of the new decision, as it was when the decision changed."""
        return Proof.from_json(zlib.decompress(self.packed_proof).decode())

    def to_json(self, *, with_proof: bool = True) -> str:
        """Write the change as one line of JSON, with the keys ``from`` and ``to``."""
        document: dict[str, object] = {
            "number": self.number,
            "client": self.client,
            "from": _stance_document(self.before),
            "to": _stance_document(self.after),
            "why": {
                "cause": self.why.cause,
                "events": list(self.why.events),
                "on": self.why.on.isoformat(),
                "says": self.why.says,
            },
            "confirmed": self.confirmed,
        }
        if with_proof:
            document["proof"] = json.loads(zlib.decompress(self.packed_proof))
        return json.dumps(document, ensure_ascii=False)

    @staticmethod
    def from_json(number: int, text: str, packed_proof: bytes) -> "Change":
        """Read a change back; it equals the one written."""
        document = json.loads(text)
        why = document["why"]
        after = _stance(document["to"])
        assert after is not None  # noqa: S101  a change leads to a decision
        return Change(
            number,
            document["client"],
            _stance(document["from"]),
            after,
            Why(why["cause"], tuple(why["events"]), date.fromisoformat(why["on"]), why["says"]),
            document.get("confirmed", False),  # stored before it was noted
            packed_proof,
        )


def _stance_document(stance: Stance | None) -> dict[str, str | None] | None:
    if stance is None:
        return None
    return {"action": stance.action.value, "reason": stance.reason, "rule": stance.rule}


def _stance(document: dict[str, str] | None) -> Stance | None:
    if document is None:
        return None
    return Stance(Action(document["action"]), document["reason"], document["rule"])


def change_of(
    client: str,
    before: Stance | None,
    decision: Decision,
    cause: Cause,
    events: tuple[str, ...],
    on: date,
) -> Change:
    """Make the change to a new decision, with its proof."""
    packed = zlib.compress(decision.proof().to_json().encode(), 1)
    return Change(
        0,
        client,
        before,
        stance_of(decision),
        Why(cause, events, on, decision.because),
        decision.confirmed,
        packed,
    )


def stance_of(decision: Decision) -> Stance:
    """What a decision decides."""
    return Stance(decision.action, decision.reason, decision.rule)
