"""nova-manage cell_v2: list, make, change and delete cell mappings (nova/cmd/manage.py of 26.2.2)."""

from __future__ import annotations

import re
import uuid
from urllib.parse import unquote, urlsplit

from actions.sim.commands import nova_hosts
from actions.sim.commands.nova_db import sync_schema
from actions.sim.commands.nova_tool import Tool
from actions.sim.database import SqlError
from actions.sim.nova import Cell
from actions.sim.state import CELL0
from actions.sim.table import centred

NO_TRANSPORT = "none:///"


async def _list_cells(tool: Tool) -> int:
    rows = [
        (
            cell.name or "",
            cell.uuid,
            cell.transport if tool.has("verbose") else _masked(cell.transport),
            cell.database if tool.has("verbose") else _masked(cell.database),
            cell.disabled,
        )
        for cell in sorted(tool.nova.cells(), key=lambda c: c.name or "")
    ]
    columns = ("Name", "UUID", "Transport URL", "Database Connection", "Disabled")
    tool.say(centred(columns, rows))
    return 0


def _masked(url: str) -> str:
    """nova's mask_passwd_in_url: what has no host loses its slashes."""
    parts = urlsplit(url)
    if not parts.netloc:
        return f"{parts.scheme}:{parts.path}"
    place = re.sub(":.*@", ":****@", parts.netloc)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{place}{parts.path}{query}"


async def _map_cell0(tool: Tool) -> int:
    if not _insert_cell0(tool):
        tool.say("Cell0 is already setup")
    return 0


def _insert_cell0(tool: Tool) -> bool:
    """Map cell0 to the URL given, or to [database]/connection's with _cell0; False: it is mapped."""
    connection = tool.option("database_connection")
    connection = connection or unquote(f"{tool.nova.value('database', 'connection')}_cell0")
    try:
        _insert(tool, CELL0, "cell0", NO_TRANSPORT, connection)
    except SqlError as error:
        if error.code == 1062:
            return False
        raise
    return True


def _insert(
    tool: Tool, uuid_: str, name: str | None, transport: str, connection: str, disabled: int = 0
) -> None:
    tool.nova.database.insert(
        tool.nova.api("cell_mappings"),
        created_at=tool.now,
        uuid=uuid_,
        name=name,
        transport_url=transport,
        database_connection=connection,
        disabled=disabled,
    )


async def _create_cell(tool: Tool) -> int:
    transport, connection = _urls(tool)
    if not transport or not connection:
        key = "transport-url if [DEFAULT]/transport_url" if not transport else (
            "database_connection if [database]/connection")  # fmt: skip
        tool.say(f"Must specify --{key} is not set in the configuration file.")
        return 1
    if _taken(tool, None, transport, connection):
        return 2
    made = str(uuid.uuid4())
    _insert(tool, made, tool.option("name") or None, transport, connection, int(tool.has("disabled")))
    if tool.has("verbose"):
        tool.say(made)
    return 0


def _urls(tool: Tool) -> tuple[str, str]:
    """Both URLs; what is not given comes from nova.conf, and it says so."""
    given = []
    for option, section, key in (
        ("transport-url", "DEFAULT", "transport_url"),
        ("database_connection", "database", "connection"),
    ):
        value = tool.option(option, option.replace("-", "_"))
        if not value:
            value = tool.nova.value(section, key)
            tool.say(
                f"--{option} not provided in the command line, using the value [{section}]/{key} "
                "from the configuration file"
            )
        given.append(value)
    return given[0], given[1]


def _taken(tool: Tool, own: Cell | None, transport: str, connection: str) -> bool:
    """Whether another cell has one of the URLs: those given, against the other's filled in."""
    for cell in tool.nova.cells():
        if own is not None and cell.id == own.id:
            continue
        if connection == cell.database or transport == cell.transport:
            tool.say(
                "The specified transport_url and/or database_connection combination already exists "
                f"for another cell with uuid {cell.uuid}."
            )
            return True
    return False


def _found(tool: Tool) -> Cell | None:
    """The cell that --cell_uuid names; it is said where there is none."""
    wanted = tool.required("cell_uuid")
    cell = tool.nova.cell(wanted)
    if cell is None:
        tool.say(f"Cell with uuid {wanted} was not found.")
    return cell


async def _update_cell(tool: Tool) -> int:
    cell = _found(tool)
    if cell is None:
        return 1
    transport, connection = _urls(tool)
    if _taken(tool, cell, transport, connection):
        return 3
    disabled, refusal = _disabled(tool, cell)
    if refusal:
        return refusal
    changes = {
        "name": tool.option("name") or cell.name,
        "transport_url": transport,
        "database_connection": connection,
        "disabled": int(disabled),
        "updated_at": tool.now,
    }
    tool.nova.database.update(tool.nova.api("cell_mappings"), changes, "id = ?", cell.id)
    return 0


def _disabled(tool: Tool, cell: Cell) -> tuple[bool, int]:
    """Whether the cell is to be disabled, and the exit code where that cannot be."""
    disable, enable = tool.has("disable"), tool.has("enable")
    if disable and enable:
        tool.say("Cell cannot be disabled and enabled at the same time.")
        return cell.disabled, 4
    if not (disable or enable):
        return cell.disabled, 0
    if cell.is_cell0:
        tool.say("Cell0 cannot be disabled.")
        return cell.disabled, 5
    if disable == cell.disabled:
        tool.say(f"Cell {cell.uuid} is already {'disabled' if disable else 'enabled'}")
    return disable, 0


async def _delete_cell(tool: Tool) -> int:
    cell, nova = _found(tool), tool.nova
    if cell is None:
        return 1
    forced = tool.has("force")
    hosts = [host for host, id_ in nova.mapped_hosts().items() if id_ == cell.id]
    if hosts and not forced:
        tool.say(f"There are existing hosts mapped to cell with uuid {cell.uuid}.")
        return 2
    mappings = nova.api("instance_mappings")
    if nova.database.select(mappings, "cell_id = ?", cell.id):
        if nova.live_instances(cell):
            tool.say(f"There are existing instances mapped to cell with uuid {cell.uuid}.")
            return 3
        if not forced:
            tool.say(
                f"There are instance mappings to cell with uuid {cell.uuid}, but all instances have "
                "been deleted in the cell.\nSo execute 'nova-manage db archive_deleted_rows' to "
                "delete the instance mappings."
            )
            return 4
    if hosts:
        nova.database.update(nova.inside(cell, "compute_nodes"), {"mapped": 0}, "1")
    for table in (nova.api("host_mappings"), mappings):
        nova.database.delete(table, "cell_id = ?", cell.id)
    nova.database.delete(nova.api("cell_mappings"), "id = ?", cell.id)
    return 0


async def _simple_cell_setup(tool: Tool) -> int:
    transport = tool.option("transport-url") or tool.nova.value("DEFAULT", "transport_url")
    if not tool.has("transport-url"):
        tool.say(
            "--transport-url not provided in the command line, using the value "
            "[DEFAULT]/transport_url from the configuration file"
        )
    await _map_cell0(tool)
    cell0 = tool.nova.cell(CELL0)
    if cell0 is not None:
        await sync_schema(tool, await tool.opened(cell0.database), "nova")
    return nova_hosts.map_cell_and_hosts(tool, transport, _insert)


VERBS = {
    "create_cell": _create_cell,
    "delete_cell": _delete_cell,
    "delete_host": nova_hosts.delete_host,
    "discover_hosts": nova_hosts.discover_hosts,
    "list_cells": _list_cells,
    "list_hosts": nova_hosts.list_hosts,
    "map_cell0": _map_cell0,
    "map_instances": nova_hosts.map_instances,
    "simple_cell_setup": _simple_cell_setup,
    "update_cell": _update_cell,
    "verify_instance": nova_hosts.verify_instance,
}
