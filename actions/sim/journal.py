"""What the simulated services write to their logs while nothing happens."""

from __future__ import annotations

from actions.sim.unit import Unit

_LINES = {
    "nova-api": (
        '[req-{n:08x} admin admin - - default default] 10.0.0.11 "GET /v2.1/servers/detail HTTP/1.1" '
        "status: 200 len: 5312 time: 0.0{d}1847",
        '[req-{n:08x} admin admin - - default default] 10.0.0.11 "GET /v2.1/os-services HTTP/1.1" '
        "status: 200 len: 2911 time: 0.0{d}2216",
    ),
    "nova-compute": (
        "INFO nova.compute.resource_tracker [None req-{n:08x}] Final resource view: phys_ram=32768MB "
        "used_ram=6656MB phys_disk=440GB used_disk=62GB total_vcpus=8 used_vcpus=6",
        "DEBUG nova.compute.manager [None req-{n:08x}] Running periodic task update_available_resource",
    ),
    "nova-scheduler": (
        "DEBUG nova.scheduler.host_manager [None req-{n:08x}] Host mapping cache refreshed",
    ),
    "nova-conductor": (
        "DEBUG oslo_db.sqlalchemy.engines [None req-{n:08x}] MySQL server mode set to STRICT",
    ),
    "mariadb": ("[Note] InnoDB: Buffer pool dump progress 100 %",),
    "rabbitmq-server": (
        "[info] <0.{n}.0> accepting AMQP connection (10.0.0.31:4{d}210 -> 10.0.0.11:5672)",
    ),
    "neutron-l3-agent": (
        "DEBUG neutron.agent.l3.agent [None req-{n:08x}] Starting fullsync periodic_sync_routers_task",
    ),
    "neutron-dhcp-agent": (
        "INFO neutron.agent.dhcp.agent [None req-{n:08x}] Synchronizing state",
        "INFO neutron.agent.dhcp.agent [None req-{n:08x}] Synchronizing state complete",
    ),
}
_OTHERS = ("DEBUG oslo_service.periodic_task [None req-{n:08x}] Running periodic task",)


def line(unit: Unit, number: int) -> str:
    """The unit's next line of routine: the same number gives the same line."""
    lines = _LINES.get(unit.name, _OTHERS)
    noise = (number * 2654435761 + len(unit.name) * 97) & 0xFFFFFFFF
    return lines[number % len(lines)].format(n=noise, d=noise % 9)


def history(unit: Unit, now: float, count: int) -> list[tuple[float, str]]:
    """The unit's last lines: its own, and while it ran, one of routine every 7 seconds."""
    routine: list[tuple[float, str]] = []
    if unit.running and not unit.deaf:
        last = int(now // 7)
        first = max(int(unit.since // 7) + 1, last - count + 1)
        routine = [(number * 7.0, line(unit, number)) for number in range(first, last + 1)]
    return sorted(unit.log + routine)[-count:]
