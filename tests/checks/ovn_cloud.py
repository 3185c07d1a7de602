"""The healthy cloud with OVN in the place of Linux bridges, for cases with the key `ovn`.

`ovn` says what is otherwise: `nb_cfg` and `sb_cfg`; `chassis` by "name host": `behind` (questions),
`silent` (seconds; null: it never answered), `gateway`, `mappings`, `left` (its Chassis is gone);
`bound` ("chassis wanted count", "-" for none); `routers` by id: `chassis`, `on`, `network`, `group`,
`highest`; `physical`; `servers` by "host service" (fields of a server); `northd` by host;
`controllers` by host (fields of one). Of what is null nothing was seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from actions.facts.ovn import ovn_controllers, ovn_databases, ovn_northbound, ovn_southbound
from actions.facts.ovn.ovn_controllers import Controller
from actions.facts.ovn.ovn_databases import Databases, Server
from actions.facts.ovn.ovn_northbound import Gateway, Northbound
from actions.facts.ovn.ovn_southbound import Bound, Chassis, Southbound
from actions.formats.json_codec import decode
from tests.checks.healthy import AGENTS, Case, deep, merged

Tell = Callable[[str, str, object], None]
BRIDGES = {"br-int": "", "br-ex": ""}
_AGENTS: dict[str, Case | None] = {
    "neutron-l3-agent controller": None,
    "neutron-linuxbridge-agent compute1": None,
    "neutron-linuxbridge-agent compute2": None,
    "ovn-controller compute1 o1": {"type": "OVN Controller Gateway agent"},
    "ovn-controller compute2 o2": {"type": "OVN Controller agent"},
}
_HOST: Case = {
    "units": {
        "neutron-linuxbridge-agent": None,
        "ovn-controller": {"enabled": "static"},
        "ovs-vswitchd": {},
    }
}
_HOSTS: Mapping[str, Case] = {
    "controller": {
        "units": {
            "neutron-l3-agent": None,
            "ovn-northd": {"enabled": "static"},
            "ovn-ovsdb-server-nb": {"enabled": "static"},
            "ovn-ovsdb-server-sb": {"enabled": "static"},
        }
    },
    "compute1": _HOST,
    "compute2": _HOST,
}
_OVN: Case = {
    "nb_cfg": 9,
    "sb_cfg": 9,
    "chassis": {"o1 compute1": {"gateway": True}, "o2 compute2": {}},
    "bound": ["o1 compute1 3", "o2 compute2 2"],
    "private": True,
    "routers": {"r1": {"chassis": ["o1"], "on": "o1"}},
    "physical": ["physnet1"],
    "servers": {"controller ovn-nb-db": {}, "controller ovn-sb-db": {}},
    "northd": {"controller": "active"},
    "controllers": {
        "compute1": {"chassis": "o1", "encap_ips": ["10.0.0.31"], "addresses": ["10.0.0.31"]},
        "compute2": {"chassis": "o2", "encap_ips": ["10.0.0.32"], "addresses": ["10.0.0.32"]},
    },
}


def with_ovn(case: Case) -> Case:
    """The case on the cloud with OVN; without the key as it is."""
    if "ovn" not in case:
        return case
    agents = {**_AGENTS, **case.get("agents", {})}
    assert not case["ovn"].keys() - _OVN.keys()
    return {
        **case,
        "hosts": merged(_HOSTS, case.get("hosts")),
        "agents": {n: a for n, a in agents.items() if a is not None or n in AGENTS},
        "ovn": deep(_OVN, case["ovn"]),
    }


def tell(told: Case | None, say: Tell, now: float) -> None:
    """The facts of the four probes."""
    if told is None:
        return
    if told["chassis"] is not None:
        say(ovn_southbound.PROBE.name, "", _south(told, now))
    if told["routers"] is not None:
        say(ovn_northbound.PROBE.name, "", _north(told, now))
    servers: dict[str, dict[str, Server]] = {host: {} for host in told["northd"]}
    for place, server in told["servers"].items():
        if server is not None:
            host, service = place.split()
            servers.setdefault(host, {})[service] = decode(Server, {"sync": "active"} | server)
    for host, found in servers.items():
        say(ovn_databases.PROBE.name, host, Databases(found, told["northd"].get(host) or ""))
    for host, own in told["controllers"].items():
        if own is not None:
            well = {"connection": "connected", "mappings": {"physnet1": "br-ex"}, "bridges": BRIDGES}
            say(ovn_controllers.PROBE.name, host, decode(Controller, well | {"flows": 500} | own))


def _south(told: Case, now: float) -> Southbound:
    chassis = []
    for place, one in sorted(told["chassis"].items()):
        if one is None:
            continue
        name, host = place.split()
        silent = one.get("silent", 5)
        chassis.append(
            Chassis(
                name,
                "" if one.get("left") else host,
                told["sb_cfg"] - one.get("behind", 0),
                0.0 if silent is None else now - silent,
                (("geneve", "10.0.0.31"),),
                one.get("mappings", {"physnet1": "br-ex"}),
                one.get("gateway", False),
                known=not one.get("left"),
            )
        )
    bound = []
    for text in told["bound"] or ():
        on, wanted, count = ("" if word == "-" else word for word in text.split())
        bound.append(Bound(on, wanted, int(count)))
    taken = {f"lrp-{id_}": one.get("on", "") for id_, one in (told["routers"] or {}).items() if one}
    ports = None if told["bound"] is None else tuple(bound)
    return Southbound("controller", told["sb_cfg"], tuple(chassis), ports, taken, told["private"])


def _north(told: Case, now: float) -> Northbound:
    gateways = tuple(
        Gateway(
            f"lrp-{id_}",
            id_,
            one.get("network", "n1"),
            tuple(one["chassis"]),
            one.get("highest", len(one["chassis"])),
            one.get("group", ""),
        )
        for id_, one in told["routers"].items()
        if one is not None
    )
    physical = tuple(told["physical"])
    return Northbound("controller", told["nb_cfg"], told["sb_cfg"], now - 5, gateways, physical)
