"""Cinder-volume stopped."""

from __future__ import annotations

from actions.deployments.parts import CINDER

from ..breaking.hands import start, stop
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="cinder-volume-stopped",
    title="cinder-volume stopped",
    needs=(CINDER,),
    source="BREAKAGES 25",
    first=r"^unit-inactive block1/cinder-volume",
    under=(r"^service-down block1",),
    mended_by="restart-service block1/cinder-volume",
    confirm=Confirm(
        "openstack volume service list -f value -c Binary -c State", r"(?s)\A(?!.*down).*cinder-volume"
    ),
    make=stop("block1", "cinder-volume"),
    take_back=start("block1", "cinder-volume"),
    settle=75.0,
)
