"""Glance-api stopped."""

from __future__ import annotations

from actions.deployments.parts import GLANCE

from ..breaking.hands import start, stop
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="glance-stopped",
    title="glance-api stopped",
    needs=(GLANCE,),
    source="BROKEN 10",
    first=r"^unit-inactive controller/glance-api",
    under=(r"^(endpoint-down|api-errors) ",),
    mended_by="restart-service controller/glance-api",
    confirm=Confirm("openstack image list -f value -c Status", "^active$"),
    make=stop("controller", "glance-api"),
    take_back=start("controller", "glance-api"),
)
