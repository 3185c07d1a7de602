"""ip and ps: a host's interfaces as JSON, and the devices and processes of neutron's wire."""

from __future__ import annotations

import json
from typing import Any

from actions.sim.call import Call, Run
from actions.sim.state import Row


async def ip(call: Call) -> int:
    """Print `ip -j addr`, `ip -o link` or `ip netns list`, with what neutron has plugged there."""
    if call.args == ("-o", "link"):
        taps = [(p["id"], p["network_id"]) for p in _ports(call, "compute:") if p["status"] == "ACTIVE"]
        for number, name in enumerate(["lo", "eth0", "eth1"], 1):
            call.say(f"{number}: {name}: <UP,LOWER_UP> mtu 1500 state UP mode DEFAULT")
        for number, (port, network) in enumerate(taps, 4):
            call.say(f"{number}: tap{port[:11]}: <UP> mtu 1450 master brq{network[:11]} state UNKNOWN")
        return 0
    if call.args == ("netns", "list"):
        spaces = {f"qdhcp-{p['network_id']}": 0 for p in _ports(call, "network:dhcp")}
        spaces |= {f"qrouter-{p['device_id']}": 0 for p in _ports(call, "network:router")}
        call.out("".join(f"{space}\n" for space in spaces))
        return 0
    if call.args[:2] != ("-j", "addr"):
        call.complain('Object "..." is unknown, try "ip help".')
        return 255
    own = {"family": "inet", "local": call.host.address, "prefixlen": 24, "scope": "global"}
    loopback = {"family": "inet", "local": "127.0.0.1", "prefixlen": 8, "scope": "host"}
    rows = [_row(1, "lo", [loopback]), _row(2, "eth0", [own]), _row(3, "eth1", [])]
    call.say(json.dumps(rows))
    return 0


def _ports(call: Call, owner: str) -> list[Row]:
    """Those of an owner that are bound to the host."""
    return [
        port
        for port in call.cloud.rows("network/ports").values()
        if port["binding:host_id"] == call.host.name and port["device_owner"].startswith(owner)
    ]


async def ps(call: Call) -> int:
    """Print the command lines of the DHCP servers that run there."""
    for port in _ports(call, "network:dhcp"):
        call.say(f"dnsmasq --no-hosts --pid-file=/var/lib/neutron/dhcp/{port['network_id']}/pid")
    return 0


def _row(number: int, name: str, addresses: list[dict[str, Any]]) -> dict[str, Any]:
    flags = ["UP", "LOWER_UP"]
    return {"ifindex": number, "ifname": name, "flags": flags, "mtu": 1500, "addr_info": addresses}


COMMANDS: dict[str, Run] = {"ip": ip, "ps": ps}
