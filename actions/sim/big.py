"""A cloud as big as asked for, made up fast: only the APIs and the databases know of its hosts."""

from __future__ import annotations

from actions.sim.catalog import key
from actions.sim.confs import AGE
from actions.sim.databases import CELL1, add_provider, cell_id
from actions.sim.state import Cloud, Size

_PORTS_A_NETWORK = 200
_KINDS = {"node": 1, "service": 2, "agent": 3, "network": 4, "subnet": 5, "port": 6, "instance": 7}


def build(cloud: Cloud, size: Size) -> None:
    """Add so many hypervisors, services, agents and ports; the demo's own hosts count."""
    cloud.big = True
    hosts = [f"node{number:05d}" for number in range(max(0, size.hypervisors - 3))]
    _add_hypervisors(cloud, hosts)
    others = [f"ctl{number:05d}" for number in range(max(0, size.services - len(hosts) - 7))]
    _add_services(cloud, [(host, "nova-compute") for host in hosts])
    _add_services(cloud, [(host, "nova-conductor") for host in others])
    _add_agents(cloud, hosts, size.agents - 7)
    _add_ports(cloud, hosts or ["compute1"], size.ports - len(cloud.rows("network/ports")))


def _id(kind: str, number: int) -> str:
    return f"{number:08x}-{_KINDS[kind]:04x}-4000-8000-000000000000"


def _add_hypervisors(cloud: Cloud, hosts: list[str]) -> None:
    made = cloud.clock.stamp(AGE)
    cell = cell_id(cloud, CELL1)
    names = ("created_at", "cell_id", "host")
    cloud.database.insert_many("nova_api.host_mappings", names, ((made, cell, host) for host in hosts))
    columns = (
        "created_at", "host", "uuid", "hypervisor_hostname", "host_ip", "hypervisor_type",
        "hypervisor_version", "vcpus", "vcpus_used", "memory_mb", "memory_mb_used", "local_gb",
        "local_gb_used", "running_vms", "mapped",
    )  # fmt: skip
    rows = (
        (made, host, _id("node", n), host, f"10.{n >> 8 & 255}.{n & 255}.1", "QEMU", 7002000, 64,
         n % 60, 262144, n % 250 * 1024, 1800, n % 1700, n % 30, 1)
        for n, host in enumerate(hosts)
    )  # fmt: skip
    cloud.database.insert_many("nova.compute_nodes", columns, rows)
    for n, host in enumerate(hosts):
        sizes = {"vcpus": 64, "memory_mb": 262144, "local_gb": 1800}
        used = {"vcpus_used": n % 60, "memory_mb_used": n % 250 * 1024, "local_gb_used": n % 1700}
        node = {"uuid": _id("node", n), "hypervisor_hostname": host, "host": host}
        add_provider(cloud, node | sizes | used)


def _add_services(cloud: Cloud, services: list[tuple[str, str]]) -> None:
    made, now = cloud.clock.stamp(AGE), cloud.clock.stamp()
    columns = ("created_at", "updated_at", "host", '"binary"', "topic", "disabled", "version", "uuid")
    first = len(cloud.database.select("nova.services"))
    rows = (
        (made, now, host, binary, binary.partition("-")[2], 0, 66, _id("service", first + n))
        for n, (host, binary) in enumerate(services)
    )
    cloud.database.insert_many("nova.services", columns, rows)


def _add_agents(cloud: Cloud, hosts: list[str], count: int) -> None:
    types = (
        ("Linux bridge agent", "neutron-linuxbridge-agent"),
        ("DHCP agent", "neutron-dhcp-agent"),
        ("Metadata agent", "neutron-metadata-agent"),
    )
    names = hosts or [f"node{n:05d}" for n in range(count)]
    now = cloud.clock.stamp()
    for number in range(max(0, count)):
        round_, place = divmod(number, len(names))
        type_, binary = types[round_ % len(types)]
        cloud.add(
            "network/agents",
            {
                "id": _id("agent", number),
                "agent_type": type_,
                "binary": binary,
                "host": names[place],
                "admin_state_up": True,
                "availability_zone": None,
                "description": None,
                "heartbeat_timestamp": now,
                "configurations": {},
            },
        )


def _add_ports(cloud: Cloud, hosts: list[str], count: int) -> None:
    owner = {"project_id": key("project ci"), "tenant_id": key("project ci")}
    for number in range(max(0, count)):
        network, place = divmod(number, _PORTS_A_NETWORK)
        if not place:
            _add_network(cloud, network, owner)
        cloud.add(
            "network/ports",
            {
                "id": _id("port", number),
                "network_id": _id("network", network),
                "status": "ACTIVE" if number % 97 else "DOWN",
                "device_owner": "compute:nova",
                "device_id": _id("instance", number),
                "binding:host_id": hosts[number % len(hosts)],
                "binding:vif_type": "bridge",
                "fixed_ips": [
                    {"subnet_id": _id("subnet", network), "ip_address": f"172.16.0.{place + 2}"}
                ],
            },
        )


def _add_network(cloud: Cloud, number: int, owner: dict[str, str]) -> None:
    subnet, network = _id("subnet", number), _id("network", number)
    cloud.add(
        "network/subnets",
        {
            "id": subnet,
            "name": f"net{number:04d}-subnet",
            "network_id": network,
            "cidr": "172.16.0.0/24",
            "allocation_pools": [{"start": "172.16.0.2", "end": "172.16.0.254"}],
            **owner,
        },
    )
    cloud.add(
        "network/networks",
        {
            "id": network,
            "name": f"net{number:04d}",
            **owner,
            "status": "ACTIVE",
            "admin_state_up": True,
            "router:external": False,
            "shared": False,
            "mtu": 1450,
            "provider:network_type": "vxlan",
            "provider:physical_network": None,
            "provider:segmentation_id": 1000 + number,
            "subnets": [subnet],
        },
    )
