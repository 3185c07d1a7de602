"""Services by the names that their APIs list them under: a deployment says which unit runs each."""

from __future__ import annotations

CINDER_API = "cinder-api"
CINDER_BACKUP = "cinder-backup"
CINDER_SCHEDULER = "cinder-scheduler"
CINDER_VOLUME = "cinder-volume"
GLANCE_API = "glance-api"
KEYSTONE_API = "keystone"
NEUTRON_API = "neutron-api"
NEUTRON_DHCP_AGENT = "neutron-dhcp-agent"
NEUTRON_L3_AGENT = "neutron-l3-agent"
NEUTRON_LINUXBRIDGE_AGENT = "neutron-linuxbridge-agent"
NEUTRON_METADATA_AGENT = "neutron-metadata-agent"
NEUTRON_OPENVSWITCH_AGENT = "neutron-openvswitch-agent"
NEUTRON_OVN_METADATA_AGENT = "neutron-ovn-metadata-agent"
NEUTRON_RPC_SERVER = "neutron-rpc-server"
NOVA_API = "nova-api"
NOVA_COMPUTE = "nova-compute"
NOVA_CONDUCTOR = "nova-conductor"
NOVA_METADATA = "nova-api-metadata"
NOVA_SCHEDULER = "nova-scheduler"
NOVA_SUPER_CONDUCTOR = "nova-super-conductor"
PLACEMENT_API = "placement-api"

BALANCER = "haproxy"
CACHE_SERVER = "memcached"
DATABASE_SERVER = "mariadb"
LIBVIRT = "libvirtd"
MESSAGE_BROKER = "rabbitmq-server"
SWITCH, SWITCH_DAEMON, SWITCH_DATABASE = "openvswitch-switch", "ovs-vswitchd", "ovsdb-server"
OVN_CONTROLLER, OVN_NORTHD = "ovn-controller", "ovn-northd"
OVN_NORTHBOUND, OVN_SOUTHBOUND = "ovn-nb-db", "ovn-sb-db"
VIP_KEEPER = "keepalived"
"""What is no OpenStack and clouds need: HAProxy and keepalived, memcached, MariaDB or MySQL, libvirt,
RabbitMQ, Open vSwitch (its umbrella on Debian, its daemon and its database), OVN's agent, what fills
its southbound database from the northbound one, and the servers of both.
"""


def project(service: str) -> str:
    """The project that a service is of: nova of nova-api."""
    return service.partition("-")[0]
