"""compute_id lost: nova-compute goes on until it is started again, and then refuses to."""

from __future__ import annotations

from ..breaking.hands import SERVICES_UP, all_of, on, restart
from ..breaking.model import Break
from ..place import COMPUTE_ID

_FILE = "/var/lib/nova/compute_id"
BREAK = Break(
    name="compute-id-lost",
    title="compute_id lost (2023.2 and later)",
    needs=(COMPUTE_ID,),
    source="BROKEN 18",
    first=r"^compute-id compute1",
    mended_by="restore-compute-id compute1",
    confirm=SERVICES_UP,
    make=all_of(
        on("compute1", f"mv {_FILE} /root/compute_id.well"), restart("compute1", "nova-compute")
    ),
    take_back=all_of(
        on("compute1", f"[ -e {_FILE} ] || cp -a /root/compute_id.well {_FILE}"),
        restart("compute1", "nova-compute"),
    ),
    settle=30.0,
    case="checks/compute-id.json",
)
