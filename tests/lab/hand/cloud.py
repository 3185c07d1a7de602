"""The cloud, as an operator on the jump host has it before them: without a site file."""

from __future__ import annotations

from collections.abc import Mapping

from actions.deployments.debian import DEBIAN
from actions.deployments.parts import LINUX_BRIDGE
from actions.deployments.services import NEUTRON_DHCP_AGENT

from ..cloud import Cloud
from ..place import WHOLE, ZED, Place
from . import configs

PLACE = Place(
    "Debian 12 built by hand",
    DEBIAN,
    frozenset((*WHOLE, LINUX_BRIDGE, NEUTRON_DHCP_AGENT, ZED)),
    hosts={"controller": "ctl", "compute1": "cmp", "block1": "sto"},
    client=configs.VARIABLES,
    secrets={
        "glance_password": configs.PASSWORDS["glance"],
        "nova_db_user": "nova_rw",
        "nova_db_password": configs.DATABASE["nova"],
        "nova_password": configs.PASSWORDS["nova"],
        "rabbit_password": configs.PASSWORDS["broker"],
    },
)


class Hand(Cloud):
    """The lab's cloud, but that its operator has a clouds.yaml and ~/.ssh/config, and no more."""

    place = PLACE

    def __post_init__(self) -> None:
        super().__post_init__()
        clouds = self.home / ".config/openstack/clouds.yaml"
        clouds.parent.mkdir(parents=True)
        clouds.touch(mode=0o600)
        clouds.write_text(configs.CLOUDS)

    @property
    def environment(self) -> Mapping[str, str]:
        """Without a site file."""
        return {name: value for name, value in super().environment.items() if name != "STACKMEND_SITE"}

    def argv(self, *words: str) -> list[str]:
        """The cloud is named, but where a site file names it."""
        return (
            super().argv(*words)
            if "--site" in words
            else super().argv("--cloud", configs.CLOUD, *words)
        )
