"""Every command of the simulated hosts: a new tool is a file beside this one and a line here."""

from __future__ import annotations

from actions.sim.call import Call, Run
from actions.sim.commands import (
    apt,
    become,
    cinder_manage,
    dpkg,
    files,
    ip,
    journalctl,
    mysql,
    nova_manage,
    nova_status,
    ping,
    python3,
    rabbitmqctl,
    ss,
    systemctl,
    tcp,
    text,
    uptime,
    vital,
)

MODULES = (
    apt,
    become,
    cinder_manage,
    dpkg,
    files,
    ip,
    journalctl,
    mysql,
    nova_manage,
    nova_status,
    ping,
    python3,
    rabbitmqctl,
    ss,
    systemctl,
    tcp,
    text,
    uptime,
    vital,
)
COMMANDS: dict[str, Run] = {name: run for module in MODULES for name, run in module.COMMANDS.items()}
PACKAGES = {
    "cinder-manage": "cinder-common",
    "mysql": "mariadb-client",
    "nova-manage": "nova-common",
    "nova-status": "nova-common",
    "rabbitmqctl": "rabbitmq-server",
}
"""The package without which a host lacks the command."""


def find(call: Call, name: str) -> Run | None:
    """The command of that name, where the host has it."""
    package = PACKAGES.get(name)
    return COMMANDS.get(name) if package is None or package in call.host.packages else None
