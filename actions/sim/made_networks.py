"""What Neutron makes of a request: networks, subnets, routers with their ports, floating IPs, rules."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping

from actions.sim.http import ApiError, found
from actions.sim.state import Cloud, Row, new_id

AGENT_HOST = "network1"
"""Where DHCP and L3 agents run."""


def _network(cloud: Cloud, given: Row) -> Row:
    physical = given.get("provider:physical_network")
    flat = given.get("provider:network_type") == "flat"
    rows = cloud.rows("network/networks").values()
    if flat and any(row["provider:physical_network"] == physical for row in rows):
        raise ApiError(
            409,
            f"Unable to create the flat network. Physical network {physical} is in use.",
            "FlatNetworkInUse",
        )
    segments = {row["provider:segmentation_id"] for row in rows}
    free = next(n for n in range(1, 1001) if n not in segments)
    return {
        "status": "ACTIVE",
        "admin_state_up": True,
        "shared": False,
        "router:external": False,
        "mtu": 1500 if flat else 1450,
        "provider:network_type": "vxlan",
        "provider:physical_network": None,
        "provider:segmentation_id": None if flat else free,
        "port_security_enabled": True,
        "availability_zones": ["nova"],
        "subnets": [],
        **given,
    }


def _subnet(cloud: Cloud, given: Row) -> Row:
    network = found(cloud, "network/networks", given["network_id"], "network")
    cidr = ipaddress.IPv4Network(given["cidr"])
    for id_ in network["subnets"]:
        other = cloud.rows("network/subnets")[id_]["cidr"]
        if cidr.overlaps(ipaddress.IPv4Network(other)):
            raise ApiError(
                400,
                "Invalid input for operation: Requested subnet with cidr: "
                f"{cidr} for network: {network['id']} overlaps with another subnet.",
                "InvalidInput",
            )
    row = {
        "id": new_id("network/subnets"),
        "enable_dhcp": True,
        "allocation_pools": [{"start": str(cidr[2]), "end": str(cidr[-2])}],
        **given,
    }
    network["subnets"].append(row["id"])
    cloud.add("network/subnets", row)
    device = f"dhcp{network['id']}"
    add_port(cloud, network["id"], [row["id"]], "network:dhcp", device, AGENT_HOST)
    return row


def _router(_: Cloud, given: Row) -> Row:
    return {
        "status": "ACTIVE",
        "admin_state_up": True,
        "ha": False,
        "distributed": False,
        "external_gateway_info": None,
        **given,
    }


def _floating_ip(cloud: Cloud, given: Row) -> Row:
    network = found(cloud, "network/networks", given["floating_network_id"], "network")
    port = found(cloud, "network/ports", given["port_id"], "port") if given.get("port_id") else None
    routers = (
        inside["device_id"]
        for inside in cloud.rows("network/ports").values()
        if port
        and (inside["device_owner"], inside["network_id"])
        == ("network:router_interface", port["network_id"])
    )
    router = next(routers, None)
    if port is not None and router is None:
        raise ApiError(
            404,
            f"External network {network['id']} is not reachable from subnet "
            f"{port['fixed_ips'][0]['subnet_id']}.  Therefore, cannot associate Port {port['id']} with "
            "a Floating IP.",
            "ExternalGatewayForFloatingIPNotFound",
        )
    own = add_port(cloud, network["id"], network["subnets"][:1], "network:floatingip", "", "")
    return {
        "floating_ip_address": own["fixed_ips"][0]["ip_address"],
        "fixed_ip_address": port["fixed_ips"][0]["ip_address"] if port else None,
        "router_id": router,
        "status": "ACTIVE" if port else "DOWN",
        **given,
    }


def _rule(cloud: Cloud, given: Row) -> Row:
    group = found(cloud, "network/security-groups", given["security_group_id"], "security group")
    for row in group["security_group_rules"]:
        if all(row.get(key) == value for key, value in given.items()):
            raise ApiError(
                409,
                f"Security group rule already exists. Rule id is {row['id']}.",
                "SecurityGroupRuleExists",
            )
    nothing = ("protocol", "port_range_min", "port_range_max", "remote_ip_prefix", "remote_group_id")
    row = {"id": new_id("network/rules"), **dict.fromkeys(nothing), **given}
    group["security_group_rules"].append(row)
    return row


_MAKERS: Mapping[str, Callable[[Cloud, Row], Row]] = {
    "floatingips": _floating_ip,
    "networks": _network,
    "routers": _router,
    "security-group-rules": _rule,
    "subnets": _subnet,
}


def make(cloud: Cloud, name: str, given: Row) -> Row:
    """A new row of that collection, with what Neutron makes beside it; raises `ApiError`."""
    maker = _MAKERS.get(name)
    return maker(cloud, given) if maker else given


def add_port(
    cloud: Cloud, network: str, subnets: list[str], owner: str, device: str, host: str, **more: object
) -> Row:
    """A port with an address in each of the subnets: the gateway's for a router's inner side."""
    ips = [{"subnet_id": subnet, "ip_address": _address(cloud, subnet, owner)} for subnet in subnets]
    id_ = new_id("network/ports")
    row = {
        "id": id_,
        "name": "",
        "network_id": network,
        "status": "ACTIVE",
        "admin_state_up": True,
        "device_owner": owner,
        "device_id": device,
        "binding:host_id": host,
        "binding:vif_type": "bridge",
        "binding:vnic_type": "normal",
        "mac_address": "fa:16:3e:" + ":".join(id_[n : n + 2] for n in (0, 2, 4)),
        "fixed_ips": ips,
        "port_security_enabled": owner.startswith("compute:"),
        "security_groups": [],
        **more,
    }
    return cloud.add("network/ports", row)


def _address(cloud: Cloud, subnet_id: str, owner: str) -> str:
    subnet = found(cloud, "network/subnets", subnet_id, "subnet")
    if owner == "network:router_interface":
        return str(subnet["gateway_ip"])
    used = {
        ip["ip_address"]
        for port in cloud.rows("network/ports").values()
        for ip in port["fixed_ips"]
        if ip["subnet_id"] == subnet_id
    }
    pool = subnet["allocation_pools"][0]
    first, last = (int(ipaddress.IPv4Address(pool[end])) for end in ("start", "end"))
    addresses = (str(ipaddress.IPv4Address(n)) for n in range(first, last + 1))
    free = next((a for a in addresses if a not in used), None)
    if free is None:
        raise ApiError(
            409,
            f"No more IP addresses available on network {subnet['network_id']}.",
            "IpAddressGenerationFailure",
        )
    return free


def change_router(cloud: Cloud, router: Row, given: Row) -> None:
    """Give a router its gateway, or take it away."""
    if "external_gateway_info" not in given:
        return
    for port in _ports(cloud, "device_id", router["id"], "network:router_gateway"):
        del cloud.rows("network/ports")[port["id"]]
    gateway = given["external_gateway_info"]
    if gateway:
        network = found(cloud, "network/networks", gateway["network_id"], "network")
        port = add_port(
            cloud,
            network["id"],
            network["subnets"][:1],
            "network:router_gateway",
            router["id"],
            AGENT_HOST,
        )
        gateway |= {"enable_snat": True, "external_fixed_ips": port["fixed_ips"]}


def add_interface(cloud: Cloud, router: Row, given: Row) -> Row:
    """PUT …/add_router_interface."""
    subnet = found(cloud, "network/subnets", given["subnet_id"], "subnet")
    for port in _ports(cloud, "device_id", router["id"], "network:router_interface"):
        if port["fixed_ips"][0]["subnet_id"] == subnet["id"]:
            raise ApiError(
                400,
                f"Bad router request: Router already has a port on subnet {subnet['id']}.",
                "BadRequest",
            )
    owner = {key: router[key] for key in ("project_id", "tenant_id")}
    port = add_port(
        cloud,
        subnet["network_id"],
        [subnet["id"]],
        "network:router_interface",
        router["id"],
        AGENT_HOST,
        **owner,
    )
    return {"id": router["id"], "port_id": port["id"], "subnet_id": subnet["id"]}


def remove_interface(cloud: Cloud, router: Row, given: Row) -> Row:
    """PUT …/remove_router_interface."""
    port = found(cloud, "network/ports", given["port_id"], "port")
    if any(ip["router_id"] == router["id"] for ip in cloud.rows("network/floatingips").values()):
        raise ApiError(
            409,
            f"Router interface for subnet {port['fixed_ips'][0]['subnet_id']} on router {router['id']} "
            "cannot be deleted, as it is required by one or more floating IPs.",
            "RouterInterfaceInUseByFloatingIP",
        )
    del cloud.rows("network/ports")[port["id"]]
    return {"id": router["id"], "port_id": port["id"]}


def remove(cloud: Cloud, name: str, row: Row) -> None:
    """What goes with a row that is deleted; raises `ApiError` where it cannot be."""
    if name == "networks":
        _refuse_used(cloud, "network_id", row["id"], "network")
        for port in _ports(cloud, "network_id", row["id"], "network:dhcp"):
            del cloud.rows("network/ports")[port["id"]]
        for subnet in row["subnets"]:
            del cloud.rows("network/subnets")[subnet]
    elif name == "subnets":
        network = cloud.rows("network/networks")[row["network_id"]]
        _refuse_used(cloud, "network_id", network["id"], "subnet")
        network["subnets"].remove(row["id"])
        for port in _ports(cloud, "network_id", network["id"], "network:dhcp"):
            del cloud.rows("network/ports")[port["id"]]
    elif name == "routers":
        if any(_ports(cloud, "device_id", row["id"], "network:router_interface")):
            raise ApiError(409, f"Router {row['id']} still has ports", "RouterInUse")
        change_router(cloud, row, {"external_gateway_info": None})
    elif name == "floatingips":
        for port in list(cloud.rows("network/ports").values()):
            if port["fixed_ips"] and port["fixed_ips"][0]["ip_address"] == row["floating_ip_address"]:
                del cloud.rows("network/ports")[port["id"]]
    elif name == "security-group-rules":
        group = cloud.rows("network/security-groups")[row["security_group_id"]]
        group["security_group_rules"].remove(row)


def _ports(cloud: Cloud, field: str, value: str, owner: str) -> list[Row]:
    return [
        port
        for port in cloud.rows("network/ports").values()
        if (port[field], port["device_owner"]) == (value, owner)
    ]


def _refuse_used(cloud: Cloud, field: str, value: str, what: str) -> None:
    used = [
        port["id"]
        for port in cloud.rows("network/ports").values()
        if port[field] == value and port["device_owner"] != "network:dhcp"
    ]
    if used:
        raise ApiError(
            409,
            f"Unable to complete operation on {what} {value}: One or more ports have an IP allocation "
            f"from this {what} ({', '.join(used)}).",
            f"{what.title()}InUse",
        )
