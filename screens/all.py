"""Every pane, in the order of their number keys: a new one is a file beside this one and a line here."""

from __future__ import annotations

from screens import findings
from tui.widgets.pane import Pane

PANES: tuple[Pane, ...] = (findings.PANE,)
