"""ip: the interfaces of a host, as JSON."""

from __future__ import annotations

import json
from typing import Any

from actions.sim.call import Call, Run


async def ip(call: Call) -> int:
    """Print `ip -j addr`: the loopback's, the management interface, and one without an address."""
    if call.args[:2] != ("-j", "addr"):
        call.complain('Object "..." is unknown, try "ip help".')
        return 255
    own = {"family": "inet", "local": call.host.address, "prefixlen": 24, "scope": "global"}
    loopback = {"family": "inet", "local": "127.0.0.1", "prefixlen": 8, "scope": "host"}
    rows = [_row(1, "lo", [loopback]), _row(2, "eth0", [own]), _row(3, "eth1", [])]
    call.say(json.dumps(rows))
    return 0


def _row(number: int, name: str, addresses: list[dict[str, Any]]) -> dict[str, Any]:
    flags = ["UP", "LOWER_UP"]
    return {"ifindex": number, "ifname": name, "flags": flags, "mtu": 1500, "addr_info": addresses}


COMMANDS: dict[str, Run] = {"ip": ip}
