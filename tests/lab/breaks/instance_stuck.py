"""An instance has been building for two hours.

As after a compute service that fell in the middle of it.
"""

from __future__ import annotations

from ..breaking.hands import all_of, openstack, sql
from ..breaking.model import Break, Confirm
from ..place import INSTANCE
from ..plugged import INSTANCE as TEST_INSTANCE

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
    # it may have been off, as after its host's boot: what nova calls ACTIVE is to run
    take_back=all_of(
        sql(
            "UPDATE nova.instances SET vm_state = 'active', task_state = NULL, launched_at = "
            "created_at WHERE deleted = 0;"
        ),
        openstack(f"server reboot --hard {TEST_INSTANCE}"),
    ),
    leaves=True,
)
