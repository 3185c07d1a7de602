"""nova-manage placement: audit and heal_allocations, on a cloud in which all is well."""

from __future__ import annotations

from actions.sim.commands.nova_tool import Tool


async def _audit(tool: Tool) -> int:
    """Resource providers with allocations of instances that nova does not know: none here."""
    tool.nova.cells()
    return 0


async def _heal_allocations(tool: Tool) -> int:
    """4: nothing had to be healed."""
    if tool.has("verbose"):
        tool.say("Running batches of 50 until complete")
    processed = 0
    for cell in tool.nova.cells():
        if cell.is_cell0:
            continue
        if tool.has("verbose"):
            tool.say(f"Looking for instances in cell: {cell.uuid}({cell.name})")
        processed += len([row for row in tool.nova.live_instances(cell) if row["host"]])
    tool.say(f"Processed {processed} instances.")
    return 4


VERBS = {"audit": _audit, "heal_allocations": _heal_allocations}
