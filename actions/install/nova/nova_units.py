"""Nova's services on controllers run, and report (NOVA-C-32)."""

from __future__ import annotations

from collections.abc import Iterator

from actions.deployments.parts import NOVA
from actions.deployments.services import NOVA_API, NOVA_CONDUCTOR, NOVA_SCHEDULER
from actions.facts.hosts import host_status
from actions.facts.nova import cell_mappings, compute_services
from actions.install.hosts import unit_of
from actions.install.nova import (
    cell0_mapping,
    cell1_mapping,
    console_type,
    nova_config,
    nova_packages,
)
from actions.install.step import current, require
from actions.install.step_factories.units import Units
from actions.model.plan import Situation
from actions.model.site import Host

_REPORTING = (NOVA_CONDUCTOR, NOVA_SCHEDULER)


def changes(situation: Situation, _host: Host) -> Iterator[float]:
    """When each cell mapping was changed: services read them at their start (T-NOVA-14)."""
    reading = situation.snapshot.reading(cell_mappings.PROBE)
    for cell in reading.fact.cells if reading.fact else ():
        yield reading.since(cell.age)


def silent(situation: Situation, host: Host) -> dict[str, str]:
    """nova-api where it does not answer; else those that should report to it and are not up."""
    services = current(situation, compute_services.PROBE)
    if services is None:
        return {unit_of(situation, host.name, NOVA_API): "not answering as it should"}
    name = require(situation, host_status.PROBE, host.name).hostname
    up = {s.binary for s in services if s.host == name and s.state == "up"}
    return {
        unit_of(situation, host.name, binary): "not reporting to nova"
        for binary in _REPORTING
        if binary not in up
    }


UNITS = Units(
    (NOVA,),
    files=(nova_config.PATH, console_type.PATH),
    configurations=(nova_config.CONFIGURATION,),
    after=(nova_packages.STEP.name,),
    anew=(cell0_mapping.STEP.name, cell1_mapping.STEP.name),
    changes=changes,
    silent=silent,
    needs=(cell_mappings.PROBE, compute_services.PROBE),
)
STEP = UNITS.step(
    "nova-units",
    "Nova's services on controllers run and report",
    verify_timeout=180,
    deviation="no restart after the database syncs: what runs still reads the package's settings.",
)
