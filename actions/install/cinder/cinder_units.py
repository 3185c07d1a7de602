"""Cinder's API and scheduler run, and report (CIND-C-11)."""

from __future__ import annotations

from actions.deployments.parts import CINDER
from actions.deployments.services import CINDER_SCHEDULER, CINDER_VOLUME
from actions.facts.cinder import volume_pools, volume_services
from actions.facts.hosts import host_status
from actions.install.cinder import cinder_config, cinder_packages, cinder_schema
from actions.install.cinder.shared_keys import PATH
from actions.install.cinder.wanted import where_wanted
from actions.install.hosts import part_of, unit_of
from actions.install.step import current, require
from actions.install.step_factories.units import Units
from actions.model.plan import Situation
from actions.model.site import Host


def silent(situation: Situation, host: Host) -> dict[str, str]:
    """The API where it does not answer; else the scheduler, until it is up and knows every backend.

    A scheduler that has just started knows a backend's pools within a minute.
    """
    services = current(situation, volume_services.PROBE)
    if services is None:
        units = part_of(situation, host.name, CINDER).units
        return {name: "not answering as it should" for name, ports in units.items() if ports}
    name = require(situation, host_status.PROBE, host.name).hostname
    up = {(s.binary, s.host) for s in services if s.state == "up"}
    unit = unit_of(situation, host.name, CINDER_SCHEDULER)
    if (CINDER_SCHEDULER, name) not in up:
        return {unit: "not reporting to cinder"}
    backends = {pool.backend for pool in require(situation, volume_pools.PROBE)}
    unknown = [host for binary, host in up if binary == CINDER_VOLUME and host not in backends]
    return {unit: f"without the pools of {', '.join(sorted(unknown))}"} if unknown else {}


STEP = where_wanted(
    Units(
        (CINDER,),
        files=(PATH,),
        configurations=(cinder_config.CONFIGURATION,),
        after=(cinder_packages.STEP.name,),
        anew=(cinder_schema.STEP.name,),
        silent=silent,
        needs=(volume_services.PROBE, volume_pools.PROBE),
    ).step(
        "cinder-units",
        "Cinder's services on controllers run and report",
        verify_timeout=180,
        deviation="apache2, in which Debian's cinder-api does not run, and `service nova-api "
        "restart` on the compute host, where there is none (T-CIN-02).",
    )
)
