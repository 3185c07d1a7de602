"""A firewall keeps a storage host from MariaDB: cinder-volume runs, and can write no heartbeat."""

from __future__ import annotations

from actions.deployments.parts import CINDER

from ..breaking.hands import on
from ..breaking.model import Break, Confirm

_RULE = "OUTPUT -p tcp --dport 3306 -j REJECT"

BREAK = Break(
    name="database-cut-off",
    title="a storage host kept from MariaDB by a firewall",
    source="a review, 30 November",
    needs=(CINDER,),
    first=r"^db-unreached block1: .*while it answers others",
    why="the rule is a person's; the finding names the host, the server, and what MySQL's client said",
    confirm=Confirm("timeout 5 bash -c '</dev/tcp/controller/3306' && echo open", "open", "block1"),
    make=on("block1", f"iptables -I {_RULE}"),
    take_back=on("block1", f"iptables -D {_RULE}"),
)
