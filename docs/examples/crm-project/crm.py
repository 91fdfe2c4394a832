"""A small CRM that shows its agents what clientfit decides."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import clientfit
from clientfit import Case, Decision
from clientfit.events import Event

STAGES = {
    "Renting": {"kind": "rental", "wants": True},
    "Lost": {"kind": "search_status", "status": "over"},
}
WAYS = {"Call": "phone", "Email": "email", "SMS": "text"}


def case_of(record: dict[str, Any]) -> Case:
    """Turn a record of the CRM into a case; the person's name and language stay outside."""
    events: list[dict[str, Any]] = []
    for number, entry in enumerate(record["log"], 1):
        events.append(
            {
                "kind": "contact",
                "id": f"log-{number}",
                "at": entry["date"],
                "channel": WAYS[entry["type"]],
                "direction": "inbound" if entry["incoming"] else "outbound",
                "answered": entry["spoke"],
            }
        )
    if record["stage"] in STAGES:
        events.append({**STAGES[record["stage"]], "id": "stage", "at": record["stage_since"]})
    return Case.model_validate(
        {
            "id": record["id"],
            "time_zone": "America/Chicago",
            "as_of": record["today"],
            "assigned_at": record["assigned"],
            "preferred_channel": "phone",
            "complete_channels": "all",
            "events": events,
        }
    )


def advice(record: dict[str, Any]) -> Decision:
    """What the CRM shows beside the record."""
    return clientfit.decide(case_of(record))


@dataclass
class Dashboard:
    """The live view of one client: it is told what happens and always shows the current advice."""

    case: Case
    log: list[Event] = field(default_factory=list)

    def add(self, event: Event) -> None:
        """Log an event."""
        self.log.append(event)

    def turn_to(self, today: date) -> None:
        """Another day."""
        self.case = self.case.model_copy(update={"as_of": today})

    def shown(self) -> Decision:
        """What the agent sees."""
        return clientfit.decide(self.case.model_copy(update={"events": tuple(self.log)}))
