"""The ports of a host's services are free, or the cloud's own services have them already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import MESSAGING
from actions.deployments.services import MESSAGE_BROKER
from actions.facts.hosts import host_status, port_holders
from actions.facts.hosts.port_holders import Holder
from actions.install.preflight.result import Result, looking, seen
from actions.install.preflight.wanted import parts_on
from actions.model.plan import Situation
from actions.model.site import Host

_MORE = {MESSAGING: {PACKAGES.units_of(MESSAGE_BROKER)[0]: (4369, 25672)}}
"""Ports that a unit opens beside its service: Erlang's register of names, and RabbitMQ's own links."""
_ALSO = {4369: ("epmd", "init.scope")}
"""Units that may hold a port in the place of the one that needs it: systemd opens epmd's itself."""


def inspect(situation: Situation, host: Host) -> Result:
    """A port counts as taken at whatever address: packages start with their own choice of it."""
    wanted = _wanted(situation, host)
    holders = {h.port: h for h in seen(situation, port_holders.PROBE, host.name) if h.port in wanted}
    foreign = {
        port: holder
        for port, holder in holders.items()
        if holder.unit not in (wanted[port], *_ALSO.get(port, ()))
    }
    if foreign:
        return Result(wrong=tuple(_taken(host, wanted[p], h) for p, h in sorted(foreign.items())))
    return Result(", ".join(_told(wanted, holders)) or "no services with ports of their own")


def _wanted(situation: Situation, host: Host) -> dict[int, str]:
    """The unit that needs each port."""
    parts = parts_on(situation, host)
    units = [units for name, part in parts.items() for units in (part.units, _MORE.get(name, {}))]
    return {port: unit for some in units for unit, ports in some.items() for port in ports}


def _told(wanted: Mapping[int, str], holders: Mapping[int, Holder]) -> Iterator[str]:
    for word, ports in (
        ("free:", wanted.keys() - holders.keys()),
        ("held by the cloud's own services:", holders.keys()),
    ):
        if ports:
            yield f"{word} {' '.join(str(port) for port in sorted(ports))}"


def _taken(host: Host, unit: str, holder: Holder) -> str:
    program = holder.program or "an unknown program"
    process = f"process {holder.pid}" if holder.pid else "of an unknown process"
    where = f", unit {holder.unit}" if holder.unit else ""
    return (
        f"On {host.name}, {program} ({process}{where}) listens on {holder.address}:{holder.port}, "
        f"which {unit} needs: stop it, or move it to another port or host."
    )


STEP = looking(
    "ports-free", "The services' ports are free", (host_status.PROBE, port_holders.PROBE), inspect
)
