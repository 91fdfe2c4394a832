"""Check that what must not matter does not matter: a metamorphic check for integrators."""

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from clientfit.decision import Decision
from clientfit.testing.checking import (
    Property,
    Subject,
    check_property,
    require,
    same_outcome,
    shown_outcome,
)


def check_protected_attributes(
    decide_record: Callable[[dict[str, Any]], Decision],
    records: st.SearchStrategy[dict[str, Any]],
    attributes: Mapping[str, tuple[object, ...]],
    *,
    examples: int = 100,
) -> None:
    """Check that protected attributes of a raw CRM record have no effect (metamorphic).

    Args:
        decide_record: your way from the raw record to a decision.
        records: raw records.
        attributes: keys of the record, at any depth, and the values to try in their place.
        examples: how many records are drawn.

    Raises:
        PropertyFails: another value of such a key gives another decision.
        ValueError: no record has any of these keys, so nothing would be tested.
    """
    tried: list[str] = []

    def check(_: Subject, record: dict[str, Any]) -> None:
        before = decide_record(record)
        for key, values in attributes.items():
            for value in values:
                changed = _with_everywhere(record, key, value)
                if changed == record:
                    continue
                tried.append(key)
                after = decide_record(changed)
                why = f"with {key} = {value!r}, {shown_outcome(before)} becomes {shown_outcome(after)}"
                require(same_outcome(before, after), why)

    wanted = Property("protected attributes have no effect", lambda _: records, check)
    check_property(wanted, examples=examples)
    missing = sorted(attributes.keys() - set(tried))
    if missing:
        raise ValueError(f"no record that was drawn has {', '.join(missing)}; nothing was tested there")


def _with_everywhere(document: Any, key: str, value: object) -> Any:  # noqa: ANN401  any JSON
    if isinstance(document, dict):
        record: dict[str, Any] = document  # pyright: ignore[reportUnknownVariableType]  any JSON
        return {
            name: value if name == key else _with_everywhere(inner, key, value)
            for name, inner in record.items()
        }
    if isinstance(document, list):
        items: list[Any] = document  # pyright: ignore[reportUnknownVariableType]  any JSON
        return [_with_everywhere(inner, key, value) for inner in items]
    return document
