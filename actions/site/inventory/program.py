"""Ansible's own reading of an inventory, where it is installed: plugins, scripts, vaults and all."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

from actions.site.inventory.groups import ALL, Inventory
from actions.site.inventory.tables import add_tables

_PROGRAM = "ansible-inventory"
_STRICT = "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED"
_LONGEST = 60.0
"""Seconds; a plugin may ask a cloud."""


class Refused(Exception):
    """It is there, and gave no inventory: what it did instead, and the command that shows why."""


def ask_ansible(path: Path) -> Inventory | None:
    """What `ansible-inventory --list` says; None where it is not installed. Raises `Refused`.

    Of a part that it cannot read it would only warn: that is a refusal here. Without a terminal, it
    cannot ask for a vault's password, and what it writes may hold some: neither is ever repeated.
    """
    program = shutil.which(_PROGRAM)
    if program is None:
        return None
    arguments = ("--inventory", str(path.absolute()), "--list")
    did = "gave no inventory"
    try:
        done = subprocess.run(
            [program, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_LONGEST,
            check=False,
            start_new_session=True,
            env={**os.environ, _STRICT: "true"},
        )
        if done.returncode:
            did = f"ended with {done.returncode}"
        elif isinstance(content := json.loads(done.stdout), dict):
            return _inventory(content)
    except subprocess.TimeoutExpired:
        did = f"gave no answer within {_LONGEST:g} s"
    except OSError as error:
        did = f"cannot be started ({error.strerror})"
    except ValueError:
        pass
    shows = f"{_STRICT}=true {_PROGRAM} {shlex.join(arguments)} >/dev/null"
    raise Refused(f"{did}; `{shows}` shows why")


def _inventory(content: dict[str, Any]) -> Inventory:
    """Its answer, in the order of the groups' members; hostvars are sorted by name."""
    inventory = Inventory()
    _members(content, ALL, inventory, set())
    add_tables(content, inventory)
    return inventory


def _members(content: dict[str, Any], name: str, inventory: Inventory, seen: set[str]) -> None:
    if name in seen:
        return
    seen.add(name)
    group = content.get(name, {})
    for host in group.get("hosts", ()):
        inventory.add_host(name, host, {})
    for child in sorted(group.get("children", ()), key="ungrouped".__eq__):  # last, where others are
        _members(content, child, inventory, seen)
