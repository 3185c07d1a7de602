"""Volumes and pools of cinder in the checks' cases."""

from __future__ import annotations

from collections.abc import Mapping

from actions.facts.cinder import volume_pools, volumes
from actions.facts.cinder.volume_pools import Pool
from actions.facts.cinder.volumes import Volume
from tests.checks.answering import Tell
from tests.checks.healthy import Case


def tell(stored: Mapping[str, Case], pools: Mapping[str, Case], tell_fact: Tell, now: float) -> None:
    """Volumes by name: `status`, `silent` (seconds), `host`. Pools by name: `filled`, `promised`, …"""
    rows = tuple(
        Volume(
            id=f"id-{name}",
            name=name,
            status=told.get("status", "available"),
            size=10,
            host=told.get("host", "controller@lvm#lvm"),
            updated=now - float(told.get("silent", 86400)),
        )
        for name, told in stored.items()
    )
    tell_fact(volumes.PROBE.name, "", rows)
    capacities = tuple(
        Pool(
            name=name,
            state="up",
            protocol="iSCSI",
            total=told.get("total", 1000.0),
            free=None if told.get("filled") is None else 1000.0 - 10 * told["filled"],
            allocated=0.0,
            provisioned=1000.0 * told.get("promised", 1),
            thin=told.get("thin", True),
            ratio=told.get("ratio"),
            reserved=told.get("reserved", 0.0),
        )
        for name, told in pools.items()
    )
    tell_fact(volume_pools.PROBE.name, "", capacities)
