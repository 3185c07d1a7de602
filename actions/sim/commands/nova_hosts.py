"""nova-manage cell_v2: map hosts and instances to cells, and look which are."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from actions.sim.commands.nova_tool import Crash, Tool
from actions.sim.nova import Cell
from actions.sim.table import centred


async def list_hosts(tool: Tool) -> int:
    """Print the mapped hosts, all or a cell's."""
    wanted = tool.option("cell_uuid")
    cells = {cell.id: cell for cell in tool.nova.cells()}
    if wanted and not any(cell.uuid == wanted for cell in cells.values()):
        tool.say(f"Cell with uuid {wanted} was not found.")
        return 1
    rows = [
        (cells[id_].name, cells[id_].uuid, host)
        for host, id_ in sorted(tool.nova.mapped_hosts().items())
        if wanted in ("", cells[id_].uuid)
    ]
    tool.say(centred(("Cell Name", "Cell UUID", "Hostname"), rows))
    return 0


async def delete_host(tool: Tool) -> int:
    """Unmap a host on which no instance is."""
    nova, host, wanted = tool.nova, tool.required("host"), tool.required("cell_uuid")
    cell = nova.cell(wanted)
    if cell is None:
        tool.say(f"Cell with uuid {wanted} was not found.")
        return 1
    mapped = nova.mapped_hosts()
    if host not in mapped:
        tool.say(f"The host {host} was not found.")
        return 2
    if mapped[host] != cell.id:
        tool.say(f"The host {host} was not found in the cell {wanted}.")
        return 3
    if nova.live_instances(cell, host):
        tool.say(f"There are instances on the host {host}.")
        return 4
    nova.database.update(nova.inside(cell, "compute_nodes"), {"mapped": 0}, "host = ?", host)
    nova.database.delete(nova.api("host_mappings"), "host = ?", host)
    return 0


async def discover_hosts(tool: Tool) -> int:
    """Map the compute hosts that are in a cell's database and not mapped yet."""
    wanted = tool.option("cell_uuid")
    cells = tool.nova.cells()
    if wanted:
        cells = [cell for cell in cells if cell.uuid == wanted]
        if not cells:
            raise Crash(f"nova.exception.CellMappingNotFound: Cell {wanted} has no mapping.")
    else:
        _tell(tool, f"Found {len(cells)} cell mappings.")
    mapped = 0
    for cell in cells:
        if cell.is_cell0:
            _tell(tool, "Skipping cell0 since it does not contain hosts.")
            continue
        named = f" '{cell.name}'" if cell.name else ""
        _tell(tool, f"Getting computes from cell{named}: {cell.uuid}")
        await tool.opened(cell.database)
        count = _by_service(tool, cell) if tool.has("by-service") else _by_node(tool, cell)
        _tell(tool, f"Found {count} unmapped computes in cell: {cell.uuid}")
        mapped += count
    return int(not mapped) if tool.has("strict") else 0


def _tell(tool: Tool, line: str) -> None:
    if tool.has("verbose"):
        tool.say(line)


def _by_node(tool: Tool, cell: Cell) -> int:
    nodes = tool.nova.inside(cell, "compute_nodes")
    database = tool.nova.database
    count = 0
    for node in database.select(nodes, "deleted = 0 AND mapped = 0", order="id"):
        where = f"host mapping for compute host '{node['host']}': {node['uuid']}"
        _tell(tool, f"Checking {where}")
        if node["host"] not in tool.nova.mapped_hosts():
            _tell(tool, f"Creating {where}")
            _map(tool, cell, node["host"])
            count += 1
        database.update(nodes, {"mapped": 1}, "id = ?", node["id"])
    return count


def _by_service(tool: Tool, cell: Cell) -> int:
    services = tool.nova.inside(cell, "services")
    where = "deleted = 0 AND \"binary\" = 'nova-compute'"
    count = 0
    for row in tool.nova.database.select(services, where, order="id"):
        if row["host"] not in tool.nova.mapped_hosts():
            _tell(tool, f"Creating host mapping for service {row['host']}")
            _map(tool, cell, row["host"])
            count += 1
    return count


def _map(tool: Tool, cell: Cell, host: str) -> None:
    table = tool.nova.api("host_mappings")
    tool.nova.database.insert(table, created_at=tool.now, cell_id=cell.id, host=host)


def map_cell_and_hosts(tool: Tool, transport: str, insert: Callable[..., None]) -> int:
    """Map the local cell, its hosts and its instances, as simple_cell_setup does."""
    connection = tool.nova.value("database", "connection")
    schema = tool.nova.open(connection)
    found = tool.nova.database.select(f"{schema}.compute_nodes", "deleted = 0")
    if not found:
        tool.say("No hosts found to map to cell, exiting.")
        return 1
    cell = next((c for c in tool.nova.cells() if c.database == connection and not c.is_cell0), None)
    if all(node["host"] in tool.nova.mapped_hosts() for node in found):
        tool.say("All hosts are already mapped to cell(s).")
    elif cell is None:
        insert(tool, str(uuid.uuid4()), None, transport, connection)
        cell = tool.nova.cells()[-1]
    if cell is not None:
        _by_node(tool, cell)
        _map_instances(tool, cell)
    return 0


async def map_instances(tool: Tool) -> int:
    """Map the instances of a cell's database that have no mapping yet."""
    wanted = tool.required("cell_uuid")
    cell = tool.nova.cell(wanted)
    if cell is None:
        raise Crash(f"nova.exception.CellMappingNotFound: Cell {wanted} has no mapping.")
    _map_instances(tool, cell)
    return 0


def _map_instances(tool: Tool, cell: Cell) -> None:
    table = tool.nova.api("instance_mappings")
    database = tool.nova.database
    mapped = {row["instance_uuid"] for row in database.select(table)}
    for row in tool.nova.live_instances(cell):
        if row["uuid"] not in mapped:
            database.insert(
                table,
                created_at=tool.now,
                instance_uuid=row["uuid"],
                cell_id=cell.id,
                project_id=row["project_id"],
                user_id=row["user_id"],
                queued_for_delete=0,
            )


async def verify_instance(tool: Tool) -> int:
    """Say whether an instance is mapped, and to which cell."""
    wanted = tool.required("uuid")
    code, told = _verified(tool, wanted)
    if not tool.has("quiet"):
        tool.say(told)
    return code


def _verified(tool: Tool, wanted: str) -> tuple[int, str]:
    database = tool.nova.database
    found = database.select(tool.nova.api("instance_mappings"), "instance_uuid = ?", wanted)
    if not found:
        missing = "is not mapped to a cell (upgrade is incomplete) or instance does not exist"
        return 1, f"Instance {wanted} {missing}"
    cell = next((c for c in tool.nova.cells() if c.id == found[0]["cell_id"]), None)
    if cell is None:
        return 2, f"Instance {wanted} is not mapped to a cell"
    instances = database.select(tool.nova.inside(cell, "instances"), "uuid = ?", wanted)
    if not instances:
        return 4, f"The instance with uuid {wanted} has been archived."
    if instances[0]["deleted"]:
        return 3, f"The instance with uuid {wanted} has been deleted."
    return 0, f"Instance {wanted} is in cell: {cell.name} ({cell.uuid})"
