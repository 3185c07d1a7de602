"""An Ansible inventory as hosts with roles: as `ansible-inventory` reads it, or as read here."""

from __future__ import annotations

from pathlib import Path

from actions.site.inventory.files import read_files
from actions.site.inventory.hosts import Found, found_hosts
from actions.site.inventory.program import Refused, ask_ansible
from actions.site.inventory.tables import NeedsAnsible


def read_inventory(path: Path) -> Found:
    """The hosts of a file or folder; raises OSError, or ValueError that says what is wrong.

    Ansible is asked first: it knows plugins, scripts and vaults. Without it, or where it refuses, our
    own reading says which line is wrong, or what was passed over.
    """
    refused = ""
    try:
        inventory = ask_ansible(path)
    except Refused as refusal:
        inventory, refused = None, str(refusal)
    if inventory is not None:
        return found_hosts(inventory)
    try:
        inventory, passed = read_files(path)
    except NeedsAnsible as error:
        without = f"which {refused}" if refused else "and that is not in PATH"
        raise ValueError(f"{error}: that needs `ansible-inventory`, {without}.") from None
    found = found_hosts(inventory)
    if refused:
        found.passed[f"read without `ansible-inventory`, which {refused}"] = [path.name]
    for note in passed:
        found.passed.setdefault(note.rstrip("."), [path.name])
    return found
