"""nova-compute has another name than before: its host looks dead, and a new one unmapped."""

from __future__ import annotations

from ..breaking.hands import all_of, as_it_was, conf, option, restart, sql
from ..breaking.model import Break, Confirm

_ROWS = sql(
    "DELETE FROM nova.services WHERE host = 'compute1-renamed';"
    "DELETE FROM nova.compute_nodes WHERE host = 'compute1-renamed';"
    "DELETE FROM nova_api.host_mappings WHERE host = 'compute1-renamed';"
)

BREAK = Break(
    name="compute-renamed",
    title="a compute host renamed ([DEFAULT] host)",
    source="BROKEN 16",
    first=r"^host-renamed compute1/",
    never=(
        r"\[discover-hosts",
        r"message queue does not reach",
        r"\[restart-service compute1/nova-compute",
    ),
    mended_by="restore-host-name compute1",
    confirm=Confirm(
        "openstack compute service list --service nova-compute -f value -c Host -c State",
        "^compute1 up$",
    ),
    make=all_of(
        option("compute1", conf("nova-compute"), "DEFAULT", "host", "compute1-renamed"),
        restart("compute1", "nova-compute"),
    ),
    take_back=all_of(
        as_it_was("compute1", conf("nova-compute")), restart("compute1", "nova-compute"), _ROWS
    ),
    leaves=True,
    settle=80.0,
    soon=False,
)
