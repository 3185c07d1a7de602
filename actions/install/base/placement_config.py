"""placement.conf."""

from __future__ import annotations

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import PLACEMENT
from actions.deployments.services import PLACEMENT_API
from actions.install.base import base_packages
from actions.install.step_factories.configuration import Configuration, Files
from actions.install.step_factories.database import connection
from actions.install.step_factories.keys import UWSGI_NEEDS, authtoken, keys, uwsgi
from actions.model.plan import Situation
from actions.model.site import Host

PATH = PACKAGES.conf(PLACEMENT_API)


def files(situation: Situation, host: Host) -> Files:
    """The database and Keystone."""
    wanted = (
        *keys("placement_database", connection=connection(situation, "placement", "placement")),
        *keys("api", auth_strategy="keystone"),
        *authtoken(situation, "placement"),
    )
    return {PATH: wanted, **uwsgi(situation, host, PLACEMENT)}


CONFIGURATION = Configuration(
    "placement-config", "placement.conf", PLACEMENT, files, (base_packages.STEP.name,), UWSGI_NEEDS
)
STEP = CONFIGURATION.step()
