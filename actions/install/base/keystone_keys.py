"""The keys with which Keystone makes tokens and keeps credentials (PRE-06)."""

from __future__ import annotations

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import KEYSTONE
from actions.facts.keystone import keystone_keys
from actions.facts.keystone.keystone_keys import Keys
from actions.install.base import base_packages
from actions.install.step import deciding, first_host, require
from actions.model.command import Shell
from actions.model.plan import Decision, Situation, already, do

_SETUPS = {folder: command for command, folder in PACKAGES.keystone_keys.items()}
_OWNER = "keystone:keystone"


def plan(situation: Situation) -> Decision:
    """Run the set-up of each folder without keys; where there is one, keystone-manage changes nothing.

    After some rotations key 1 is gone, key 0 (the next one) is always there.
    """
    host = first_host(situation.site.having("controller"), "controller").name
    after = (base_packages.STEP.name,)
    found = require(situation, keystone_keys.PROBE, host, empty={}, after=after)
    commands = [c for folder in _SETUPS if (c := _command(host, folder, found)) is not None]
    if not commands:
        return already("both folders have their keys, and they are Keystone's")
    return do(*commands, why="keys are missing, or not Keystone's")


def _command(host: str, folder: str, found: Keys) -> Shell | None:
    owners = {found[path].owner for number in (0, 1) if (path := f"{folder}/{number}") in found}
    if not owners:
        whose = "--keystone-user keystone --keystone-group keystone"
        return Shell(host, f"{PACKAGES.tools[KEYSTONE].line} {_SETUPS[folder]} {whose}")
    if owners != {_OWNER}:
        return Shell(host, f"chown -R {_OWNER} {folder}")
    return None


STEP = deciding("keystone-keys", "Keystone's keys", (keystone_keys.PROBE,), plan)
