"""Nova's hypervisors: `openstack hypervisor list --long`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery


@dataclass(frozen=True)
class Hypervisor:
    """One compute node; memory in MiB. Numbers are None where nova does not tell them."""

    name: str
    """hypervisor_hostname."""
    host: str
    """The nova-compute host that runs it."""
    type: str
    address: str = ""
    instances: int | None = None
    vcpus: int | None = None
    vcpus_used: int | None = None
    memory: int | None = None
    memory_used: int | None = None
    uuid: str = ""
    """Its compute node's."""


def parse(raw: Any) -> tuple[Hypervisor, ...]:
    """GET /os-hypervisors/detail at 2.53: from 2.88 it drops the numbers and asks every host."""
    return tuple(
        Hypervisor(
            name=str(row.get("hypervisor_hostname", "")),
            host=str((row.get("service") or {}).get("host") or row.get("hypervisor_hostname", "")),
            type=str(row.get("hypervisor_type", "")),
            address=str(row.get("host_ip") or ""),
            instances=row.get("running_vms"),
            vcpus=row.get("vcpus"),
            vcpus_used=row.get("vcpus_used"),
            memory=row.get("memory_mb"),
            memory_used=row.get("memory_mb_used"),
            uuid=str(row.get("id") or ""),
        )
        for row in rows(raw, "hypervisors")
    )


PROBE = Probe(
    "hypervisors",
    where_offered(ApiQuery("compute", "/os-hypervisors/detail", "hypervisors", "2.53", page=500)),
    parse,
    needs=NEEDS,
)
