"""Which command a name is on a host: imported late, so that a command may run another."""

from __future__ import annotations

from actions.sim.call import Call, Run

PACKAGES = {
    "mysql": "mariadb-client",
    "nova-manage": "nova-common",
    "nova-status": "nova-common",
    "rabbitmqctl": "rabbitmq-server",
    "cinder-manage": "cinder-common",
}
"""The package without which a host lacks the command."""


def find(call: Call, name: str) -> Run | None:
    """The command of that name, where the host has it."""
    from actions.sim.commands.all import COMMANDS

    package = PACKAGES.get(name)
    if package is not None and package not in call.host.packages:
        return None
    return COMMANDS.get(name)
