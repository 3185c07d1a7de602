"""The names that keys have in keys.toml, and the keys that they are."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode

from tui.widgets.lines import Lines
from tui.widgets.prompt import Entry, Prompt
from tui.widgets.table import Table
from tui.windows.browse import Browse
from tui.windows.detail import Detail
from tui.windows.help import HelpWindow
from tui.windows.log import LogWindow
from tui.windows.plan import PlanWindow
from tui.windows.run import RunWindow

_ALONE = ((HelpWindow, Lines), (Prompt, Entry))
"""What takes all keys while it is there: the app's do nothing then."""
_WITH_APP = (
    (Browse, Table, Lines), (Detail,), (LogWindow, Lines), (PlanWindow, Lines),
    (RunWindow, Table, Lines),
)  # fmt: skip
"""Each window with the widgets in it that have keys."""


def keys_by_window(app: type[App[None]]) -> list[dict[str, str]]:
    """For each window: the keys that can be pressed there by their names, as Textual calls them."""
    return [_keys(owners) for owners in (*_ALONE, *((app, *owners) for owners in _WITH_APP))]


def _keys(owners: Iterable[type[DOMNode]]) -> dict[str, str]:
    given = (b for owner in owners for one in owner.__mro__ for b in vars(one).get("BINDINGS", ()))
    named = [one for one in given if isinstance(one, Binding) and one.id]
    keys: dict[str, list[str]] = {}
    for binding in Binding.make_bindings(named):
        keys.setdefault(binding.id or "", []).append(binding.key)
    return {name: ",".join(dict.fromkeys(several)) for name, several in keys.items()}
