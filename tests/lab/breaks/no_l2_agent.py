"""A compute host has no agent in Neutron at all: no port can be bound there."""

from __future__ import annotations

from actions.deployments.parts import LINUX_BRIDGE

from ..breaking.hands import AGENTS_UP, all_of, on
from ..breaking.model import Break
from ..cloud import Cloud


def _delete(cloud: Cloud) -> None:
    rows = cloud.openstack(cloud.filled("network agent list --host compute1"))
    for row in rows:
        cloud.openstack(f"network agent delete {row['ID']}", told="")


BREAK = Break(
    name="no-l2-agent",
    title="a compute host without any L2 agent in Neutron",
    needs=(LINUX_BRIDGE,),
    source="BROKEN C",
    first=r"^(agent-missing|unit-inactive) compute1",
    mended_by="restart-service compute1/neutron-linuxbridge-agent",
    confirm=AGENTS_UP,
    make=all_of(on("compute1", "systemctl disable --now neutron-linuxbridge-agent"), _delete),
    take_back=on("compute1", "systemctl enable --now neutron-linuxbridge-agent"),
    leaves=True,
)
