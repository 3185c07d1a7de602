"""nova.conf on controllers (NOVA-C-14 to 24)."""

from __future__ import annotations

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import NOVA
from actions.deployments.services import NOVA_API
from actions.install.nova import nova_packages
from actions.install.nova.nova_database import API, CELL1
from actions.install.nova.shared_keys import GUIDE, shared
from actions.install.step_factories.configuration import Configuration, Files
from actions.install.step_factories.database import connection
from actions.install.step_factories.keys import UWSGI_NEEDS, keys, uwsgi
from actions.model.plan import Situation
from actions.model.site import Host

PATH = PACKAGES.conf(NOVA_API)


def files(situation: Situation, host: Host) -> Files:
    """What both kinds of hosts have, the two databases, and the console proxy."""
    wanted = (
        *keys("api_database", connection=connection(situation, "nova", API)),
        *keys("database", connection=connection(situation, "nova", CELL1)),
        *shared(situation, host),
        *keys("vnc", enabled="true", server_listen="$my_ip", server_proxyclient_address="$my_ip"),
    )
    return {PATH: wanted, **uwsgi(situation, host, NOVA)}


CONFIGURATION = Configuration(
    "nova-config", "nova.conf on controllers", NOVA, files, (nova_packages.STEP.name,), UWSGI_NEEDS
)
STEP = CONFIGURATION.step(GUIDE)
