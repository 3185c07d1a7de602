"""Where the lab keeps its things: all of them under one folder."""

import os
from pathlib import Path

NAME = os.environ.get("STACKMEND_LAB_NAME", "lab")
"""Of the jump host's namespace; another one makes a second lab beside the first."""

CACHE = Path(os.environ.get("STACKMEND_LAB_CACHE", f"/var/cache/stackmend-{NAME}"))
"""The one folder of the lab; STACKMEND_LAB_CACHE moves it (it can't lie on an overlay itself)."""

IMAGES = CACHE / "images"
"""Read-only pieces made once, each named by a hash of its recipe."""

HOSTS = CACHE / "hosts"
"""One folder for each host: its writable layer, its mount point, its console log."""

LAYERS = CACHE / "layers"
"""Frozen writable layers, shared by snapshots and hosts."""

SNAPSHOTS = CACHE / "snapshots"
"""One JSON file for each snapshot: which layers make up which host."""

KEYS = CACHE / "keys"
"""The lab's SSH key and the host keys."""

OPERATOR = CACHE / "operator"
"""The operator's home on the jump host: its .ssh leads to the hosts, as a stranger's would."""

SSH_CONFIG = OPERATOR / ".ssh" / "config"
"""The operator's own; the site file names none."""

SITE = CACHE / "site.toml"
"""The site file of the lab."""

SECRETS = SITE.with_name("site.secrets.toml")
"""The passwords with which its cloud was installed; there once a run has begun to."""

MECHANISM = CACHE / "mechanism"
"""What plugs the hosts' ports: linuxbridge where the file is missing, openvswitch or ovn."""

SYSTEM = CACHE / "system"
"""The hosts' system: debian-12 where the file is missing."""

LOCK = CACHE / "lock"
"""Held by whoever changes the lab."""

REPOSITORY = Path(__file__).resolve().parents[2]
"""The project's folder, from which `python -m tests.lab` runs."""
