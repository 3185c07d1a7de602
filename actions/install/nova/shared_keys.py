"""Keys that nova.conf has alike on controllers and compute hosts."""

from __future__ import annotations

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import NOVA
from actions.formats.config_edit import Key
from actions.install.passwords import service_password
from actions.install.settings import read
from actions.install.step_factories.keys import authtoken, keys, login, my_ip, transport_url
from actions.model.plan import Situation
from actions.model.site import Host

GUIDE = (
    "https in [service_user] auth_url, while Keystone speaks http: every server create ends in HTTP "
    "500 (T-NOVA-06). Comments behind values, which become part of them (T-CFG-01). And nothing of "
    "Debian's region_name = regionOne, which no catalog has (T-CFG-02)."
)
"""What the guide says of both files, and why they are otherwise."""


def shared(situation: Situation, host: Host) -> tuple[Key, ...]:
    """The broker, Keystone, Placement, Glance, and the host's own address."""
    chosen = read(situation.site)
    nova, placement = (service_password(situation, name) for name in ("nova", "placement"))
    auth_url = f"{chosen.auth_url}v3"
    return (
        *keys("DEFAULT", transport_url=transport_url(situation), my_ip=my_ip(situation, host)),
        *keys("api", auth_strategy="keystone"),
        *authtoken(situation, "nova"),
        *keys("service_user", send_service_user_token="true"),  # noqa: S106 (a switch)
        *login("service_user", auth_url, "nova", nova),
        *keys("glance", api_servers=f"http://{chosen.controller}:9292"),
        *keys("oslo_concurrency", lock_path=PACKAGES.lock_path(NOVA)),
        *keys("placement", region_name=chosen.region),
        *login("placement", auth_url, "placement", placement),
        *keys("cinder", os_region_name=chosen.region),
        # Debian's default; noVNC and SPICE cannot both have the console.
        *keys("spice", enabled="false"),
    )
