"""The names that keys have in keys.toml."""

from __future__ import annotations

from textual.app import App
from textual.binding import Binding

from tui.widgets.lines import Lines
from tui.widgets.prompt import Prompt
from tui.widgets.table import Table
from tui.windows.browse import Browse
from tui.windows.detail import Detail
from tui.windows.help import HelpWindow
from tui.windows.log import LogWindow
from tui.windows.plan import PlanWindow
from tui.windows.run import RunWindow

_OWNERS = (Browse, Detail, HelpWindow, Lines, LogWindow, PlanWindow, Prompt, RunWindow, Table)


def key_names(app: type[App[None]]) -> set[str]:
    """All of them, the app's own among them."""
    classes = {base for owner in (app, *_OWNERS) for base in owner.__mro__}
    bindings = (binding for one in classes for binding in vars(one).get("BINDINGS", ()))
    return {binding.id for binding in bindings if isinstance(binding, Binding) and binding.id}
