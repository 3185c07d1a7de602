"""nova-status upgrade check: what it says of the cells, and that it does not see a wrong cell0."""

from __future__ import annotations

from actions.sim.call import Call, Run
from actions.sim.commands.nova_tool import NOISE, Tool
from actions.sim.database import SqlError
from actions.sim.state import CELL0
from actions.sim.table import checks

RETRY = "Run command 'nova-manage cell_v2 simple_cell_setup' and then retry."
OLDEST = 61
"""The service version of Yoga: nova 26 works with nothing older."""
_QUIET = (
    "Cinder API",
    "Policy File JSON to YAML Migration",
    "Older than N-1 computes",
    "hw_machine_type unset",
    "Service User Token Configuration",
)


async def nova_status(call: Call) -> int:
    """Print the table of checks: 0 all well, 1 a warning, 2 a failure, 255 an exception."""
    call.complain(NOISE)
    await call.work(1.5)
    if call.args[:2] != ("upgrade", "check"):
        call.complain("nova-status: error: the following arguments are required: category")
        return 2
    if len(call.args) > 2:
        call.complain(f"nova-status: error: unrecognized arguments: {' '.join(call.args[2:])}")
        return 2
    tool = Tool.make(call, ())
    try:
        results = [("Cells v2", *_cells(tool)), ("Placement API", *_placement(tool))]
        results += [(name, *_quiet(tool, name)) for name in _QUIET]
    except SqlError as error:
        call.say(f"Error:\nTraceback (most recent call last):\n{tool.raised(error)}\n")
        return 255
    call.say(checks("Upgrade Check Results", results))
    return 2 if any(result == "Failure" for _, result, _ in results) else 0


def _cells(tool: Tool) -> tuple[str, str]:
    cells = tool.nova.cells()
    if len(cells) < 2:
        needs = (
            "There needs to be at least two cell mappings, one for cell0 and one for your first cell."
        )
        return "Failure", f"{needs} {RETRY}"
    if not any(cell.uuid == CELL0 for cell in cells):
        return "Failure", f"No cell0 mapping found. {RETRY}"
    if tool.nova.mapped_hosts():
        return "Success", "None"
    if any(_count(tool, cell.database) for cell in cells if not cell.is_cell0):
        return "Failure", f"No host mappings found but there are compute nodes. {RETRY}"
    return (
        "Success",
        "No host mappings or compute nodes were found. Remember to run command 'nova-manage cell_v2 "
        "discover_hosts' when new compute hosts are deployed.",
    )


def _count(tool: Tool, url: str) -> int:
    schema = tool.nova.open(url)
    return len(tool.nova.database.select(f"{schema}.compute_nodes", "deleted = 0"))


def _placement(tool: Tool) -> tuple[str, str]:
    region = tool.nova.value("placement", "region_name")
    regions = {row["region_id"] for row in tool.call.cloud.rows("identity/endpoints").values()}
    if region and region not in regions:
        return "Failure", "Placement API endpoint not found."
    return "Success", "None"


def _quiet(tool: Tool, name: str) -> tuple[str, str]:
    if name != "Older than N-1 computes":
        return "Success", "None"
    schema = tool.nova.open(tool.nova.value("database", "connection"))
    where = "deleted = 0 AND \"binary\" = 'nova-compute'"
    services = tool.nova.database.select(f"{schema}.services", where)
    version = min((row["version"] for row in services), default=OLDEST)
    if version >= OLDEST:
        return "Success", "None"
    return (
        "Failure",
        "Current Nova version does not support computes older than Yoga but the minimum compute "
        f"service level in your system is {version} and the oldest supported service level is "
        f"{OLDEST}.",
    )


COMMANDS: dict[str, Run] = {"nova-status": nova_status}
