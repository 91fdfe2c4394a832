"""The canonical form of a rule set, and its hash: the same rules give the same bytes."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction

from clientfit.language.expression import Place
from clientfit.ruleset.model import RuleSet
from clientfit.values import DaySpan

_LEFT_OUT = ("place", "hash", "waivers", "bases", "changed")


def canonical_bytes(rules: RuleSet) -> bytes:
    """Everything that a rule set says, without where it is written."""
    return json.dumps(_plain(rules), ensure_ascii=True, separators=(",", ":")).encode()


def rules_hash(rules: RuleSet) -> str:
    """SHA-256 over the canonical form, as hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(rules)).hexdigest()


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        if isinstance(value, DaySpan):
            return [str(value.first), str(value.last)]
        return [
            type(value).__name__,
            *(
                _plain(getattr(value, part.name))
                for part in fields(value)
                if part.type is not Place and part.name not in _LEFT_OUT
            ),
        ]
    if isinstance(value, dict):
        pairs: dict[object, object] = value  # pyright: ignore[reportUnknownVariableType]  any mapping of a rule set
        return [[str(key), _plain(inner)] for key, inner in pairs.items()]
    if isinstance(value, tuple):
        items: tuple[object, ...] = value  # pyright: ignore[reportUnknownVariableType]  any tuple of a rule set
        return [_plain(inner) for inner in items]
    if isinstance(value, frozenset):
        return sorted(map(str, value))  # pyright: ignore[reportUnknownArgumentType]  any set of a rule set
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, float):
        return str(value)
    return value
