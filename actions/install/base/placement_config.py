"""placement.conf."""

from __future__ import annotations

from actions.install.base import base_packages
from actions.install.distro import PLACEMENT
from actions.install.makers.configuration import Configuration, Files
from actions.install.makers.database import connection
from actions.install.makers.keys import UWSGI_NEEDS, authtoken, keys, uwsgi
from actions.model import Host, Situation

PATH = "/etc/placement/placement.conf"


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
