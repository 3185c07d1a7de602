"""Which needs there are: each a line here, and the function beside it that reads it from the facts.

A pair says: without the second, the first does not serve, or is not heard of. Where any one of several
would do (the members of a cluster, an API's workers), it is said of them only where none runs.
"""

from __future__ import annotations

from actions.causes.needs import (
    addresses,
    apis,
    broker,
    cinder,
    compute,
    databases,
    hosts,
    neutron,
    ovn,
)
from actions.causes.needs.model import Need

OF_SERVICES: tuple[Need, ...] = (
    Need("what runs on a host needs the host", hosts.services_on_hosts),
    Need("MariaDB and RabbitMQ need room on their disk", hosts.servers_disks),
    Need("who speaks over a broker needs it, and its account there", broker.speakers_broker),
    Need("one account, of whose broker files name other members, is one", broker.accounts_lists),
    Need("it needs the login that its own file has", broker.speakers_login),
    Need("a broker needs one of its members", broker.brokers_members),
    Need("it needs the database as its own file reaches it", databases.keepers_login),
    Need(
        "who keeps a database needs it, its tables, and its account there", databases.keepers_database
    ),
    Need("a database needs its server", databases.databases_servers),
    Need("nova's compute service needs libvirt, and Open vSwitch's agents need that", hosts.beside),
    Need("nova's compute service needs a conductor", compute.computes_conductor),
    Need("a machine's other name is no other machine", compute.names_machines),
    Need("neutron's agents need what hears their reports", neutron.agents_server),
    Need("OVN's agents need the chassis of their host", neutron.ovn_agents_controller),
    Need("OVN's controllers and neutron need its databases", ovn.controllers_databases),
    Need("a server of OVN's databases needs a majority", ovn.members_majority),
    Need("OVN's northd needs both of its databases", ovn.northd_databases),
)
"""Those of what runs on hosts: cheap to read, for who only wants to know what to mend first."""

_SERVED = Need("an API needs a service that answers", apis.apis_services)
OF_APIS: tuple[Need, ...] = (
    _SERVED,
    Need("every API needs Keystone's", apis.apis_identity),
)
"""Those of who asks an API."""

NEEDS: tuple[Need, ...] = (
    *OF_SERVICES,
    Need("a cell needs its database, and the compute API its cells", databases.cells_databases),
    Need("an instance needs what works at it on its host, or finds it one", compute.instances_hosts),
    Need("a compute node's provider needs placement's API", compute.providers_placement),
    Need("a compute host needs the way to the APIs that it calls", compute.computes_calls),
    Need("an instance needs what plugs its ports", neutron.instances_agents),
    Need("a network needs one of its DHCP agents", neutron.networks_agents),
    Need("a chassis of OVN needs its host's controller", ovn.chassis_controllers),
    Need("a port that OVN is to plug needs its northd", ovn.ports_northd),
    Need("a router needs one of its gateway chassis", ovn.routers_chassis),
    Need("a physical network needs chassis that have a bridge for it", ovn.networks_chassis),
    Need("an API needs the shared address of its endpoint", addresses.apis_vips),
    Need("a shared address needs one that keeps it", addresses.vips_keepers),
    Need("a database needs its shared address, and who answers there", databases.databases_addresses),
    Need(
        "who runs and is not heard may wait for a member of the broker that is out",
        broker.silent_speakers,
    ),
    Need("a volume in the middle of something needs its backend's service", cinder.volumes_backends),
    _SERVED,
    Need("an API that is listened for needs Keystone's", apis.answering_identity),
    Need("nova's API needs Neutron's for its lists of instances", apis.compute_network),
    Need("an API and nova's services need their own accounts at Keystone", apis.logins_account),
    Need("it needs the way to Keystone that its own file says", apis.configured_login),
    Need("what is asked over TLS needs a certificate that holds", addresses.endpoints_certificates),
    Need("one certificate that several places show is one", addresses.certificates_first),
    Need("Keystone needs its keys", apis.identity_keys),
    Need("an API needs the memcached of its configuration", apis.apis_cache),
    Need("a memcached needs its unit", apis.caches_servers),
)
"""In the order in which they are looked at, where two causes are equally near."""
