"""Fit a program into networks of the core, and run it.

The core has limits, and beyond some of them it reads outside its memory instead of complaining. So a
program is cut where a network would grow too wide: each production stands after those that conclude
what it needs, hence a cut anywhere is sound, and what one network concludes is given to the next.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from clientfit.derivation import Finding
from clientfit.engines.rete_core import (
    BOOT_PATTERN,
    BOOT_RULE,
    Core,
    Session,
    fact,
    stage_fact,
    stage_pattern,
)
from clientfit.engines.rete_program import Production
from clientfit.errors import EngineError, Problem


@dataclass(frozen=True, slots=True)
class Limits:
    """How wide one network may be.

    Attributes:
        conditions: distinct conditions; the core has 512 places and loops for ever when they are full.
        uses: patterns that share one condition; the core has 256 places and writes beyond them.
        patterns: patterns of one production, the stage's own included; the core has 16 places.
    """

    conditions: int = 400
    uses: int = 200
    patterns: int = 15


@dataclass(frozen=True)
class Network:
    """Some productions in the core.

    Attributes:
        inputs: what is given to it, where it is known: a finding's number and the fact that says so.
        stages: the facts that start its strata.
        matches: each match as the core writes it: the production's place in the program, its
            conclusion's number, and the fact that says so where another production needs it.
    """

    core: Core
    rules: str
    inputs: tuple[tuple[int, str], ...]
    stages: tuple[str, ...]
    matches: Mapping[str, tuple[int, int, str | None]]
    idle: list[Session] = field(default_factory=list[Session])

    def prepare(self) -> None:
        """Build the first session, so that what the core does not take is refused early.

        Raises:
            EngineError: the core does not take it.
        """
        self.idle.append(self._session())

    def _session(self) -> Session:
        return Session(self.core, "clientfit", self.rules)

    def run(self, known: set[int], fired: list[int]) -> None:
        """Derive what follows.

        A session belongs to one run at a time and comes back only after a run that came to its end.
        So neither a second thread, nor a child process, nor whoever was interrupted or calls again
        from a signal handler, ever meets a session in the middle of something.

        Args:
            known: the numbers of what is known; what follows is added.
            fired: the places of the productions that matched are added.
        """
        try:
            session = self.idle.pop()
        except IndexError:
            session = self._session()
        matches = self.matches

        def conclude(match: str) -> str | None:
            found = matches.get(match)
            if found is None:
                message = f"the core of the Rete engine gave a match that no production has: {match}"
                raise EngineError([Problem("", 0, "", message)])
            place, conclusion, says = found
            fired.append(place)
            if conclusion in known:
                return None
            known.add(conclusion)
            return says

        session.run([says for one, says in self.inputs if one in known], self.stages, conclude)
        self.idle.append(session)


def fit(
    core: Core,
    productions: Sequence[Production],
    numbers: Mapping[Finding, int],
    limits: Limits | None = None,
) -> tuple[Network, ...]:
    """Fit productions into as many networks as they need.

    Args:
        core: the core.
        productions: each after those that conclude what it needs.
        numbers: a number for each finding.
        limits: how wide one network may be; None is what the core takes.

    Raises:
        EngineError: a production is too wide for any network, or stands before what it needs.
    """
    within = limits or Limits()
    _check(productions, within)
    pieces = _cut(productions, within)
    return tuple(_network(core, productions, numbers, piece) for piece in pieces)


def _check(productions: Sequence[Production], limits: Limits) -> None:
    concluded_in = _strata(productions)
    last = {one.concludes: place for place, one in enumerate(productions)}
    for place, one in enumerate(productions):
        wrong = ""
        if len(one.needs) + len(one.unless) >= limits.patterns:
            wrong = "has more premises than the core matches"
        elif set(one.needs) & set(one.unless):
            wrong = "needs what prevents it"
        elif any(last.get(need, -1) >= place for need in one.needs):
            wrong = "stands before what it needs"
        elif any(concluded_in.get(absent, 0) >= one.stratum for absent in one.unless):
            wrong = "is prevented by what is not yet known"
        if wrong:
            message = f"a production of '{one.concludes}' {wrong}"
            hint = "split the rule in two"
            raise EngineError([Problem("", 0, "", message, hint)])


def _strata(productions: Iterable[Production]) -> dict[Finding, int]:
    found: dict[Finding, int] = {}
    for one in productions:
        found[one.concludes] = max(one.stratum, found.get(one.concludes, 0))
    return found


def _cut(productions: Sequence[Production], limits: Limits) -> Iterator[range]:
    start = 0
    uses: dict[Finding | int, int] = {}
    for place, one in enumerate(productions):
        conditions: tuple[Finding | int, ...] = (one.stratum, *one.needs, *one.unless)
        grown = {condition: uses.get(condition, 0) + 1 for condition in conditions}
        wide = len(uses.keys() | grown.keys()) > limits.conditions
        if place > start and (wide or max(grown.values()) > limits.uses):
            yield range(start, place)
            start, uses = place, dict.fromkeys(conditions, 1)
        else:
            uses.update(grown)
    if productions:
        yield range(start, len(productions))


def _network(
    core: Core, productions: Sequence[Production], numbers: Mapping[Finding, int], piece: range
) -> Network:
    read = dict.fromkeys(
        condition
        for place in piece
        for condition in (*productions[place].needs, *productions[place].unless)
    )
    about = dict.fromkeys((one.kind, one.name) for one in read)
    # The core tells names apart by a 32-bit hash alone; those of these names are known to differ.
    names = {key: f"p{number}" for number, key in enumerate(about, 1)}
    said: dict[Finding, str] = {}
    patterns: dict[Finding, dict[str, str]] = {}
    for one in read:
        name, word = names[one.kind, one.name], "t" if one.holds else "f"
        said[one], patterns[one] = fact(name, word), {name: word}
    rules: dict[str, object] = {BOOT_RULE: {"pri": 0, "all": [{"go": BOOT_PATTERN}]}}
    matches: dict[str, tuple[int, int, str | None]] = {}
    for priority, place in enumerate(piece, 1):
        one, name = productions[place], f"r{place}"
        # The stratum comes first and is asserted last: the one order in which the core is sound.
        found: list[dict[str, dict[str, str]]] = [{"go": stage_pattern(one.stratum)}]
        found += [{f"y{number}": patterns[need]} for number, need in enumerate(one.needs)]
        found += [{f"n{number}$not": patterns[no]} for number, no in enumerate(one.unless)]
        rules[name] = {"pri": priority, "all": found}
        parts = [f'"go":{stage_fact(one.stratum)}']
        parts += [f'"y{number}":{said[need]}' for number, need in enumerate(one.needs)]
        match = f'{{"{name}":{{{",".join(parts)}}}}}'
        matches[match] = place, numbers[one.concludes], said.get(one.concludes)
    stages = dict.fromkeys(stage_fact(productions[place].stratum) for place in piece)
    inputs = tuple((numbers[one], says) for one, says in said.items())
    return Network(core, json.dumps(rules), inputs, tuple(stages), matches)
