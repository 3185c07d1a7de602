"""discover-hosts: compute hosts that have reported are mapped to the cell that they report to."""

from __future__ import annotations

from actions.checks._support import cells, reachability, renamed
from actions.checks._support.presence import STALE
from actions.checks._support.wording import count, listed, verb
from actions.deployments.nova_manage import nova_manage
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.hosts import conf
from actions.facts.nova import cell_databases, compute_services
from actions.facts.nova.cell_mappings import CELL0, ApiDatabase
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do
from actions.repair.cells.cell_target import known_cells


def plan(situation: Situation) -> Decision:
    """Discover while a cell's database has compute nodes on hosts that nova_api has not mapped."""
    known = known_cells(situation)
    if isinstance(known, str):
        return blocked(known)
    api, found = known
    closed = _closed(situation, api)
    if closed:
        return blocked(
            f"The database of {listed(closed)} cannot be read, and discover_hosts, which asks every "
            "cell, would end with a traceback: mend that cell first "
            f"({situation.command('run', 'remap-cell')})."
        )
    if situation.get(compute_services.PROBE) is None:
        error = situation.snapshot.reading(compute_services.PROBE).error or "nobody looked"
        return blocked(f"Which compute hosts are alive could not be read from nova's API: {error}")
    noted = _unmapped(situation, noted=True)
    hosts = noted | _unmapped(situation, noted=False)
    alive = hosts & cells.reporting(situation.snapshot)
    left = _left_behind(situation, hosts - alive)
    if not alive:
        return already(_none(api, hosts))
    other = alive & renamed.new_names(situation.snapshot)
    if other:
        return blocked(_renamed(situation, other))
    if left:
        return blocked(_beside(situation, left, alive))
    noted &= alive
    hosts = alive
    by_service = "--by-service " if noted else ""
    why = f"{listed(hosts)} {verb(len(hosts), 'is', 'are')} mapped to no cell"
    if noted:
        why += (
            f"; compute_nodes says mapped=1 of {listed(noted)}, and only --by-service looks behind that"
        )
    command = nova_manage(
        found.deployment, found.host, f"cell_v2 discover_hosts {by_service}--verbose", timeout=600.0
    )
    return do(command, why=why)


def _none(api: ApiDatabase, silent: set[str]) -> str:
    mapped = count(sum(len(cell.hosts) for cell in api.cells), "host")
    if not silent:
        return f"every host with a compute node is mapped to a cell ({mapped})"
    return (
        f"every host that reports is mapped to a cell ({mapped}); {listed(silent)} "
        f"{verb(len(silent), 'is', 'are')} not mapped and {verb(len(silent), 'does', 'do')} not report"
    )


def _beside(situation: Situation, left: set[str], alive: set[str]) -> str:
    """discover_hosts takes all that has rows, and cannot leave a host out."""
    many = len(left)
    delete = situation.command("run", "delete-stale-service", f"{min(left)}/{NOVA_COMPUTE}")
    return (
        f"{listed(left)} {verb(many, 'has', 'have')} rows in a cell and {verb(many, 'does', 'do')} not "
        f"report, and discover_hosts would map {verb(many, 'it', 'them')} beside {listed(alive)}: "
        f"start {NOVA_COMPUTE} there, or, where the host is gone for good, {delete}."
    )


def _renamed(situation: Situation, names: set[str]) -> str:
    """discover_hosts takes all that has rows: a wrong name as well."""
    one = next(one for one in renamed.renamed(situation.snapshot) if one.new in names)
    return (
        f"{one.new} is the machine that nova knows as {one.old.host}, and discover_hosts would map it "
        f"as another host: {situation.command('run', 'restore-host-name', one.host)} first, then "
        f"{situation.command('run', 'delete-stale-service', f'{one.new}/{NOVA_COMPUTE}')}."
    )


def _left_behind(situation: Situation, silent: set[str]) -> set[str]:
    """Those of which only rows may be left: no host of the site file, or silent for a day."""
    snapshot = situation.snapshot
    names, reading = reachability.host_names(snapshot), snapshot.reading(compute_services.PROBE)
    heard = {
        service.host
        for service in reading.fact or ()
        if service.binary == NOVA_COMPUTE and reading.at - (service.heartbeat or 0.0) <= STALE
    }
    return {host for host in silent if names.host(host) is None or host not in heard}


def _closed(situation: Situation, api: ApiDatabase) -> list[str]:
    """Names of the cells that have computes and cannot be read."""
    databases = situation.each(cell_databases.PROBE)
    return [
        cell.name or cell.uuid
        for cell in api.cells
        if cell.uuid != CELL0 and (cell.uuid not in databases or databases[cell.uuid].code)
    ]


def _unmapped(situation: Situation, noted: bool) -> set[str]:
    return {h for _, hosts in cells.unmapped(situation.snapshot, noted=noted) for h in hosts}


def notes(situation: Situation) -> tuple[str, ...]:
    """How its result is told, and why it has a lock."""
    tool = conf.nova_manage(situation.snapshot)
    return (
        f"`Found 0 unmapped computes` is no success: {tool} says that too where it finds no compute at "
        "all. What counts is that the hosts are in nova_api.host_mappings, and that is looked at.",
        "Two discover_hosts at once make duplicate mappings and fail (rc 2, before Train a "
        "traceback), so it is run under a lock.",
    )


ACTION = Action(
    "discover-hosts",
    "Map new compute hosts to their cell",
    (
        Step(
            "discover",
            "Map compute hosts that are in no cell",
            (*renamed.NEEDS, cell_databases.PROBE),
            plan,
            verify_timeout=60.0,
        ),
    ),
    lock="discover-hosts",
    notes=notes,
)
