"""neutron.conf on controllers (NEUT-C-08 to 13)."""

from __future__ import annotations

from actions.deployments.parts import LINUX_BRIDGE, NEUTRON, OVN
from actions.install.hosts import mechanism, part_of
from actions.install.neutron import neutron_packages
from actions.install.neutron.neutron_database import SCHEMA
from actions.install.neutron.shared_keys import PATH, shared
from actions.install.passwords import service_password
from actions.install.settings import read
from actions.install.step_factories.configuration import Configuration, Files
from actions.install.step_factories.database import connection
from actions.install.step_factories.keys import UWSGI_NEEDS, authtoken, keys, login, uwsgi
from actions.model.plan import Situation
from actions.model.site import Host


def files(situation: Situation, host: Host) -> Files:
    """The database, the plugins, Keystone, and Nova, whom the server tells of ports."""
    chosen = read(situation.site)
    # Debian's units look for this key with nothing behind its value, and end without it (NEUT-C-09).
    routers = "ovn-router" if mechanism(situation) == OVN else "router"
    plugins = keys("DEFAULT", core_plugin="ml2", service_plugins=routers)
    told = keys(
        "DEFAULT",
        auth_strategy="keystone",
        notify_nova_on_port_status_changes="true",
        notify_nova_on_port_data_changes="true",
    )
    nova = login("nova", chosen.auth_url, "nova", service_password(situation, "nova"))
    bridge = mechanism(situation) == LINUX_BRIDGE
    wanted = (
        *keys("database", connection=connection(situation, "neutron", SCHEMA)),
        *plugins,
        *shared(situation),
        *told,
        *authtoken(situation, "neutron"),
        *nova,
        *keys("nova", region_name=chosen.region),
        *(keys("experimental", linuxbridge="true") if bridge else ()),
    )
    return {PATH: wanted, **_uwsgi(situation, host)}


def _uwsgi(situation: Situation, host: Host) -> Files:
    """One thread a process: Debian ships 32, beside an eventlet that is made for one.

    Requests at once, soon after a start, lock each other up for ever ("greenlet.error: cannot switch to
    a different thread" in neutron-api.log).
    """
    chosen = uwsgi(situation, host, NEUTRON)
    files = part_of(situation, host.name, NEUTRON).uwsgi
    return {path: (*keys("uwsgi", threads="1"), *chosen.get(path, ())) for path in files}


CONFIGURATION = Configuration(
    "neutron-config",
    "neutron.conf on controllers",
    NEUTRON,
    files,
    (neutron_packages.STEP.name,),
    UWSGI_NEEDS,
)
STEP = CONFIGURATION.step(
    "[experimental] linuxbridge = true, without a word of what it means: Linux bridge is experimental "
    "from Zed (21) on and gone from 2025.1 (26) on. OVN or Open vSwitch, `mechanism` in "
    "[install.neutron] of the site file, is what lasts (T-NEU-03). And nothing of Debian's "
    "region_name = regionOne (T-CFG-02)."
)
