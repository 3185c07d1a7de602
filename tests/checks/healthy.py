"""The healthy cloud that the checks' cases start from: one controller, two compute hosts, one cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.facts.nova.cell_mappings import CELL0

Case = Mapping[str, Any]
CELL1 = "e1b1caaa-7a9c-4727-b053-414769372438"
DB = "mysql+pymysql://nova:NOVA_DBPASS@controller"
RABBIT = "rabbit://openstack:RABBIT_PASS@controller:5672/"

NOVA_CONF = {
    "[DEFAULT] transport_url": RABBIT,
    "[api_database] connection": f"{DB}/nova_api",
    "[database] connection": f"{DB}/nova",
    "[keystone_authtoken] memcached_servers": "controller:11211",
    "[keystone_authtoken] region_name": "RegionOne",
    "[placement] region_name": "RegionOne",
}
COMPUTE_CONF = {
    "[DEFAULT] transport_url": RABBIT,
    "[keystone_authtoken] region_name": "RegionOne",
}
HOSTS: Mapping[str, Case] = {
    "controller": {
        "roles": ["controller", "network", "database", "messaging"],
        "addresses": ["10.0.0.11"],
        "conf": {"/etc/nova/nova.conf": NOVA_CONF},
        "units": {
            "mariadb": {},
            "memcached": {},
            "rabbitmq-server": {},
            "nova-api": {},
            "nova-conductor": {},
            "nova-scheduler": {},
            "neutron-l3-agent": {},
            "cinder-scheduler": {},
        },
    },
    "compute1": {
        "roles": ["compute"],
        "addresses": ["10.0.0.31"],
        "conf": {"/etc/nova/nova.conf": COMPUTE_CONF},
        "units": {"nova-compute": {}, "neutron-linuxbridge-agent": {}},
    },
    "compute2": {
        "roles": ["compute"],
        "addresses": ["10.0.0.32"],
        "conf": {"/etc/nova/nova.conf": COMPUTE_CONF},
        "units": {"nova-compute": {}, "neutron-linuxbridge-agent": {}},
    },
}
QUIET: Case = {
    "hostname": "controller",
    "version": "10.11.11-MariaDB-0+deb12u1",
    "connections": 40,
    "most": 151,
    "read_only": False,
}
"""A database server with nothing to be said of it (`database-status`)."""
CELLS: Mapping[str, Case] = {
    "cell0": {"uuid": CELL0, "url": f"{DB}/nova_cell0", "transport": "none:///"},
    "cell1": {
        "uuid": CELL1,
        "url": f"{DB}/nova",
        "transport": RABBIT,
        "hosts": ["compute1", "compute2"],
        "instances": 2,
        "database": {
            "schema": "nova",
            "computes": {"compute1": 1, "compute2": 1},
            "services": [
                "nova-conductor controller 64",
                "nova-scheduler controller 64",
                "nova-compute compute1 64",
                "nova-compute compute2 64",
            ],
            "instances": {"11111111-0000-0000-0000-000000000001": "compute1"},
        },
    },
}
SERVICES: Mapping[str, Case] = {
    f"{binary} {host}": {}
    for binary, host in (
        ("nova-scheduler", "controller"),
        ("nova-conductor", "controller"),
        ("nova-compute", "compute1"),
        ("nova-compute", "compute2"),
    )
}
AGENTS: Mapping[str, Case] = {
    "neutron-l3-agent controller": {"type": "L3 agent"},
    "neutron-linuxbridge-agent compute1": {"type": "Linux bridge agent"},
    "neutron-linuxbridge-agent compute2": {"type": "Linux bridge agent"},
}
CATALOG: Mapping[str, Case] = {
    "identity": {"name": "keystone", "url": "http://controller:5000/v3"},
    "compute": {"name": "nova", "url": "http://controller:8774/v2.1"},
    "network": {"name": "neutron", "url": "http://controller:9696"},
    "volumev3": {"name": "cinder", "url": "http://controller:8776/v3/%(project_id)s"},
}


def merged(well: Mapping[str, Case], told: Mapping[str, Case | None] | None) -> dict[str, Case]:
    """The healthy ones with what the case says of each; null takes one away."""
    found: dict[str, Case] = dict(well)
    for name, what in (told or {}).items():
        if what is None:
            found.pop(name)
        else:
            found[name] = deep(found.get(name, {}), what)
    return found


def deep(well: Case, told: Case) -> Case:
    both = dict(well)
    for key, value in told.items():
        old = both.get(key)
        both[key] = deep(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return both
