"""What the demo's tenants have: networks, routers, ports, floating IPs and images."""

from __future__ import annotations

from actions.sim import storage
from actions.sim.catalog import PROJECTS, key, uid
from actions.sim.clock import stamp
from actions.sim.confs import AGE
from actions.sim.databases import INSTANCES
from actions.sim.state import Cloud, Row

AGENTS = {
    "neutron-l3-agent": "L3 agent",
    "neutron-dhcp-agent": "DHCP agent",
    "neutron-metadata-agent": "Metadata agent",
    "neutron-linuxbridge-agent": "Linux bridge agent",
}
"""Each agent's type, by its binary."""
NETWORKS = (
    ("provider", "admin", "203.0.113.0/24", ("203.0.113.10", "203.0.113.99"), None),
    ("webshop-net", "webshop", "10.10.1.0/24", ("10.10.1.2", "10.10.1.254"), 214),
    ("analytics-net", "analytics", "10.10.2.0/24", ("10.10.2.2", "10.10.2.254"), 377),
    ("ci-net", "ci", "10.10.3.0/29", ("10.10.3.2", "10.10.3.6"), 502),
)
"""(name, project, CIDR, allocation pool, VXLAN segment; None: flat, external and shared)."""
OPEN = ("webshop", "analytics")
"""The projects whose default security group lets SSH and ping in from anywhere."""
ROUTERS = (("webshop-router", "webshop"), ("analytics-router", "analytics"))
FLOATING = ("web-1", "web-2", "notebook-1", "")
"""The instances that have a floating IP each; the last one is attached to none."""


def build(cloud: Cloud) -> None:
    """Fill Neutron, Cinder and Glance."""
    for host in cloud.hosts.values():
        for binary in AGENTS:
            if binary in host.units:
                add_agent(cloud, host.name, binary)
        for binary in ("cinder-scheduler", "cinder-volume"):
            if binary in host.units:
                name = f"{host.name}@lvm" if binary == "cinder-volume" else host.name
                _add_volume_service(cloud, name, binary)
    for project in PROJECTS:
        _add_security_group(cloud, project)
    for network in NETWORKS:
        _add_network(cloud, *network)
    for number, (name, project) in enumerate(ROUTERS):
        _add_router(cloud, name, project, f"203.0.113.{11 + number}")
    for number, (name, project, runs_on, _) in enumerate(INSTANCES):
        address = _address(project, 10 + number if project != "ci" else number - 6)
        port = _add_port(cloud, f"port {name}", f"{project}-net", address, "compute:nova",
                         uid(f"instance {name}"), runs_on)  # fmt: skip
        port["security_groups"] = [uid(f"security group {project}")]
    for number, name in enumerate(FLOATING):
        _add_floating_ip(cloud, name, f"203.0.113.{20 + number}")
    storage.build(cloud)
    for name, size in (("debian-12", 410_000_000), ("cirros-0.6.2", 21_430_272)):
        cloud.add(
            "image/images",
            {"id": uid(f"image {name}"), "name": name, "status": "active", "size": size,
             "disk_format": "qcow2", "container_format": "bare", "visibility": "public"},
        )  # fmt: skip


def add_agent(cloud: Cloud, host: str, binary: str) -> Row:
    """Add an agent that reports."""
    now = cloud.clock.now()
    return cloud.add(
        "network/agents",
        {
            "id": uid(f"agent {host} {binary}"),
            "agent_type": AGENTS[binary],
            "binary": binary,
            "topic": "N/A",
            "host": host,
            "admin_state_up": True,
            "availability_zone": "nova"
            if binary in ("neutron-l3-agent", "neutron-dhcp-agent")
            else None,
            "description": None,
            "created_at": stamp(now - AGE),
            "started_at": stamp(now - AGE),
            "heartbeat_timestamp": stamp(now),
            "resources_synced": None,
            "configurations": _configurations(cloud, host, binary),
        },
    )


def _configurations(cloud: Cloud, host: str, binary: str) -> Row:
    """What an agent tells of itself; one on a host that is gone told it long ago."""
    if binary == "neutron-l3-agent":
        return {"agent_mode": "legacy", "interface_driver": "linuxbridge", "routers": len(ROUTERS)}
    if binary == "neutron-dhcp-agent":
        return {"dhcp_driver": "neutron.agent.linux.dhcp.Dnsmasq", "networks": len(NETWORKS)}
    if binary == "neutron-metadata-agent":
        return {"metadata_proxy_socket": "/var/lib/neutron/metadata_proxy"}
    machine = cloud.hosts.get(host)
    return {
        "bridge_mappings": {},
        "interface_mappings": {"provider": "ens4"},
        "tunnel_types": ["vxlan"],
        "tunneling_ip": machine.address if machine else "10.0.0.99",
        "l2_population": True,
        "extensions": [],
        "log_agent_heartbeats": False,
    }


def _add_security_group(cloud: Cloud, project: str) -> None:
    """A project's default group: its members may talk to each other; some let SSH and ping in."""
    id_ = uid(f"security group {project}")
    rules = [_rule(id_, "egress"), _rule(id_, "ingress", remote_group_id=id_)]
    if project in OPEN:
        rules.append(_rule(id_, "ingress", protocol="icmp"))
        rules.append(_rule(id_, "ingress", protocol="tcp", port_range_min=22, port_range_max=22))
    group = {"id": id_, "name": "default", "description": "Default security group", "stateful": True}
    cloud.add("network/security-groups", {**group, **_owned(project), "security_group_rules": rules})


def _rule(group: str, direction: str, **values: object) -> Row:
    return {
        "id": uid(f"rule {group} {direction} {sorted(values.items())}"),
        "security_group_id": group,
        "direction": direction,
        "ethertype": "IPv4",
        "protocol": None,
        "port_range_min": None,
        "port_range_max": None,
        "remote_ip_prefix": None,
        "remote_group_id": None,
        **values,
    }


def _add_volume_service(cloud: Cloud, host: str, binary: str) -> None:
    cloud.add(
        "volume/services",
        {
            "id": f"{binary} {host}",
            "binary": binary,
            "host": host,
            "zone": "nova",
            "status": "enabled",
            "disabled_reason": None,
            "updated_at": cloud.clock.stamp().replace(" ", "T") + ".000000",
        },
    )


def _owned(project: str) -> Row:
    return {"project_id": key(f"project {project}"), "tenant_id": key(f"project {project}")}


def _add_network(
    cloud: Cloud, name: str, project: str, cidr: str, pool: tuple[str, str], segment: int | None
) -> None:
    flat = segment is None
    network = {
        "id": uid(f"network {name}"),
        "name": name,
        **_owned(project),
        "status": "ACTIVE",
        "admin_state_up": True,
        "router:external": flat,
        "shared": flat,
        "mtu": 1500 if flat else 1450,
        "provider:network_type": "flat" if flat else "vxlan",
        "provider:physical_network": "provider" if flat else None,
        "provider:segmentation_id": segment,
        "port_security_enabled": True,
        "availability_zones": ["nova"],
        "subnets": [uid(f"subnet {name}")],
    }
    gateway = cidr.rpartition(".")[0] + ".1"
    cloud.add("network/networks", network)
    cloud.add(
        "network/subnets",
        {
            "id": uid(f"subnet {name}"),
            "name": f"{name}-subnet",
            "network_id": network["id"],
            **_owned(project),
            "cidr": cidr,
            "ip_version": 4,
            "enable_dhcp": True,
            "gateway_ip": gateway,
            "allocation_pools": [{"start": pool[0], "end": pool[1]}],
            "dns_nameservers": ["9.9.9.9"],
        },
    )
    _add_port(cloud, f"dhcp {name}", name, pool[0], "network:dhcp", f"dhcp{network['id']}", "network1")


def _add_router(cloud: Cloud, name: str, project: str, address: str) -> None:
    id_ = uid(f"router {name}")
    external, subnet = uid("network provider"), uid("subnet provider")
    cloud.add(
        "network/routers",
        {
            "id": id_,
            "name": name,
            **_owned(project),
            "status": "ACTIVE",
            "admin_state_up": True,
            "ha": False,
            "distributed": False,
            "external_gateway_info": {
                "network_id": external,
                "enable_snat": True,
                "external_fixed_ips": [{"subnet_id": subnet, "ip_address": address}],
            },
        },
    )
    gateway = _address(project, 1)
    _add_port(cloud, f"gateway {name}", "provider", address, "network:router_gateway", id_, "network1")
    _add_port(
        cloud, f"inside {name}", f"{project}-net", gateway, "network:router_interface", id_, "network1"
    )


def _add_port(
    cloud: Cloud, name: str, network: str, address: str, owner: str, device: str, host: str
) -> Row:
    return cloud.add(
        "network/ports",
        {
            "id": uid(name),
            "name": "",
            "network_id": uid(f"network {network}"),
            "status": "ACTIVE",
            "admin_state_up": True,
            "device_owner": owner,
            "device_id": device,
            "binding:host_id": host,
            "binding:vif_type": "bridge",
            "binding:vnic_type": "normal",
            "mac_address": "fa:16:3e:" + ":".join(uid(name)[n : n + 2] for n in (0, 2, 4)),
            "fixed_ips": [{"subnet_id": uid(f"subnet {network}"), "ip_address": address}],
            "port_security_enabled": bool(host) and owner.startswith("compute:"),
            "security_groups": [],
        },
    )


def _add_floating_ip(cloud: Cloud, instance: str, address: str) -> None:
    found = next(((n, p) for n, (name, p, _, _) in enumerate(INSTANCES) if name == instance), None)
    project = found[1] if found else "webshop"
    cloud.add(
        "network/floatingips",
        {
            "id": uid(f"floating {address}"),
            "floating_ip_address": address,
            "floating_network_id": uid("network provider"),
            **_owned(project),
            "fixed_ip_address": _address(project, 10 + found[0]) if found else None,
            "port_id": uid(f"port {instance}") if found else None,
            "router_id": uid(f"router {project}-router") if found else None,
            "status": "ACTIVE" if found else "DOWN",
        },
    )
    _add_port(cloud, f"floating port {address}", "provider", address, "network:floatingip", "", "")


def _address(project: str, last: int) -> str:
    network = next(cidr for name, _, cidr, _, _ in NETWORKS if name == f"{project}-net")
    return network.rpartition(".")[0] + f".{last}"
