"""Every pane, those with a number key first: a new one is a file beside this one and a line here."""

from __future__ import annotations

from screens import cells, findings, install, networks, nodes, overview, runs, services, volumes
from tui.values.pane import Pane

PANES: tuple[Pane, ...] = (
    overview.PANE,
    nodes.PANE,
    services.PANE,
    cells.PANE,
    networks.PANE,
    findings.PANE,
    install.PANE,
    runs.PANE,
    volumes.PANE,
)
