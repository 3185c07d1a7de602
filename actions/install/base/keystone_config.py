"""keystone.conf."""

from __future__ import annotations

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import KEYSTONE
from actions.deployments.services import KEYSTONE_API
from actions.install.base import base_packages
from actions.install.step_factories.configuration import Configuration, Files
from actions.install.step_factories.database import connection
from actions.install.step_factories.keys import UWSGI_NEEDS, keys, uwsgi
from actions.model.plan import Situation
from actions.model.site import Host

PATH = PACKAGES.conf(KEYSTONE_API)


def files(situation: Situation, host: Host) -> Files:
    """The database and the kind of tokens."""
    wanted = (
        *keys("database", connection=connection(situation, "keystone", "keystone")),
        *keys("token", provider="fernet"),
    )
    return {PATH: wanted, **uwsgi(situation, host, KEYSTONE)}


CONFIGURATION = Configuration(
    "keystone-config", "keystone.conf", KEYSTONE, files, (base_packages.STEP.name,), UWSGI_NEEDS
)
STEP = CONFIGURATION.step()
