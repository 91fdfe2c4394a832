"""Tell Hypothesis how to draw our types, so that `st.from_type(Case)` works.

Hypothesis calls `register` when it is imported. Cases cost an import of pydantic, so nothing is loaded
then: what is registered waits until somebody imports `clientfit.case`.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType

WAITS_FOR = "clientfit.case"


def register() -> None:
    """Register our types now where they are loaded already, else when they are."""
    if WAITS_FOR in sys.modules:
        register_types()
    elif not any(isinstance(finder, _Waiting) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Waiting())


def register_types() -> None:
    """Register cases and every kind of event."""
    from hypothesis import strategies as st  # noqa: PLC0415  only who draws them pays for it

    from clientfit.case import Case  # noqa: PLC0415  the same
    from clientfit.events import EVENT_TYPES, EventBase  # noqa: PLC0415  the same

    def cases(_: type[Case]) -> st.SearchStrategy[Case]:
        from clientfit.testing.case_strategies import cases  # noqa: PLC0415  it imports cases itself

        return cases()

    def events(model: type[EventBase]) -> st.SearchStrategy[EventBase]:
        from clientfit.testing.event_strategies import events  # noqa: PLC0415  the same

        return events(str(model.model_fields["kind"].default))

    st.register_type_strategy(Case, cases)
    for model in EVENT_TYPES.values():
        st.register_type_strategy(model, events)


class _Waiting(MetaPathFinder):
    """Steps in once, when the module is imported, and then out of the way."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Find the module as always, but register our types after it has run."""
        del path, target
        if fullname != WAITS_FOR:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _ThenRegister(spec.loader)
        return spec


class _ThenRegister(Loader):
    """Loads a module as its own loader does, and registers our types then."""

    def __init__(self, own: Loader) -> None:
        self.own = own

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Create the module as always."""
        return self.own.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module as always; afterwards it looks as if nobody had stepped in."""
        module.__loader__ = self.own
        if module.__spec__ is not None:
            module.__spec__.loader = self.own
        self.own.exec_module(module)
        register_types()
