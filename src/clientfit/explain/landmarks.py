"""Costs that no way around can save.

A landmark says: on acts of this set, at least so much is spent. Landmarks whose sets have nothing in
common add up; of those that overlap, the greatest counts. (Landmarks of a plan: Hoffmann, Porteous and
Sebastia, Ordered Landmarks in Planning, 2004; here without their order.)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

WAITING = 1
"""The bit of waiting; the moves have the bits after it."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """At least this cost, on acts of this set.

    Attributes:
        acts: the set, a bit for each move.
        cost: what is spent on them at least; infinite where no act helps.
    """

    acts: int
    cost: float

    def times(self, number: int) -> "Landmark":
        """The same so many times over."""
        return Landmark(self.acts, self.cost * number)


NEVER = Landmark(0, inf)
Needs = tuple[Landmark, ...]
"""All of these are needed; empty needs nothing."""


def any_act(landmarks: Iterable[Landmark]) -> Landmark:
    """One of several is enough."""
    acts, cost = 0, inf
    for landmark in landmarks:
        if landmark.cost < inf:
            acts |= landmark.acts
            cost = min(cost, landmark.cost)
    return Landmark(acts, cost)


def all_needed(parts: Iterable[Needs]) -> Needs:
    """All parts are needed."""
    return tuple(landmark for part in parts for landmark in part)


def one_needed(parts: Iterable[Needs]) -> Needs:
    """One part is enough; which one, is left open."""
    acts, least = 0, inf
    for part in parts:
        if not part:
            return ()
        cost = total(part)
        if cost < inf:
            least = min(least, cost)
            for landmark in part:
                acts |= landmark.acts
    return (Landmark(acts, least),)


def total(needs: Needs) -> float:
    """What all of these cost together at least."""
    found, taken = 0.0, 0
    for landmark in sorted(needs, key=lambda landmark: -landmark.cost):
        if landmark.cost == inf:
            return inf
        if not landmark.acts & taken:
            taken |= landmark.acts
            found += landmark.cost
    return found
