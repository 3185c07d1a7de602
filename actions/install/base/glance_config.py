"""glance-api.conf."""

from __future__ import annotations

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import GLANCE
from actions.deployments.services import GLANCE_API
from actions.install.base import base_packages
from actions.install.settings import read
from actions.install.step_factories.configuration import Configuration, Files
from actions.install.step_factories.database import connection
from actions.install.step_factories.keys import authtoken, keys
from actions.model.plan import Situation
from actions.model.site import Host

PATH = PACKAGES.conf(GLANCE_API)


def files(situation: Situation, _host: Host) -> Files:
    """The database, Keystone, and a folder as the store of images."""
    wanted = (
        *keys("DEFAULT", enabled_backends="fs:file"),
        *keys("database", connection=connection(situation, "glance", "glance")),
        *authtoken(situation, "glance"),
        *keys("paste_deploy", flavor="keystone"),
        *keys("glance_store", default_backend="fs"),
        *keys("fs", filesystem_store_datadir=read(situation.site).glance_store),
    )
    return {PATH: wanted}


CONFIGURATION = Configuration(
    "glance-config", "glance-api.conf", GLANCE, files, (base_packages.STEP.name,)
)
STEP = CONFIGURATION.step()
