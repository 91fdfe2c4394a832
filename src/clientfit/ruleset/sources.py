"""Read the documents of a rule set from its directory, and of those that it extends."""

import re
from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field
from pathlib import Path

from clientfit.errors import Problem
from clientfit.language.expression import Place
from clientfit.ruleset.documents import Mapping, Node, Scalar, Unreadable, read_document
from clientfit.ruleset.fields import Report, place_of
from clientfit.ruleset.model import Family
from clientfit.ruleset.vocabulary_files import FactSource
from clientfit.suggestions import did_you_mean

FAMILIES: dict[str, Family] = {"signals": "signal", "reasons": "reason", "outcomes": "outcome"}
DEFAULT_NAME = "clientfit/default"
MAX_FILES = 1000
MOVES = "moves.yaml"
TOP = "ruleset.yaml"
CASES = "cases.yaml"
"""The boundary suite, which the lint reads."""
_FIRST_KEY = re.compile(r"^(signal|reason|outcome|topic|events|facts)\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sources:
    """The documents of a rule set.

    Attributes:
        top: `ruleset.yaml`.
        folders: the files of `facts`, `signals`, `reasons` and `outcomes`.
        moves: `moves.yaml`, where there is one.
        dropped: what an overlay dropped, and where it says so.
        changed: what an overlay changed, as `rule` and `rule/key`, and where it says so.
        bases: the directories of the rule sets that are extended, as messages name them.
        order_fails: whether something in `order:` was reported, so that what lacks in it would mislead.
    """

    top: Node
    folders: AbstractMapping[str, tuple[FactSource, ...]]
    moves: Node | None = None
    dropped: AbstractMapping[str, Place] = field(default_factory=dict[str, Place])
    changed: AbstractMapping[str, Place] = field(default_factory=dict[str, Place])
    bases: tuple[str, ...] = ()
    order_fails: bool = False


def default_rules_path() -> Path:
    """Where the default rule set lies: inside the installed package, or beside the sources."""
    installed = Path(__file__).parent.parent / "_rules"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "rules"


def has_rules(root: Path) -> bool:
    """Whether a directory holds a rule set."""
    return (root / TOP).is_file()


def no_rule_set(root: Path, shown: str) -> Problem:
    """Say why there is no rule set to read, and what to name instead."""
    parts = "ruleset.yaml, facts/, signals/, reasons/, outcomes/"
    message = "there is no ruleset.yaml here"
    hint = f"name the directory that holds {parts}; {DEFAULT_NAME} is the built-in one"
    misnamed = f"{Path(TOP).stem}.yml"
    if root.is_file():
        message = "this is a file, and a rule set is a directory"
        hint = f"write {Path(shown).parent.as_posix()}" if root.name in (TOP, misnamed) else hint
    elif not root.is_dir():
        message = "there is no such directory"
    elif (root / misnamed).is_file():
        hint = f"rename {misnamed} to {TOP}"
    return Problem(shown, 0, "", message, hint)


def read_directory(root: Path, shown: str, report: Report) -> Sources:
    """Read every file of one rule set's own directory.

    Args:
        root: the directory.
        shown: its name in messages.
        report: takes what is wrong.
    """
    top = _read([root / TOP], root, shown, report)
    folders = {
        folder: tuple(_read(sorted((root / folder).glob("*.yaml")), root, shown, report))
        for folder in ("facts", *FAMILIES)
    }
    _report_unread(root, shown, report)
    files = [root / MOVES] if (root / MOVES).is_file() else []
    moves = _read(files, root, shown, report)
    return Sources(
        top[0].document if top else Mapping((), 0), folders, moves[0].document if moves else None
    )


def _report_unread(root: Path, shown: str, report: Report) -> None:
    """Report what was surely meant to be read and is not: it would be missed without a word."""
    known = ("facts", *FAMILIES)
    report.problems.extend(_strangers(root, shown))
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        near = next((name for name in known if _nearly(folder.name, name)), None)
        files = sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml"))
        if folder.name not in known and near and files:
            message = "no folder of a rule set is called so, and the files in it are not read"
            hint = f"did you mean '{near}'?"
            report.problems.append(Problem(f"{shown}/{folder.name}", 0, "", message, hint))
        for file in files if folder.name in known else ():
            name = f"{shown}/{file.relative_to(root).as_posix()}"
            if file.parent != folder:
                message = "this file is not read, because it lies in a folder of its own"
                report.problems.append(Problem(name, 0, "", message, f"move it to {folder.name}/"))
            elif file.suffix == ".yml":
                message = "this file is not read, because its name does not end in .yaml"
                report.problems.append(Problem(name, 0, "", message, f"call it {file.stem}.yaml"))


def _strangers(root: Path, shown: str) -> Iterator[Problem]:
    """YAML files beside `ruleset.yaml`; a hidden one, such as that of a tool, is no rule."""
    known = (TOP, CASES, MOVES)
    for file in sorted(root.iterdir()):
        if file.suffix not in (".yaml", ".yml") or file.name.startswith(".") or not file.is_file():
            continue
        if file.name in known:
            continue
        near = did_you_mean(file.stem.lower(), [Path(name).stem for name in known])
        folder = _folder_of_rule(file)
        message, away = "this file is not read", "move it out of the rule set"
        if f"{file.stem}.yaml" in known:
            hint = f"rename it {file.stem}.yaml"
        elif near and not folder:
            hint = f"{near} If not, {away}"
        else:
            message = "no rule is read from here"
            hint = f"put it into {folder or 'signals/, reasons/ or outcomes/'}, or {away}"
        yield Problem(f"{shown}/{file.name}", 0, "", message, hint)


def _folder_of_rule(file: Path) -> str:
    """The folder that a misplaced file belongs into by its first telling key, or ""."""
    found = _FIRST_KEY.search(file.read_text("utf-8", errors="replace"))
    if found is None:
        return ""
    by_key = {family: f"{folder}/" for folder, family in FAMILIES.items()}
    return next((by_key[key] for key in by_key if key == found[1]), "facts/")


def _nearly(name: str, known: str) -> bool:
    """The same but for capitals or a plural; a house may have folders of its own, such as `notes`."""
    return name.lower().rstrip("s") == known.rstrip("s")


def _read(files: list[Path], root: Path, shown: str, report: Report) -> list[FactSource]:
    found: list[FactSource] = []
    if len(files) > MAX_FILES:
        message = f"{files[0].parent.name}/ holds {len(files)} files, the limit is {MAX_FILES}"
        report.problems.append(Problem(shown, 0, "", message))
    for file in files[:MAX_FILES]:
        name = f"{shown}/{file.relative_to(root).as_posix()}"
        try:
            document, problems = read_document(file, name)
        except Unreadable as unreadable:
            report.problems.append(unreadable.problem)
            # Without the vocabulary every other file would be full of unknown words.
            report.stops = report.stops or file.name == TOP or file.parent.name == "facts"
        else:
            report.problems.extend(problems)
            found.append(FactSource(name, document))
    return found


def extended(sources: Sources) -> Scalar | None:
    """What a rule set names under `extends:`, if it does."""
    node = sources.top.get("extends") if isinstance(sources.top, Mapping) else None
    return node if isinstance(node, Scalar) else None


def base_of(name: Scalar, root: Path, shown: str, report: Report) -> tuple[Path, str] | None:
    """Where the rule set that is extended lies, and how it is called in messages."""
    if name.text == DEFAULT_NAME:
        return default_rules_path(), DEFAULT_NAME
    base = root / name.text
    if not name.text or not has_rules(base):
        finds = f"`extends:` finds no ruleset.yaml in '{name.text}'"
        report.add(
            place_of(name, shown),
            finds if name.text else "`extends:` is empty",
            did_you_mean(name.text, (DEFAULT_NAME,))
            or f"write {DEFAULT_NAME}, or a directory beside this one, such as ../our-rules",
        )
        report.stops = True
        return None
    return base, (Path(shown) / name.text).as_posix()
