"""An Ansible inventory as hosts with roles: as `ansible-inventory` reads it, or as read here."""

from __future__ import annotations

from pathlib import Path

from actions.site.inventory.files import read_files
from actions.site.inventory.hosts import Found, found_hosts
from actions.site.inventory.program import ask_ansible


def read_inventory(path: Path) -> Found:
    """The hosts of a file or folder; raises OSError, or ValueError that says what is wrong.

    Ansible is asked first: it knows plugins, scripts and vaults. Without it, or where it refuses, our
    own reading says which line is wrong, or what was passed over.
    """
    inventory = ask_ansible(path)
    if inventory is not None:
        return found_hosts(inventory)
    inventory, passed = read_files(path)
    found = found_hosts(inventory)
    for note in passed:
        found.passed.setdefault(note.rstrip("."), [path.name])
    return found
