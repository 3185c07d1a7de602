"""Every command of the simulated hosts: a new tool is a file beside this one and a line here."""

from __future__ import annotations

from actions.sim.call import Run
from actions.sim.commands import (
    become,
    cinder_manage,
    dpkg,
    files,
    journalctl,
    mysql,
    nova_manage,
    nova_status,
    rabbitmqctl,
    ss,
    systemctl,
    text,
    vital,
)

MODULES = (
    become,
    cinder_manage,
    dpkg,
    files,
    journalctl,
    mysql,
    nova_manage,
    nova_status,
    rabbitmqctl,
    ss,
    systemctl,
    text,
    vital,
)
COMMANDS: dict[str, Run] = {name: run for module in MODULES for name, run in module.COMMANDS.items()}
