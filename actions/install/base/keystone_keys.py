"""The keys with which Keystone makes tokens and keeps credentials (PRE-06)."""

from __future__ import annotations

from actions.command import Shell
from actions.facts import keystone_keys
from actions.install.base import base_packages
from actions.install.deciding import deciding, known, one
from actions.model import Decision, Situation, already, do

_SETUPS = {
    "/etc/keystone/fernet-keys": "fernet_setup",
    "/etc/keystone/credential-keys": "credential_setup",
}


def plan(situation: Situation) -> Decision:
    """Run the set-up of each folder that has no first two keys; it never replaces one."""
    host = one(situation.site.having("controller"), "controller").name
    after = (base_packages.STEP.name,)
    found = known(situation, keystone_keys.PROBE, host, empty={}, after=after)
    commands = [
        Shell(host, f"keystone-manage {setup} --keystone-user keystone --keystone-group keystone")
        for folder, setup in _SETUPS.items()
        if any(found.get(f"{folder}/{n}") != "keystone:keystone" for n in (0, 1))
    ]
    if not commands:
        return already("both folders have their keys, and they are Keystone's")
    return do(*commands, why="keys are missing")


STEP = deciding("keystone-keys", "Keystone's keys", (keystone_keys.PROBE,), plan)
