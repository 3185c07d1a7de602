"""cinder.conf on controllers (CIND-C-08)."""

from __future__ import annotations

from actions.deployments.parts import CINDER
from actions.install.cinder import cinder_packages
from actions.install.cinder.shared_keys import PATH, shared
from actions.install.cinder.wanted import where_wanted
from actions.install.step_factories.configuration import Configuration, Files
from actions.install.step_factories.keys import UWSGI_NEEDS, uwsgi
from actions.model.plan import Situation
from actions.model.site import Host


def files(situation: Situation, host: Host) -> Files:
    """What both kinds of hosts have."""
    return {PATH: shared(situation, host), **uwsgi(situation, host, CINDER)}


CONFIGURATION = Configuration(
    "cinder-config",
    "cinder.conf on controllers",
    CINDER,
    files,
    (cinder_packages.STEP.name,),
    UWSGI_NEEDS,
)
STEP = where_wanted(
    CONFIGURATION.step(
        "nothing of Debian's region_name = regionOne, which no catalog has (T-CFG-02); and a comment "
        "behind nova.conf's os_region_name, which becomes part of it (T-CFG-01): the chapter nova has "
        "set that key already, on compute hosts too."
    )
)
