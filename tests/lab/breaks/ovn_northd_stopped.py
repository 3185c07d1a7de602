"""northd stopped: on Debian it takes the servers of both databases along, whoever stops it."""

from __future__ import annotations

from actions.deployments.parts import OVN

from ..breaking.hands import start, stop
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="ovn-northd-stopped",
    title="northd stopped, which takes both databases along",
    needs=(OVN,),
    source="issue 10",
    first=r"^unit-inactive controller/ovn-ovsdb-server-nb",
    under=(r"^unit-inactive controller/ovn-northd",),
    beside=(r"^unit-inactive controller/ovn-ovsdb-server-sb",),
    never=(r"\[restart-service \S+/ovn-controller",),
    mended_by="restart-service controller/ovn-ovsdb-server-nb",
    confirm=Confirm(
        "ovn-appctl -t /var/run/ovn/ovnnb_db.ctl ovsdb-server/sync-status", "^state: active"
    ),
    make=stop("controller", "ovn-northd"),
    take_back=start("controller", "ovn-ovsdb-server-nb", "ovn-ovsdb-server-sb", "ovn-northd"),
    leaves=True,
)
