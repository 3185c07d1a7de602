"""Juju's charms, of Charmed OpenStack: Ubuntu's packages, whose files a charm's agent keeps."""

from __future__ import annotations

from dataclasses import replace

from actions.deployments.deployment import Mark
from actions.deployments.ubuntu import UBUNTU

CHARMS = replace(
    UBUNTU,
    name="juju charms",
    releases=(),
    parts={},
    rank=3,
    marks=(Mark(paths=("/var/lib/juju/agents/unit-*",)),),
    managed=(
        "juju keeps what is on it, and undoes what others change: use `juju config`, or the charm's "
        "actions"
    ),
)
