"""Keys that neutron.conf has alike wherever Neutron runs, and Nova's way to Neutron."""

from __future__ import annotations

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import NEUTRON
from actions.deployments.services import NEUTRON_API
from actions.formats.config_edit import Key
from actions.install.passwords import service_password
from actions.install.settings import read
from actions.install.step_factories.keys import keys, login, transport_url
from actions.model.plan import Situation

PATH = PACKAGES.conf(NEUTRON_API)


def shared(situation: Situation) -> tuple[Key, ...]:
    """The broker, and a folder for locks that is still there after a reboot."""
    return (
        *keys("DEFAULT", transport_url=transport_url(situation)),
        *keys("oslo_concurrency", lock_path=PACKAGES.lock_path(NEUTRON)),
    )


def nova_to_neutron(situation: Situation) -> tuple[Key, ...]:
    """[neutron] of nova.conf, as controllers and compute hosts have it."""
    chosen = read(situation.site)
    secret = service_password(situation, "neutron")
    return (
        *login("neutron", f"{chosen.auth_url}v3", "neutron", secret),
        *keys("neutron", region_name=chosen.region),
    )
