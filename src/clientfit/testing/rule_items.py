"""Rule files as pytest items: one an example or promise; a failure shows the explanation."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from clientfit.errors import Problem
from clientfit.evaluator import Rules
from clientfit.examples import ExampleResult
from clientfit.ruleset.model import Example, Promise
from clientfit.ruleset.sources import FAMILIES
from clientfit.testing.assertions import explain
from clientfit.testing.fact_strategies import as_given
from clientfit.testing.partial_loading import TOP, Loaded, load_what_loads


class RuleFile(pytest.File):
    """One file of a rule set."""

    def __init__(self, *, root: Path, **options: Any) -> None:  # noqa: ANN401  pytest's own options
        super().__init__(**options)  # pyright: ignore[reportUnknownMemberType]  pytest leaves it untyped
        self.root = root

    def collect(self) -> Iterator[pytest.Item]:
        """One item for each example and promise of the file, or one for its errors."""
        loaded = load_what_loads(self.root)
        inside = self.path.relative_to(self.root).as_posix()
        problems = loaded.problems.get(inside, ())
        if problems:
            yield _item(BrokenFile, self, name="loads", problems=problems)
        has_items = inside == TOP or inside.split("/")[0] in FAMILIES
        if loaded.rules is None and has_items and not problems:
            yield _item(LeftOut, self, name="loads", why=loaded.stuck)
        elif inside in loaded.orphans:
            yield _item(LeftOut, self, name="loads", why=loaded.orphans[inside])
        elif loaded.rules is not None:
            yield from self._promises(loaded, loaded.rules, inside)
            yield from self._examples(loaded, loaded.rules, inside)

    def _promises(self, loaded: Loaded, rules: Rules, inside: str) -> Iterator[pytest.Item]:
        for item in loaded.items:
            if loaded.inside(item.file) == inside:
                why = item.problem.message
                yield _item(LeftOut, self, name=item.name, why=why, line=item.line)
        for promise in rules.rule_set.must:
            if loaded.inside(promise.place.file) == inside:
                options = {"name": promise.name, "loaded": loaded, "promise": promise}
                yield _item(PromiseItem, self, **options)

    def _examples(self, loaded: Loaded, rules: Rules, inside: str) -> Iterator[pytest.Item]:
        for rule in rules.rule_set.rules:
            for example in rule.examples:
                if loaded.inside(example.place.file) == inside:
                    result = loaded.results[rule.id, example.name]
                    options = {"name": example.name, "loaded": loaded, "example": example}
                    yield _item(ExampleItem, self, **options, result=result)


def _item(kind: type[pytest.Item], parent: pytest.Collector, **options: object) -> pytest.Item:
    return kind.from_parent(parent, **options)  # pyright: ignore[reportUnknownMemberType]  pytest leaves it untyped


class Failed(Exception):  # noqa: N818  its text is shown as it is
    """What the user reads instead of a traceback."""


class RuleItem(pytest.Item):
    """An item of a rule file."""

    line = 0

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ANN401  as pytest declares it
        """Show the explanation, not the place in our code where it was raised."""
        if isinstance(excinfo.value, Failed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the item is written, so that its place can be clicked."""
        return self.path, max(self.line - 1, 0), self.name

    @property
    def shown(self) -> str:
        """The place as pytest's users click on it."""
        try:
            path = self.path.relative_to(self.config.invocation_params.dir)
        except ValueError:
            path = self.path
        return f"{path.as_posix()}:{self.line}"


class BrokenFile(RuleItem):
    """A file that does not load."""

    def __init__(self, *, problems: Sequence[Problem], **options: Any) -> None:  # noqa: ANN401  pytest's own options
        super().__init__(**options)  # pyright: ignore[reportUnknownMemberType]  pytest leaves it untyped
        self.problems = problems
        self.line = problems[0].line

    def runtest(self) -> None:
        """Fail with every error."""
        raise Failed("\n".join(map(str, self.problems)))


class LeftOut(RuleItem):
    """A file that rests on one that does not load."""

    def __init__(self, *, why: str, line: int = 1, **options: Any) -> None:  # noqa: ANN401  pytest's own options
        super().__init__(**options)  # pyright: ignore[reportUnknownMemberType]  pytest leaves it untyped
        self.line = line
        # A mark, unlike a call of `pytest.skip`, is reported with the place of the item.
        self.add_marker(pytest.mark.skip(reason=f"it rests on a file that does not load: {why}"))

    def runtest(self) -> None:
        """Never run: what is wrong stands at the other file."""


class ExampleItem(RuleItem):
    """One example of one rule."""

    def __init__(
        self,
        *,
        loaded: Loaded,
        example: Example,
        result: ExampleResult,
        **options: Any,  # noqa: ANN401  pytest's own options
    ) -> None:
        super().__init__(**options)  # pyright: ignore[reportUnknownMemberType]  pytest leaves it untyped
        self.loaded, self.example, self.result = loaded, example, result
        self.line = example.place.line

    def runtest(self) -> None:
        """Check the example by the reference, and explain where it gives something else."""
        result, rules = self.result, self.loaded.rules
        if rules is None:
            return
        decision = rules.decide_facts(as_given(self.example.given))  # the coverage of rules counts it
        if result.passed:
            return
        what = (
            f"{self.shown}: the example '{result.example}' of {result.rule} expects"
            f" '{result.expected}' but gives '{result.found}'"
        )
        raise Failed(_paragraphs(what, self.loaded.missing, explain(decision)))


class PromiseItem(RuleItem):
    """One promise of the house, over every possible client."""

    def __init__(self, *, loaded: Loaded, promise: Promise, **options: Any) -> None:  # noqa: ANN401  pytest's own options
        super().__init__(**options)  # pyright: ignore[reportUnknownMemberType]  pytest leaves it untyped
        self.loaded, self.promise = loaded, promise
        self.line = promise.place.line

    def runtest(self) -> None:
        """Prove the promise, or show a client of whom it is broken."""
        found, rules = self.loaded.promises[self.promise.name], self.loaded.rules
        if found.standing == "proved" or rules is None:
            return
        text = (
            f"{self.shown}: the promise '{self.promise.name}' is {found.standing} {found.why}".rstrip()
        )
        client = "" if found.witness is None else explain(rules.decide_facts(as_given(found.witness)))
        raise Failed(_paragraphs(text, self.loaded.missing, client))


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(filter(None, texts))
