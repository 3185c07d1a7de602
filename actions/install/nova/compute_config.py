"""nova.conf on compute hosts (NOVA-K-02 to 07)."""

from __future__ import annotations

from actions.deployments.parts import COMPUTE
from actions.facts.hosts import host_status
from actions.install.nova import nova_packages
from actions.install.nova.nova_config import PATH
from actions.install.nova.shared_keys import GUIDE, shared
from actions.install.settings import read
from actions.install.step_factories.configuration import Configuration, Files
from actions.install.step_factories.keys import keys
from actions.model.plan import Situation
from actions.model.site import Host


def files(situation: Situation, host: Host) -> Files:
    """What both kinds of hosts have, and where browsers find the console proxy."""
    base = f"http://{read(situation.site).controller}:6080/vnc_auto.html"
    vnc = keys(
        "vnc",
        enabled="true",
        # A controller that is a compute host too has its own value already, and it does here as well.
        server_listen="$my_ip" if "controller" in host.roles else "0.0.0.0",  # noqa: S104
        server_proxyclient_address="$my_ip",
        novncproxy_base_url=base,
    )
    return {PATH: (*shared(situation, host), *vnc)}


CONFIGURATION = Configuration(
    "compute-config",
    "nova.conf on compute hosts",
    COMPUTE,
    files,
    (nova_packages.STEP.name,),
    (host_status.PROBE,),
)
STEP = CONFIGURATION.step(GUIDE)
