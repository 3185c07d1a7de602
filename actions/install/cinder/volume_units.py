"""cinder-volume runs on every storage host, with its backend (CIND-S-04)."""

from __future__ import annotations

from actions.deployments.parts import LVM, VOLUME
from actions.deployments.services import CINDER_VOLUME
from actions.facts.cinder import volume_pools, volume_services
from actions.facts.hosts import host_status
from actions.install.cinder import cinder_packages, cinder_units, nfs_shares, volume_config
from actions.install.cinder.choices import read
from actions.install.cinder.shared_keys import PATH
from actions.install.cinder.wanted import where_wanted
from actions.install.hosts import unit_of
from actions.install.step import current, require
from actions.install.step_factories.units import Units
from actions.model.plan import Situation
from actions.model.site import Host


def silent(situation: Situation, host: Host) -> dict[str, str]:
    """cinder-volume, until its service is up and the scheduler has a pool of its backend.

    The service alone is up for a minute though its driver has failed (T-CIN-03). Where cinder's API
    does not answer, and an earlier step sees to that, it is not cinder-volume's fault.
    """
    services = current(situation, volume_services.PROBE)
    if services is None and cinder_units.STEP.name in situation.pending:
        return {}
    name = require(situation, host_status.PROBE, host.name).hostname
    own = f"{name}@{read(situation.site).backend}"
    services = require(situation, volume_services.PROBE)
    pools = require(situation, volume_pools.PROBE)
    up = any((s.binary, s.host, s.state) == (CINDER_VOLUME, own, "up") for s in services)
    unit = unit_of(situation, host.name, CINDER_VOLUME)
    if not up:
        return {unit: "not reporting to cinder"}
    served = any(pool.backend == own and pool.state != "down" for pool in pools)
    return {} if served else {unit: f"{own} offers no pool"}


STEP = where_wanted(
    Units(
        (VOLUME, LVM),
        files=(PATH, nfs_shares.PATH),
        configurations=(volume_config.CONFIGURATION,),
        after=(cinder_packages.STEP.name,),
        anew=(nfs_shares.STEP.name,),
        silent=silent,
        needs=(volume_services.PROBE, volume_pools.PROBE),
    ).step(
        "volume-units",
        f"{CINDER_VOLUME} runs and has its backend",
        verify_timeout=240,
        deviation="no restart of cinder-volume, which goes on with the package's settings (T-CIN-02).",
    )
)
