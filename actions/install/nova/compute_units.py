"""nova-compute runs on every compute host, and reports (NOVA-K-10, NOVA-C-33)."""

from __future__ import annotations

from actions.deployments.parts import COMPUTE
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.hosts import host_status
from actions.facts.nova import cell_databases, compute_services
from actions.install.hosts import unit_of
from actions.install.nova import (
    compute_config,
    nova_config,
    nova_packages,
    nova_units,
    virtualisation_type,
)
from actions.install.step import current, require
from actions.install.step_factories.units import Units
from actions.model.plan import Situation
from actions.model.site import Host


def silent(situation: Situation, host: Host) -> dict[str, str]:
    """nova-compute, until it is up and its compute node is in a cell's database.

    Where nova's API does not answer, and an earlier step sees to that, it is not nova-compute's fault.
    """
    services = current(situation, compute_services.PROBE)
    if services is None and nova_units.STEP.name in situation.pending:
        return {}
    name = require(situation, host_status.PROBE, host.name).hostname
    services = require(situation, compute_services.PROBE)
    up = any((s.binary, s.host, s.state) == (NOVA_COMPUTE, name, "up") for s in services)
    cells = situation.each(cell_databases.PROBE).values()
    listed = any(node.host == name for cell in cells for node in cell.computes)
    if up and listed:
        return {}
    return {unit_of(situation, host.name, NOVA_COMPUTE): "not reporting to nova"}


UNITS = Units(
    (COMPUTE,),
    files=(nova_config.PATH, virtualisation_type.PATH),
    configurations=(compute_config.CONFIGURATION, virtualisation_type.CONFIGURATION),
    after=(nova_packages.STEP.name,),
    silent=silent,
    needs=(compute_services.PROBE, cell_databases.PROBE),
)
STEP = UNITS.step("compute-units", f"{NOVA_COMPUTE} runs and reports", verify_timeout=180)
