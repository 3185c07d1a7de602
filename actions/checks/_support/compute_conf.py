"""What nova-compute's configuration on a host sets: of its files the last that has a key counts."""

from __future__ import annotations

from typing import NamedTuple

from actions.deployments.services import NOVA_COMPUTE
from actions.facts.hosts import conf
from actions.model.fact import Snapshot


class Setting(NamedTuple):
    """A key's value, and the file in which it stands, or would be set for nova-compute alone."""

    value: str
    """Empty: it is set nowhere."""
    path: str


def drives(snapshot: Snapshot, host: str, *kinds: str) -> bool:
    """Whether its compute_driver is known, and of one of those kinds."""
    driver = setting(snapshot, host, "DEFAULT", "compute_driver")
    return driver is not None and any(kind in driver.value.lower() for kind in kinds)


def setting(snapshot: Snapshot, host: str, section: str, key: str) -> Setting | None:
    """One key; None where nova-compute's configuration there was not read, or is not known."""
    own = conf.conf_of(snapshot, host, NOVA_COMPUTE)
    if own is None:
        return None
    files = snapshot.get(conf.PROBE, host) or {}
    paths = [path for path in own.deployment.configurations[NOVA_COMPUTE] if path in files]
    for path in reversed(paths):
        value = (own.file if path == own.path else files[path]).value(section, key)
        if value:
            return Setting(value, path)
    return Setting("", paths[-1])
