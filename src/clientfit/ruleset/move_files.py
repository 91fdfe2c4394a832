"""Read `moves.yaml`: what the agent can do alone, and what only others can do."""

import string
from collections.abc import Mapping as AbstractMapping

from pydantic import ValidationError

from clientfit.event_fields import DERIVED_FIELDS
from clientfit.events import EVENT_TYPES, Channel
from clientfit.language.expression import TRUE, Place
from clientfit.language.vocabulary import Vocabulary
from clientfit.ruleset.conditions import read_condition
from clientfit.ruleset.documents import Node, Scalar
from clientfit.ruleset.fields import Fields, Report, place_of
from clientfit.ruleset.moves import (
    NO_MOVES,
    Added,
    Changed,
    Effect,
    FieldValue,
    Heard,
    Maker,
    MoveSet,
    MoveSpec,
)
from clientfit.ruleset.scalars import NO, YES
from clientfit.ruleset.vocabulary_files import check_identifier
from clientfit.suggestions import did_you_mean

MAX_COST = 1_000_000
AGENTS_OWN: dict[str, dict[str, tuple[FieldValue, ...]]] = {
    "contact": {"direction": ("outbound",), "delivered": (True,), "answered": (False,)},
    "final_notice": {},
    "referral": {"topic": ("legal", "structural", "financial", "other")},
    "written_proof": {"sent": (True,)},
    "coordinator": {"about": ("bad_fit", "handoff", "other"), "status": ("not_asked", "pending")},
    "goal": {"reconfirmed": (True,)},
    "advice": {
        "topic": ("price", "offer", "preparation", "financing", "area", "access", "other"),
        "response": ("open",),
    },
}
"""What an agent can bring about alone, and record. All else is somebody else's to do or to say."""
_NEEDED = {"contact": ("direction", "answered")}
"""Without these it would stand open who did it, or whether the client took part."""
AGENTS_CHANGES: dict[str, dict[str, tuple[FieldValue, ...]]] = {"complaint": {"repaired": (True,)}}
_EFFECTS = ("adds", "changes", "hears")
_WORDS: dict[str, tuple[str, ...]] = {"adds": (), "changes": ("date",), "hears": ("who",)}


def read_moves(document: Node | None, file: str, vocabulary: Vocabulary, report: Report) -> MoveSet:
    """Read the moves of a rule set; a rule set without the file has none.

    Args:
        document: `moves.yaml`, where there is one.
        file: its name in messages.
        vocabulary: the facts, parameters and signals that a `when:` may use.
        report: takes what is wrong.
    """
    if document is None:
        return NO_MOVES
    top = Fields(document, file, "moves.yaml", report)
    top.only(("means", "unit", "wait", "moves", "others"))
    wait = Fields(top.mapping("wait", required=True), file, "`wait:`", report)
    wait.only(("cost", "step"))
    return MoveSet(
        means=top.text("means", required=True),
        unit=top.text("unit", required=True),
        wait_cost=_cost(wait, "cost"),
        wait_says=_words(wait, "step", ("day",)),
        moves=_specs(top, "moves", vocabulary),
        others=_specs(top, "others", vocabulary),
    )


_KEYS: dict[Maker, tuple[str, ...]] = {
    "moves": ("means", "when", "cost", "by", *_EFFECTS, "same", "step"),
    "others": ("means", "when", "who", "adds", "changes", "waits_for"),
}


def _specs(top: Fields, maker: Maker, vocabulary: Vocabulary) -> tuple[MoveSpec, ...]:
    found: list[MoveSpec] = []
    block = top.mapping(maker)
    for key, inner in block.entries if block else ():
        place = place_of(key, top.file)
        what = "move" if maker == "moves" else "act of others"
        if check_identifier(key.text, place, what, top.report):
            fields = Fields(inner, top.file, f"{what} '{key.text}'", top.report)
            spec = _spec(key.text, fields, maker, vocabulary, place)
            if spec is not None:
                found.append(spec)
    return tuple(found)


def _spec(
    name: str, fields: Fields, maker: Maker, vocabulary: Vocabulary, place: Place
) -> MoveSpec | None:
    fields.only(_KEYS[maker])
    means = fields.text("means", required=True)
    node = fields.entries.get("when")
    when = TRUE if node is None else read_condition(node, vocabulary, fields.file, fields.report)
    present = [key for key in _EFFECTS if key in fields.entries]
    if len(present) != 1:
        fields.report.add(place, f"{fields.what} needs exactly one of {', '.join(_EFFECTS)}")
        return None
    by = _ways(fields) if maker == "moves" else {}
    effect = _effect(fields, present[0], maker, channel=bool(by))
    if effect is None:
        return None
    if maker == "others":
        says = fields.text("waits_for", required=True)
        cost = 0
    else:
        says = _words(fields, "step", ("channel",) if by else _WORDS[present[0]])
        cost = 0 if by else _cost(fields, "cost")
    who = fields.text("who", required=maker == "others")
    return MoveSpec(name, maker, means, when, cost, by, effect, says, who, place)


def _cost(fields: Fields, key: str) -> int:
    return _whole(fields.text(key, required=True), fields, fields.at(key))


def _whole(text: str, fields: Fields, place: Place) -> int:
    if text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MAX_COST and len(text) <= 7:  # noqa: PLR2004  the digits of the limit
        return int(text)
    if text:
        fields.report.add(place, f"a cost is a whole number from 1 to {MAX_COST}, not '{text}'")
    return 1


def _ways(fields: Fields) -> dict[str, int]:
    block = fields.mapping("by")
    if block is None:
        return {}
    if "cost" in fields.entries:
        fields.report.add(fields.at("cost"), "write the cost of each way under `by:`, and no `cost:`")
    found: dict[str, int] = {}
    known = [channel.value for channel in Channel]
    for key, value in block.entries:
        place = place_of(key, fields.file)
        if key.text not in known:
            near = did_you_mean(key.text, known) or f"known are {', '.join(known)}"
            fields.report.add(place, f"no channel is called '{key.text}'", near)
        elif not isinstance(value, Scalar):
            fields.report.add(place, "a way has one cost, such as `phone: 8`")
        else:
            found[key.text] = _whole(value.text, fields, place)
    if not found:
        fields.report.add(fields.at("by"), "`by:` names at least one way, such as `{phone: 8}`")
    return found


def _words(fields: Fields, key: str, allowed: tuple[str, ...]) -> str:
    """Read a text; its placeholders are those that the move fills in."""
    text = fields.text(key, required=True)
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        fields.report.add(fields.at(key), "a { or } stands alone", "write {word} with both")
        return text
    for _, name, form, conversion in parts:
        if name is not None and (name not in allowed or form or conversion):
            known = " and ".join(f"{{{word}}}" for word in allowed) or "no placeholder"
            fields.report.add(
                fields.at(key), f"'{{{name}}}' cannot stand in this text", f"it may hold {known}"
            )
            return text.replace("{", "").replace("}", "")
    return text


def _effect(fields: Fields, key: str, maker: Maker, *, channel: bool) -> Effect | None:
    if key == "hears":
        return Heard() if fields.choice("hears", ("decision_maker",), required=True) else None
    inner = Fields(fields.mapping(key, required=True), fields.file, f"`{key}:`", fields.report)
    kind = inner.choice("kind", EVENT_TYPES, required=True)
    if not kind:
        return None
    if key == "changes":
        return _change(inner, kind, maker)
    added = _values(inner, kind, ("kind",))
    if channel and "channel" in added:
        inner.report.add(inner.at("channel"), "the way is chosen under `by:`", "leave it out here")
        return None
    if maker == "moves" and not _agents_own(inner, kind, added, AGENTS_OWN):
        return None
    same_as, same_fields = _same(fields, kind)
    chosen: dict[str, FieldValue] = {"channel": Channel.PHONE.value} if channel else {}
    if not _checked(inner, kind, {**added, **chosen}):
        return None
    return Added(kind, added, same_as, same_fields)


def _change(inner: Fields, kind: str, maker: Maker) -> Changed | None:
    inner.only(("kind", "where", "to"))
    file, report = inner.file, inner.report
    where = _values(Fields(inner.mapping("where"), file, "`where:`", report), kind, ())
    to_fields = Fields(inner.mapping("to", required=True), file, "`to:`", report)
    to = _values(to_fields, kind, ())
    if maker == "moves" and not _agents_own(to_fields, kind, to, AGENTS_CHANGES):
        return None
    if not to:
        report.add(inner.place, "`to:` says what the event says then")
        return None
    return Changed(kind, where, to)


def _same(fields: Fields, kind: str) -> tuple[str, tuple[str, ...]]:
    block = fields.mapping("same")
    if block is None:
        return "", ()
    inner = Fields(block, fields.file, "`same:`", fields.report)
    inner.only(("as", "fields"))
    other = inner.choice("as", EVENT_TYPES, required=True)
    names = inner.texts("fields")
    for name in names:
        for owner in (kind, other) if other else ():
            if name not in EVENT_TYPES[owner].model_fields or name in _TIMES:
                near = did_you_mean(name, EVENT_TYPES[owner].model_fields)
                fields.report.add(inner.at("fields"), f"an event '{owner}' has no field '{name}'", near)
    return other, names


_TIMES = ("kind", "at", "id", "logged_at")


def _values(inner: Fields, kind: str, skip: tuple[str, ...]) -> dict[str, FieldValue]:
    """Read the fields of an event; the time is left to the path."""
    known = [name for name in EVENT_TYPES[kind].model_fields if name not in _TIMES]
    found: dict[str, FieldValue] = {}
    for name in inner.entries:
        if name in skip:
            continue
        if name not in known:
            derived = name in DERIVED_FIELDS.get(kind, {})
            near = did_you_mean(name, known) or f"known are {', '.join(known)}"
            hint = "it follows from the rest of the record" if derived else near
            inner.report.add(inner.at(name), f"an event '{kind}' has no field '{name}' to write", hint)
            continue
        text = inner.text(name)
        found[name] = True if text in YES else False if text in NO else text
    return found


def _checked(inner: Fields, kind: str, values: AbstractMapping[str, FieldValue]) -> bool:
    """Try the event out; report what does not fit it."""
    try:
        EVENT_TYPES[kind].model_validate({"at": "2026-01-01", **values})
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            name = str(detail["loc"][0])
            if detail["type"] == "missing":
                hint = "choose it under `by:`" if name == "channel" else "add it"
                inner.report.add(inner.place, f"an event '{kind}' needs `{name}`", hint)
            else:
                inner.report.add(
                    inner.at(name), f"'{values.get(name)}' does not fit `{name}`", _expected(detail)
                )
        return False
    return True


def _expected(detail: AbstractMapping[str, object]) -> str:
    context = detail.get("ctx")
    expected = context.get("expected") if isinstance(context, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]  pydantic's context is untyped
    return f"write {expected}" if expected else ""


def _agents_own(
    inner: Fields,
    kind: str,
    values: AbstractMapping[str, FieldValue],
    allowed: AbstractMapping[str, AbstractMapping[str, tuple[FieldValue, ...]]],
) -> bool:
    """Report what is not the agent's to do: a move never makes somebody else act or speak."""
    hint = "put it under `others:`"
    own = allowed.get(kind)
    if own is None:
        inner.report.add(
            inner.place, f"an event '{kind}' is not the agent's alone to bring about", hint
        )
        return False
    fine = True
    for name, value in values.items():
        if value not in own.get(name, ()):
            inner.report.add(
                inner.at(name), f"`{name}: {_plain(value)}` is not the agent's to say", hint
            )
            fine = False
    for name in _NEEDED.get(kind, ()):
        if name not in values:
            near = f"write {name}: {_plain(own[name][0])}"
            inner.report.add(inner.place, f"an agent's {kind} says `{name}`", near)
            fine = False
    return fine


def _plain(value: FieldValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
