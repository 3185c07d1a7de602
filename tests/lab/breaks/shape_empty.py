"""Fresh and empty: no instance, no volume, no network of anybody."""

from __future__ import annotations

import contextlib
import time

from actions.deployments.parts import NEUTRON

from ..breaking.model import Shape
from ..cloud import Cloud


def _empty(cloud: Cloud) -> None:
    for server in cloud.openstack("server list --all-projects"):
        cloud.openstack(f"server delete --wait {server['ID']}", told="")
    for _ in range(60):  # nova says that a server is gone before cinder has its volumes back
        if all(row["Status"] == "available" for row in cloud.openstack("volume list")):
            break
        time.sleep(1)
    for kind in ("volume", "floating ip"):
        for row in cloud.openstack(f"{kind} list"):
            cloud.openstack(f"{kind} delete {row['ID']}", told="")
    for router in cloud.openstack("router list"):
        cloud.openstack(f"router unset --external-gateway {router['ID']}", told="")
        for subnet in cloud.openstack("subnet list"):
            with contextlib.suppress(AssertionError):
                cloud.openstack(f"router remove subnet {router['ID']} {subnet['ID']}", told="")
        cloud.openstack(f"router delete {router['ID']}", told="")
    for kind in ("network", "image", "flavor", "keypair"):
        for row in cloud.openstack(f"{kind} list"):
            cloud.openstack(f"{kind} delete {row.get('ID', row['Name'])}", told="")


SHAPE = Shape(
    name="fresh-and-empty",
    title="no instance, volume, network or image yet",
    needs=(NEUTRON,),
    make=_empty,
)
