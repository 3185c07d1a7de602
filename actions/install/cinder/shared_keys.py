"""Keys that cinder.conf has alike on controllers and storage hosts."""

from __future__ import annotations

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import CINDER
from actions.deployments.services import CINDER_API
from actions.formats.config_edit import Key
from actions.install.settings import read
from actions.install.step_factories.database import connection
from actions.install.step_factories.keys import authtoken, keys, my_ip, transport_url
from actions.model.plan import Situation
from actions.model.site import Host

PATH = PACKAGES.conf(CINDER_API)


def shared(situation: Situation, host: Host) -> tuple[Key, ...]:
    """The database, the broker, Keystone, Glance, and the host's own address."""
    return (
        *keys(
            "DEFAULT",
            transport_url=transport_url(situation),
            auth_strategy="keystone",
            my_ip=my_ip(situation, host),
            glance_api_servers=f"http://{read(situation.site).controller}:9292",
        ),
        *keys("database", connection=connection(situation, "cinder", "cinder")),
        *authtoken(situation, "cinder"),
        *keys("oslo_concurrency", lock_path=PACKAGES.lock_path(CINDER)),
    )
