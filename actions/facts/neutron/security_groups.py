"""The security groups of the known instances' ports, with the rules for what may come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows
from actions.facts._support.by_ids import by_ids
from actions.facts.neutron import instance_ports
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query


@dataclass(frozen=True)
class Rule:
    """One ingress rule: it lets something in, for there are no rules that forbid."""

    version: int
    """4 or 6."""
    protocol: str
    """tcp, udp, icmp, …, a number; empty: any."""
    ports: tuple[int, int] | None
    """From and to; None: all."""
    source: str
    """A prefix, or the id of a group whose members may; empty: from anywhere."""


@dataclass(frozen=True)
class SecurityGroup:
    """One security group."""

    id: str
    name: str
    rules: tuple[Rule, ...]


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """By their ids, some at once."""
    ports = snapshot.each(instance_ports.PROBE).values()
    ids = {group for found in ports for port in found for group in port.groups}
    fields = "fields=id&fields=name&fields=security_group_rules"
    return by_ids(f"/security-groups?{fields}", "id", ids, "security_groups")


def _rule(row: Mapping[str, Any]) -> Rule:
    first, last = row.get("port_range_min"), row.get("port_range_max")
    source = str(row.get("remote_ip_prefix") or row.get("remote_group_id") or "")
    protocol = str(row.get("protocol") or "").lower()
    return Rule(
        version=6 if row.get("ethertype") == "IPv6" else 4,
        protocol="" if protocol in ("any", "0") else protocol,
        ports=None if first is None or last is None else (int(first), int(last)),
        source="" if source in ("0.0.0.0/0", "::/0") else source,
    )


def parse(raw: Any) -> tuple[SecurityGroup, ...]:
    """GET /v2.0/security-groups."""
    return tuple(
        SecurityGroup(
            id=str(row.get("id", "")),
            name=str(row.get("name") or ""),
            rules=tuple(
                _rule(rule)
                for rule in row.get("security_group_rules") or ()
                if rule.get("direction") == "ingress"
            ),
        )
        for row in rows(raw, "security groups")
    )


PROBE = Probe("security-groups", ask, parse, period=60, timeout=20, needs=(instance_ports.PROBE,))
