"""Who is behind a floating IP, and what its security groups let in."""

from __future__ import annotations

from actions.sim.servers import SERVERS
from actions.sim.state import Cloud, Row


def behind(cloud: Cloud, address: str, protocol: str, port: int = 0) -> Row | None:
    """The instance behind a floating IP, where its security groups let that in."""
    for ip in cloud.rows("network/floatingips").values():
        inside = cloud.rows("network/ports").get(ip["port_id"] or "")
        if ip["floating_ip_address"] != address or inside is None:
            continue
        if _lets_in(cloud, inside, protocol, port):
            return cloud.rows(SERVERS).get(inside["device_id"])
    return None


def _lets_in(cloud: Cloud, inside: Row, protocol: str, port: int) -> bool:
    groups = (cloud.rows("network/security-groups")[id_] for id_ in inside["security_groups"])
    return any(
        rule["direction"] == "ingress"
        and rule["protocol"] == protocol
        and not rule["remote_group_id"]
        and (not port or rule["port_range_min"] <= port <= rule["port_range_max"])
        for group in groups
        for rule in group["security_group_rules"]
    )
