"""An instance has been building for two hours.

As after a compute service that fell in the middle of it.
"""

from __future__ import annotations

from ..breaking.hands import sql
from ..breaking.model import Break, Confirm
from ..place import INSTANCE

BREAK = Break(
    name="instance-stuck",
    title="an instance stuck in BUILD",
    needs=(INSTANCE,),
    source="BREAKAGES 28",
    first=r"^instance-stuck",
    mended_by="reset-instance-state",
    confirm=Confirm("openstack server list --all-projects -f value -c Status", "^(ERROR|ACTIVE)$"),
    make=sql(
        "UPDATE nova.instances SET vm_state = 'building', task_state = 'spawning', launched_at = NULL, "
        "created_at = UTC_TIMESTAMP() - INTERVAL 3 HOUR, updated_at = UTC_TIMESTAMP() - INTERVAL 2 "
        "HOUR WHERE deleted = 0;"
    ),
    take_back=sql(
        "UPDATE nova.instances SET vm_state = 'active', task_state = NULL, launched_at = "
        "created_at WHERE deleted = 0;"
    ),
    leaves=True,
)
