"""The ports of known instances in OVN's two databases: only where a path is asked for.

Two questions, "north" (what neutron wants) and "south" (what was made of it), each to one server.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from actions.deployments import ovn
from actions.deployments.services import OVN_NORTHBOUND, OVN_SOUTHBOUND
from actions.facts._support.ovn import Row, running, several, tables
from actions.facts._support.shell import bounded, script, sections
from actions.facts.hosts import units
from actions.facts.neutron import instance_ports, network_agents
from actions.facts.ovn import ovn_databases
from actions.facts.ovn.ovn_southbound import server
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult

DROP = "neutron_pg_drop"
"""The port group of all that have port security: what no rule lets in is dropped."""
_MOST = 20
"""Ports that are asked for: one instance has few."""
_GROUPS = "groups "


@dataclass(frozen=True)
class Logical:
    """One port in the northbound database."""

    enabled: bool
    groups: Mapping[str, int] | None
    """Its port groups, and how many ACLs each has (`group_of`); None: they were not told."""
    wanted: str = ""
    """requested-chassis."""


@dataclass(frozen=True)
class Binding:
    """The same port in the southbound database."""

    chassis: str
    """The name of the chassis that has taken it; empty: none."""
    up: bool | None
    """Its flows are there; None: OVN before 21.03 does not tell."""


@dataclass(frozen=True)
class OvnPorts:
    """What one of the databases has; ports that it does not have are in neither."""

    logical: Mapping[str, Logical] = field(default_factory=dict)
    nat: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By port, the outside address and the inner one (dnat_and_snat)."""
    bindings: Mapping[str, Binding] = field(default_factory=dict)


def group_of(security_group: str) -> str:
    """What neutron calls the port group of a security group."""
    return f"pg_{security_group.replace('-', '_')}"


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Nothing where no agent is OVN's."""
    if not any(agent.ovn for agent in snapshot.get(network_agents.PROBE) or ()):
        return {}
    known = snapshot.each(instance_ports.PROBE).values()
    ids = [shlex.quote(port.id) for some in known for port in some][:_MOST]
    found: dict[str, Query] = {}
    for name, of, lines in (("north", OVN_NORTHBOUND, _north), ("south", OVN_SOUTHBOUND, _south)):
        host = server(snapshot, of)
        if ids and host:
            unit = running(snapshot, of)[host].name
            asked = {key: bounded(ovn.within(unit, line), 12) for key, line in lines(ids).items()}
            found[name] = ShellQuery(host, script(**asked))
    return found


def _north(ids: Iterable[str]) -> Mapping[str, str]:
    tool = f"{ovn.NB} {ovn.JSON}"
    nat = (f"""find NAT 'external_ids:"neutron:fip_port_id"={id_}'""" for id_ in ids)
    own = f"{ovn.NB} --bare --columns=_uuid --if-exists list Logical_Switch_Port"
    listed = "--columns=name,enabled,options --if-exists list Logical_Switch_Port"
    nats = " -- ".join(f"--columns=external_ids,type,external_ip,logical_ip {one}" for one in nat)
    return {
        "ports": f"{tool} {listed} {' '.join(ids)}",
        "nat": f"{tool} {nats}",
        **{
            shlex.quote(f"{_GROUPS}{id_}"): f'u=$({own} {id_}); [ -z "$u" ] || '
            f'{tool} --columns=name,acls find Port_Group "ports{{>=}}$u"'
            for id_ in ids
        },
    }


def _south(ids: Sequence[str]) -> Mapping[str, str]:
    tool = f"{ovn.SB} {ovn.JSON}"

    def bound(columns: str) -> str:
        asked = (f"--columns={columns} find Port_Binding logical_port={id_}" for id_ in ids)
        return f"{tool} {' -- '.join(asked)}"

    told = ovn.or_older(bound("logical_port,chassis,up"), bound("logical_port,chassis"))
    return {"bound": told, "chassis": f"{tool} --columns=_uuid,name list Chassis"}


def parse(answer: ShellResult) -> OvnPorts:
    """Tables of either database."""
    said = sections(answer)
    if "ports" in said:
        ports = {str(row["name"]): row for row in _rows(said, "ports")}
        nat = {
            str(row["external_ids"].get("neutron:fip_port_id", "")): (
                str(row["external_ip"]),
                str(row["logical_ip"]),
            )
            for row in _rows(said, "nat")
            if row["type"] == "dnat_and_snat"
        }
        return OvnPorts(
            {name: _logical(row, said.get(_GROUPS + name, "")) for name, row in ports.items()}, nat
        )
    if "bound" in said:
        names = {row["_uuid"]: str(row["name"]) for row in _rows(said, "chassis")}
        rows = {str(row["logical_port"]): row for row in _rows(said, "bound")}
        return OvnPorts(
            bindings={
                name: Binding(names.get(str(row["chassis"] or ""), ""), _up(row))
                for name, row in rows.items()
            }
        )
    raise ParseError("neither of OVN's databases was asked")


def _up(row: Row) -> bool | None:
    return row["up"] is True if "up" in row else None


def _rows(said: Mapping[str, str], name: str) -> list[Row]:
    return [row for table in tables(said.get(name, "")) for row in table]


def _logical(row: Row, groups: str) -> Logical:
    found = tables(groups)[0] if groups.strip() else None
    return Logical(
        enabled=row["enabled"] is not False,
        groups=None
        if found is None
        else {str(one["name"]): len(several(one["acls"])) for one in found},
        wanted=str(row["options"].get("requested-chassis", "")),
    )


PROBE = Probe(
    "ovn-ports",
    ask,
    parse,
    period=0,
    timeout=60,
    needs=(instance_ports.PROBE, network_agents.PROBE, ovn_databases.PROBE, units.PROBE),
)
