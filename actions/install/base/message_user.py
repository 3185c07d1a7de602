"""RabbitMQ's user for all of OpenStack (PRE-03)."""

from __future__ import annotations

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import MESSAGING
from actions.facts.broker import message_users
from actions.install.base import base_packages
from actions.install.hosts import hosts_of
from actions.install.passwords import RABBIT, password
from actions.install.step import deciding, first_host, require
from actions.model.command import Command, Shell
from actions.model.plan import Decision, Situation, already, do
from actions.model.secret import Text

_CONTROL = PACKAGES.tools[MESSAGING].line
_USER = "openstack"
_ALL = (".*", ".*", ".*")


def plan(situation: Situation) -> Decision:
    """The user with the site's password, and all rights in the virtual host /."""
    host = first_host(hosts_of(situation, MESSAGING), "messaging or controller").name
    after = (base_packages.STEP.name,)
    users = require(situation, message_users.PROBE, host, empty={}, after=after)
    secret = password(situation, RABBIT)
    # rabbitmqctl reads the password from standard input where the command line has none.
    typed = Text.of(secret, "\n")
    user = users.get(_USER)
    commands: list[Command] = []
    if user is None:
        commands.append(Shell(host, f"{_CONTROL} add_user {_USER}", stdin=typed))
    elif not user.has(secret):
        commands.append(Shell(host, f"{_CONTROL} change_password {_USER}", stdin=typed))
    if user is None or user.permissions.get("/") != _ALL:
        patterns = " ".join(f"'{pattern}'" for pattern in _ALL)
        commands.append(Shell(host, f"{_CONTROL} set_permissions {_USER} {patterns}"))
    if not commands:
        return already(f"RabbitMQ has {_USER}, with the site's password and all rights")
    return do(*commands, why="the user, its password or its rights are missing")


STEP = deciding("message-user", "RabbitMQ's user for OpenStack", (message_users.PROBE,), plan)
