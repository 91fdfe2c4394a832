"""What an agent can do, and what only others can do: frozen data, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from clientfit.language.expression import NOWHERE, Condition, Place

FieldValue = str | bool | int
"""A value of an event's field, as written."""
Maker = Literal["moves", "others"]
"""Who makes it: the agent, or somebody else."""


@dataclass(frozen=True, slots=True)
class Added:
    """An event that the record then holds in addition.

    Attributes:
        kind: its kind.
        fields: its fields, without the time and the channel that is chosen.
        same_as: the kind of event of which the latest gives further fields.
        same_fields: those fields.
    """

    kind: str
    fields: Mapping[str, FieldValue]
    same_as: str = ""
    same_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """An event of the record that then says something else.

    Attributes:
        kind: its kind.
        where: what it must say before; empty takes any.
        to: what it says then.
    """

    kind: str
    where: Mapping[str, FieldValue]
    to: Mapping[str, FieldValue]


@dataclass(frozen=True, slots=True)
class Heard:
    """One of those who decide is heard."""


Effect = Added | Changed | Heard


@dataclass(frozen=True, slots=True)
class MoveSpec:
    """One thing that somebody can do.

    Attributes:
        maker: the agent, or others.
        when: what must definitely hold before; for others, what must not be definitely false.
        cost: what it costs; for a contact, each way has its own.
        by: the ways of a contact, each with its cost.
        effect: what it does to the record.
        says: what to do, in words; for others, what is waited for.
        who: who makes it, where that is not the agent.
    """

    id: str
    maker: Maker
    means: str
    when: Condition
    cost: int
    by: Mapping[str, int]
    effect: Effect
    says: str
    who: str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class MoveSet:
    """All that can be done about a client.

    Attributes:
        unit: what costs are counted in.
        wait_cost: what a day of waiting costs.
        wait_says: how waiting is told.
        moves: what the agent can do.
        others: what only others can do.
    """

    means: str = ""
    unit: str = ""
    wait_cost: int = 1
    wait_says: str = "Wait until {day}."
    moves: tuple[MoveSpec, ...] = ()
    others: tuple[MoveSpec, ...] = ()


NO_MOVES = MoveSet()
