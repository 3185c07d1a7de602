"""Keystone stopped: nobody gets a token, and nothing can be asked any more."""

from __future__ import annotations

from ..breaking.hands import start, stop
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="keystone-stopped",
    title="Keystone stopped",
    source="BROKEN 2",
    first=r"^unit-inactive controller/keystone",
    never=(r"^endpoint-down identity.*\[",),
    mended_by="restart-service controller/keystone",
    confirm=Confirm("openstack token issue -f value -c id", "^gAAAA"),
    make=stop("controller", "keystone"),
    take_back=start("controller", "keystone"),
    ci=True,
)
