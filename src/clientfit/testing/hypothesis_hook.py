"""Tell Hypothesis how to draw our types, so that `st.from_type(Case)` works.

Hypothesis calls `register` when it is imported. Cases cost an import of pydantic, so nothing is loaded
then: what is registered waits until somebody imports the module of the type.
"""

import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType


def register() -> None:
    """Register our types now where they are loaded already, else when they are."""
    for module, then in (("clientfit.events", register_events), ("clientfit.case", register_case)):
        if module in sys.modules:
            then()
        elif not any(isinstance(f, _Waiting) and f.module == module for f in sys.meta_path):
            sys.meta_path.insert(0, _Waiting(module, then))


def register_case() -> None:
    """Register cases."""
    from hypothesis import strategies as st  # noqa: PLC0415  only who draws them pays for it

    from clientfit.case import Case  # noqa: PLC0415  the same

    def cases(_: type[Case]) -> st.SearchStrategy[Case]:
        from clientfit.testing.case_strategies import cases  # noqa: PLC0415  it imports cases itself

        return cases()

    st.register_type_strategy(Case, cases)


def register_events() -> None:
    """Register every kind of event."""
    from hypothesis import strategies as st  # noqa: PLC0415  only who draws them pays for it

    from clientfit.events import EVENT_TYPES, EventBase  # noqa: PLC0415  the same

    def events(model: type[EventBase]) -> st.SearchStrategy[EventBase]:
        from clientfit.testing.event_strategies import events  # noqa: PLC0415  it imports them itself

        return events(str(model.model_fields["kind"].default))

    for model in EVENT_TYPES.values():
        st.register_type_strategy(model, events)


class _Waiting(MetaPathFinder):
    """Steps in once, when the module is imported, and then out of the way."""

    def __init__(self, module: str, then: Callable[[], None]) -> None:
        self.module, self.then = module, then

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Find the module as always, but register our types after it has run."""
        del path, target
        if fullname != self.module:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _ThenRegister(spec.loader, self.then)
        return spec


class _ThenRegister(Loader):
    """Loads a module as its own loader does, and registers our types then."""

    def __init__(self, own: Loader, then: Callable[[], None]) -> None:
        self.own, self.then = own, then

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Create the module as always."""
        return self.own.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module as always; afterwards it looks as if nobody had stepped in."""
        module.__loader__ = self.own
        if module.__spec__ is not None:
            module.__spec__.loader = self.own
        self.own.exec_module(module)
        self.then()
