"""nova-manage: its categories, its usage errors, and what it prints when something is raised."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping

from actions.sim.call import Call, Run
from actions.sim.commands import nova_cells, nova_db, nova_placement
from actions.sim.commands.nova_tool import NOISE, Crash, Tool, Usage
from actions.sim.database import SqlError
from actions.sim.files import NoAccess

CATEGORIES: Mapping[str, Mapping[str, Callable[[Tool], Awaitable[int]]]] = {
    "api_db": nova_db.API_DB,
    "cell_v2": nova_cells.VERBS,
    "db": nova_db.DB,
    "placement": nova_placement.VERBS,
}


async def nova_manage(call: Call) -> int:
    """Run one action; 255 where an exception gets out of it, 2 where the words are wrong."""
    call.complain(NOISE)
    await call.work(1.5)
    words = list(call.args)
    if words in (["version"], ["--version"]):
        call.say("26.2.2")
        return 0
    category = words.pop(0) if words else ""
    if category not in CATEGORIES:
        return _usage(call, "nova-manage", "category", category, CATEGORIES)
    verbs = CATEGORIES[category]
    verb = words.pop(0) if words else ""
    if verb not in verbs:
        return _usage(call, f"nova-manage {category}", "action", verb, verbs)
    try:
        tool = Tool.make(call, tuple(words))
    except NoAccess as why:
        call.say(f"Failed to open some config files: /etc/nova/nova.conf: {why}")
        return 255
    try:
        return await verbs[verb](tool)
    except Usage as error:
        call.complain(f"usage: nova-manage {category} {verb} [-h]")
        call.complain(f"nova-manage {category} {verb}: error: {error}")
        return 2
    except (SqlError, Crash) as error:
        call.say(f"An error has occurred:\nTraceback (most recent call last):\n{tool.raised(error)}\n")
        return 255


def _usage(call: Call, prog: str, what: str, given: str, known: Iterable[str]) -> int:
    names = sorted(known)
    listed = ", ".join(f"'{name}'" for name in names)
    call.complain(f"usage: {prog} [-h]\n       {{{','.join(names)}}} ...")
    if given:
        call.complain(
            f"{prog}: error: argument {what}: invalid choice: '{given}' (choose from {listed})"
        )
    else:
        call.complain(f"{prog}: error: the following arguments are required: {what}")
    return 2


COMMANDS: dict[str, Run] = {"nova-manage": nova_manage}
