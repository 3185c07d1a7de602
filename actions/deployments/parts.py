"""The parts of a cloud that can be installed on their own, by name."""

from __future__ import annotations

CACHE, CLIENT, COMPUTE, DATABASE, GLANCE, KEYSTONE, MESSAGING, NOVA, PLACEMENT = (
    "cache", "client", "compute", "database", "glance", "keystone", "messaging", "nova", "placement",
)  # fmt: skip

BRIDGE, NETWORK, NEUTRON, VSWITCH = "bridge", "network", "neutron", "vswitch"
"""The agent that plugs ports, the other agents, the server, Open vSwitch itself."""

LINUX_BRIDGE, OPEN_VSWITCH, OVN = "linuxbridge", "openvswitch", "ovn"
"""What the part `bridge` is, by neutron's names of its mechanisms; `ovn` is a part by itself."""

OVN_CENTRAL, OVN_METADATA, OVN_SERVER = "ovn-central", "ovn-metadata", "ovn-server"
"""Beside `ovn`, its agent on every host: its databases and northd; Neutron's agent through which
instances ask for their metadata; what Neutron's server needs beside itself to drive it.
"""
NEUTRON_OVN = "neutron-ovn"
"""What `neutron` is where it is to drive OVN, if that differs."""

CINDER, VOLUME, NFS_CLIENT, NFS_SERVER, LVM, ISCSI = (
    "cinder", "volume", "nfs-client", "nfs-server", "lvm", "iscsi",
)  # fmt: skip
"""Cinder's API and scheduler; the storage hosts' service; what its volumes need on either side."""

PROGRAMS = {
    CINDER: "cinder-manage",
    GLANCE: "glance-manage",
    KEYSTONE: "keystone-manage",
    NEUTRON: "neutron-db-manage",
    NOVA: "nova-manage",
    PLACEMENT: "placement-manage",
}
"""What each project brings for its administrators; its user is called as the project is."""
