"""The administrator's environment for the openstack client, on the controllers."""

from __future__ import annotations

from actions.deployments.parts import CLIENT
from actions.install.base import base_packages
from actions.install.passwords import ADMIN, password
from actions.install.settings import read
from actions.install.step_factories.small_file import small_file_step
from actions.model.plan import Situation
from actions.model.secret import Secret, Text
from actions.model.site import Host


def text(situation: Situation, _host: Host, _now: str | None) -> Text:
    """The guide's admin-openrc; only root can read it."""
    chosen = read(situation.site)
    values: dict[str, str | Secret] = {
        "OS_USERNAME": "admin",
        "OS_PASSWORD": password(situation, ADMIN),
        "OS_PROJECT_NAME": "admin",
        "OS_USER_DOMAIN_NAME": "Default",
        "OS_PROJECT_DOMAIN_NAME": "Default",
        "OS_AUTH_URL": f"{chosen.auth_url}v3",
        "OS_IDENTITY_API_VERSION": "3",
        "OS_REGION_NAME": chosen.region,
    }
    return Text.of(*(Text.of(f"export {name}=", value, "\n") for name, value in values.items()))


STEP = small_file_step(
    "admin-openrc",
    "/root/admin-openrc on controllers",
    CLIENT,
    "/root/admin-openrc",
    text,
    mode="0600",
    after=(base_packages.STEP.name,),
)
