"""Every repair, sorted by name: a new one is a file beside this one and a line here."""

from __future__ import annotations

from actions.model import Action
from actions.repair import (
    align_db_account,
    bounce_service,
    delete_empty_cell,
    delete_stale_service,
    disable_service,
    discover_hosts,
    enable_service,
    remap_cell,
    remap_cell0,
    restart_service,
)

REPAIRS: tuple[Action, ...] = (
    align_db_account.ACTION,
    bounce_service.ACTION,
    delete_empty_cell.ACTION,
    delete_stale_service.ACTION,
    disable_service.ACTION,
    discover_hosts.ACTION,
    enable_service.ACTION,
    remap_cell.ACTION,
    remap_cell0.ACTION,
    restart_service.ACTION,
)
