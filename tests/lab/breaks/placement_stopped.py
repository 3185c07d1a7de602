"""Placement-api stopped."""

from __future__ import annotations

from ..breaking.hands import start, stop
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="placement-stopped",
    title="placement-api stopped",
    source="BROKEN 10",
    first=r"^unit-inactive controller/placement-api",
    under=(r"^(endpoint-down|api-errors) ",),
    mended_by="restart-service controller/placement-api",
    confirm=Confirm(
        "openstack --os-placement-api-version 1.0 resource provider list -f value -c name || curl "
        "-s http://controller:8778/",
        "compute1|version",
    ),
    make=stop("controller", "placement-api"),
    take_back=start("controller", "placement-api"),
    ci=True,
)
