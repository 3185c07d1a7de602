"""The names that keys have in keys.toml, and the keys that they are."""

from __future__ import annotations

from textual.app import App
from textual.binding import Binding

from tui.widgets.lines import Lines
from tui.widgets.prompt import Entry, Prompt
from tui.widgets.table import Table
from tui.windows.browse import Browse
from tui.windows.detail import Detail
from tui.windows.help import HelpWindow
from tui.windows.log import LogWindow
from tui.windows.plan import PlanWindow
from tui.windows.run import RunWindow

_OWNERS = (
    Browse, Detail, Entry, HelpWindow, Lines, LogWindow, PlanWindow, Prompt, RunWindow, Table,
)  # fmt: skip


def keys_by_window(app: type[App[None]]) -> list[dict[str, str]]:
    """For each window or widget, and for the app: its keys by their names, as Textual calls them."""
    found = []
    for owner in (app, *_OWNERS):
        given = (binding for one in owner.__mro__ for binding in vars(one).get("BINDINGS", ()))
        named = [one for one in given if isinstance(one, Binding) and one.id]
        expanded = list(Binding.make_bindings(named))
        keys: dict[str, list[str]] = {}
        for binding in expanded:
            keys.setdefault(binding.id or "", []).append(binding.key)
        found.append({name: ",".join(dict.fromkeys(several)) for name, several in keys.items()})
    return found
