"""The cluster, as an operator on the jump host has it before them, and by its own tools."""

from __future__ import annotations

from collections.abc import Mapping

from actions.deployments.debian_13 import DEBIAN_13

from ..cloud import Cloud
from ..paths import CACHE
from ..place import Place
from . import authority, configs
from .setup import CLIENT, FIRST

SITE = CACHE / "cluster.toml"
"""A plain site file; the lab writes its own anew at each boot."""
CLOUDS = CACHE / "clouds.yaml"
PLACE = Place("three controllers", DEBIAN_13, frozenset())
"""Its troubles are its own (breaks.py)."""


class Cluster(Cloud):
    """The lab's cloud, but for where its databases, its client and its site file are."""

    place = PLACE

    @property
    def environment(self) -> Mapping[str, str]:
        """With the cluster's own site file."""
        return {**super().environment, "STACKMEND_SITE": str(SITE)}

    @property
    def unlisted(self) -> Mapping[str, str]:
        """Of an operator who has no site file, and a clouds.yaml where openstacksdk looks for it."""
        folder = self.home / ".config/openstack"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / CLOUDS.name).write_text(CLOUDS.read_text())
        return {name: value for name, value in super().environment.items() if name != "STACKMEND_SITE"}

    def sql(self, statements: str) -> str:
        """Run statements as root of the first member."""
        return FIRST.run("mariadb -NB", statements)

    def manage(self, words: str) -> str:
        """nova's own tool, on the first controller."""
        return FIRST.run(f"su -s /bin/sh -c 'nova-manage {words}' nova")

    def openstack_text(self, words: str, check: bool = True) -> str:
        """What OpenStack's own client prints, from the first controller."""
        done = self.on("c1", f"{CLIENT} {words}")
        assert done.returncode == 0 or not check, done.stderr
        return done.stdout


def write() -> None:
    """The site file and clouds.yaml, with which the operator comes to a cloud that is there."""
    CLOUDS.touch(mode=0o600)
    CLOUDS.write_text(configs.clouds(str(authority.AUTHORITY)))
    SITE.write_text(configs.site(str(CLOUDS)))
