"""Take the keys of a YAML mapping one by one, collecting what is wrong instead of stopping."""

from collections.abc import Iterable

from clientfit.errors import Problem
from clientfit.language.expression import Place
from clientfit.ruleset.documents import Mapping, Node, Scalar, Sequence
from clientfit.suggestions import did_you_mean


def place_of(node: Node, file: str) -> Place:
    """Where a node stands; in a merged rule set its neighbours may come from another file."""
    return Place(node.file or file, node.line)


class Report:
    """Collects problems while a rule set is read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.stops = False
        """Something is missing on which the rest stands, so that what follows would mislead."""

    def add(self, place: Place, message: str, hint: str = "") -> None:
        """Note one problem."""
        self.problems.append(Problem(place.file, place.line, "", message, hint))


class Fields:
    """The keys of one mapping. Whatever is asked for and wrong is reported and given as empty."""

    def __init__(self, node: Node | None, file: str, what: str, report: Report) -> None:
        self.node, self.file, self.what, self.report = node, file, what, report
        self.place = place_of(node, file) if node else Place(file)
        self.entries: dict[str, Node] = {}
        self.key_places: dict[str, Place] = {}
        if isinstance(node, Mapping):
            self.entries = {key.text: value for key, value in node.entries}
            self.key_places = {key.text: place_of(key, file) for key, _ in node.entries}
        elif node is not None:
            report.add(self.place, f"{what} must be keys with values, such as `title: ...`")

    def only(self, allowed: Iterable[str]) -> None:
        """Report every key that is not among these."""
        known = tuple(allowed)
        for key in self.entries:
            if key not in known:
                near = did_you_mean(key, known) or f"known are {', '.join(known)}"
                self.report.add(self.at(key), f"{self.what} has no key '{key}'", near)

    def at(self, key: str) -> Place:
        """Where a key stands."""
        return self.key_places.get(key, self.place)

    def text(self, key: str, *, required: bool = False) -> str:
        """A key's text, or ""."""
        node = self.entries.get(key)
        if node is None:
            if required:
                self.report.add(self.place, f"{self.what} needs `{key}:`")
            return ""
        if not isinstance(node, Scalar):
            self.report.add(self.at(key), f"`{key}:` must be one text")
            return ""
        text = " ".join(node.text.split())
        if required and not text:
            self.report.add(self.at(key), f"`{key}:` is empty")
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        """A key's list of texts; one text counts as a list of one."""
        return tuple(" ".join(item.text.split()) for item in self.scalars(key))

    def scalars(self, key: str) -> tuple[Scalar, ...]:
        """A key's list of single values, with their lines."""
        node = self.entries.get(key)
        if node is None:
            return ()
        if isinstance(node, Scalar):
            return (node,)
        if not isinstance(node, Sequence):
            self.report.add(self.at(key), f"`{key}:` must be a list")
            return ()
        found: list[Scalar] = []
        for item in node.items:
            if isinstance(item, Scalar):
                found.append(item)
            else:
                self.report.add(place_of(item, self.file), f"`{key}:` holds single words or texts")
        return tuple(found)

    def items(self, key: str) -> tuple[Node, ...]:
        """A key's list."""
        node = self.entries.get(key)
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self.report.add(self.at(key), f"`{key}:` must be a list, each item after a dash")
            return ()
        return node.items

    def mapping(self, key: str, *, required: bool = False) -> Mapping | None:
        """A key's inner mapping."""
        node = self.entries.get(key)
        if node is None:
            if required:
                self.report.add(self.place, f"{self.what} needs `{key}:`")
            return None
        if not isinstance(node, Mapping):
            self.report.add(self.at(key), f"`{key}:` must be keys with values")
            return None
        return node

    def choice(self, key: str, choices: Iterable[str], *, required: bool = False) -> str:
        """A key's word, which must be among the choices, or ""."""
        word = self.text(key, required=required)
        known = tuple(choices)
        if word and word not in known:
            near = did_you_mean(word, known) or f"write one of {', '.join(known)}"
            self.report.add(self.at(key), f"`{key}:` cannot be '{word}'", near)
            return ""
        return word
