"""ss: the TCP ports on which the units that run there listen."""

from __future__ import annotations

from actions.sim.call import Call, Run, options

PORTS = {
    "ssh": 22,
    "mariadb": 3306,
    "rabbitmq-server": 5672,
    "memcached": 11211,
    "keystone": 5000,
    "glance-api": 9292,
    "placement-api": 8778,
    "nova-api": 8774,
    "nova-api-metadata": 8775,
    "nova-novncproxy": 6080,
    "neutron-api": 9696,
    "cinder-api": 8776,
    "libvirtd": 16509,
    "tgt": 3260,
}
"""Each unit's port."""


async def ss(call: Call) -> int:
    """Print listening sockets as `ss -ltnH`; with -p and --cgroup, their processes and units."""
    chosen, _ = options(call.args)
    for name, port in PORTS.items():
        unit = call.host.units.get(name)
        if unit is not None and unit.running:
            local = f"{call.host.address if name == 'mariadb' else '0.0.0.0'}:{port}"  # noqa: S104
            process = f' users:(("{name}",pid={unit.pid},fd=5))' if "p" in chosen else ""
            group = f" cgroup:/system.slice/{name}.service" if "cgroup" in chosen else ""
            call.say(f"LISTEN 0      4096   {local:>20} {'0.0.0.0:*':>18}{process}{group}")
    return 0


COMMANDS: dict[str, Run] = {"ss": ss}
