"""A firewall keeps a compute host from Keystone: nova-compute reports, and gets no token."""

from __future__ import annotations

from ..breaking.hands import on
from ..breaking.model import Break, Confirm
from ..place import COMPUTE_HOST

_FROM = "$(getent ahostsv4 compute1 | head -n 1 | cut -d ' ' -f 1)"
_RULE = f"INPUT -p tcp --dport 5000 -s {_FROM} -j DROP"

BREAK = Break(
    name="keystone-cut-off",
    title="a compute host kept from Keystone by a firewall",
    source="issue 9",
    needs=(COMPUTE_HOST,),
    first=r"^api-unreached compute1: .*identity API at controller:5000",
    why="the rule is a person's; the finding names the host, the address, and what was heard of it",
    confirm=Confirm("timeout 5 bash -c '</dev/tcp/controller/5000' && echo open", "open", "compute1"),
    make=on("controller", f"iptables -I {_RULE}"),
    take_back=on("controller", f"iptables -D {_RULE}"),
)
