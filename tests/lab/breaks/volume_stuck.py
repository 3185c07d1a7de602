"""A volume has been detaching for two hours: whoever was to do it has forgotten it."""

from __future__ import annotations

from actions.deployments.parts import CINDER

from ..breaking.hands import sql
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="volume-stuck",
    title="a volume stuck in detaching",
    needs=(CINDER,),
    source="BREAKAGES 24",
    first=r"^volume-stuck",
    mended_by="reset-volume-state",
    confirm=Confirm("openstack volume list --all-projects -f value -c Status", "^(in-use|available)$"),
    make=sql(
        "UPDATE cinder.volumes SET status = 'detaching', updated_at = UTC_TIMESTAMP() - INTERVAL 2 "
        "HOUR WHERE deleted = 0;"
    ),
    take_back=sql("UPDATE cinder.volumes SET status = 'in-use' WHERE deleted = 0;"),
    leaves=True,
)
