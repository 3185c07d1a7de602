"""Preflight against the chapters after it: it looks for what they will put on the hosts."""

from __future__ import annotations

import pytest

from actions.install.all import CHAPTERS
from actions.install.preflight.wanted import missing_packages
from actions.model.command import Shell
from tests.install.building import (
    SITE,
    STORAGE,
    recorded,
    situation,
    snapshot,
    with_hosts,
    with_settings,
)
from tests.install.golden import DISTROS

BARE = [f"{name}-bare" for name in DISTROS]
CHOICES: tuple[dict[str, dict[str, str]], ...] = (
    {},
    {"cinder": {"backend": "lvm"}},
    {"neutron": {"provider_interface": "ext0", "mechanism": "openvswitch"}},
)


@pytest.mark.parametrize("choice", CHOICES, ids=["as-it-is", "lvm", "openvswitch"])
@pytest.mark.parametrize("name", BARE)
def test_every_package_that_a_chapter_installs_is_looked_for(
    name: str, choice: dict[str, dict[str, str]]
) -> None:
    site = with_settings(with_hosts(SITE, STORAGE), choice)
    facing = situation(snapshot(recorded(name), site))
    decisions = [step.plan(facing) for chapter in CHAPTERS for step in chapter.steps]
    commands = [c for decision in decisions for c in decision.commands if isinstance(c, Shell)]
    installing = [c for c in commands if "apt-get install" in c.line]
    assert installing
    for host in site.hosts:
        coming = {item for c in installing if c.host == host.name for item in c.items}
        assert coming <= set(missing_packages(facing, host))
