"""Debian's packages: every API is a unit of its own, under uWSGI."""

from __future__ import annotations

from dataclasses import replace

from actions.deployments.deployment import Part
from actions.deployments.packages import PACKAGES, PARTS, marks
from actions.deployments.parts import (
    CINDER,
    COMPUTE,
    GLANCE,
    KEYSTONE,
    LINUX_BRIDGE,
    LVM,
    NETWORK,
    NEUTRON,
    NOVA,
    OPEN_VSWITCH,
    OVN,
    PLACEMENT,
    VOLUME,
)

# The questions of Debian's packages default to "false" and 127.0.0.1 alike; answered all the same, so
# that an operator's debconf priority cannot make the installation ask (OPENSTACK.md 4.2).
_NOVA_PRESEED = (
    "nova-common nova/configure_db boolean false",
    "nova-common nova/configure_ksat boolean false",
    "nova-common nova/configure_rabbit boolean false",
    "nova-common nova/configure_neutron boolean false",
    "nova-common nova/configure_placement boolean false",
    "nova-common nova/my-ip string {address}",
    "nova-common nova/cinder_os_region_name string {region}",
)
_NEUTRON_PRESEED = (
    "neutron-common neutron/configure_db boolean false",
    "neutron-common neutron/configure_ksat boolean false",
    "neutron-common neutron/configure_rabbit boolean false",
    "neutron-common neutron/configure_nova boolean false",
)
_CINDER_PRESEED = (
    "cinder-common cinder/configure_db boolean false",
    "cinder-common cinder/configure_ksat boolean false",
    "cinder-common cinder/configure_rabbit boolean false",
    "cinder-common cinder/my-ip string {address}",
    "cinder-common cinder/glance-api-servers string http://{controller}:9292",
    "cinder-common cinder/volume_group string",
)
DEBIAN = replace(
    PACKAGES,
    name="Debian packages",
    releases=("Debian GNU/Linux 12",),
    marks=marks("debian"),
    parts={
        **PARTS,
        CINDER: Part(
            ("cinder-api", "cinder-scheduler"),
            {"cinder-api": (8776,), "cinder-scheduler": ()},
            (*_CINDER_PRESEED, "cinder-api cinder/configure_api-endpoint boolean false"),
            uwsgi=("/etc/cinder/cinder-api-uwsgi.ini",),
            held=("cinder-api", "cinder-scheduler"),
        ),
        COMPUTE: replace(PARTS[COMPUTE], preseed=_NOVA_PRESEED, held=("nova-compute",)),
        GLANCE: replace(
            PARTS[GLANCE],
            preseed=(
                "glance-common glance/configure_db boolean false",
                "glance-common glance/configure_ksat boolean false",
                "glance-common glance/configure_rabbit boolean false",
                "glance-api glance/configure_api-endpoint boolean false",
            ),
        ),
        KEYSTONE: Part(
            ("keystone",),
            {"keystone": (5000,)},
            (
                "keystone keystone/configure_db boolean false",
                "keystone keystone/create-admin-tenant boolean false",
                "keystone keystone/register-endpoint boolean false",
            ),
            uwsgi=("/etc/keystone/keystone-uwsgi.ini",),
        ),
        LVM: Part(("lvm2", "tgt"), {"tgt": (3260,)}, target_helper="tgtadm"),
        NOVA: Part(
            ("nova-api", "nova-conductor", "nova-consoleproxy", "nova-scheduler"),
            {
                "nova-api": (8774,),
                "nova-api-metadata": (8775,),
                "nova-conductor": (),
                "nova-novncproxy": (6080,),
                "nova-scheduler": (),
            },
            (
                *_NOVA_PRESEED,
                "nova-api novaapi/configure_db boolean false",
                "nova-api nova/configure_api-endpoint boolean false",
            ),
            uwsgi=("/etc/nova/nova-api-uwsgi.ini", "/etc/nova/nova-api-metadata-uwsgi.ini"),
            # Which console proxy starts (T-NOVA-11).
            settings="/etc/default/nova-consoleproxy",
            held=(
                "nova-api",
                "nova-api-metadata",
                "nova-conductor",
                "nova-novncproxy",
                "nova-scheduler",
            ),
        ),
        LINUX_BRIDGE: replace(PARTS[LINUX_BRIDGE], preseed=_NEUTRON_PRESEED),
        OPEN_VSWITCH: replace(
            PARTS[OPEN_VSWITCH],
            preseed=(
                *_NEUTRON_PRESEED,
                "neutron-openvswitch-agent neutron-openvswitch-agent/overlay-int-ip-address string "
                "{address}",
            ),
        ),
        NETWORK: replace(
            PARTS[NETWORK],
            preseed=(
                *_NEUTRON_PRESEED,
                "neutron-metadata-agent neutron-metadata/configure boolean false",
            ),
        ),
        # There is no unit neutron-server, and its package is one of dependencies only.
        NEUTRON: Part(
            ("neutron-api", "neutron-rpc-server"),
            {"neutron-api": (9696,), "neutron-rpc-server": ()},
            (*_NEUTRON_PRESEED, "neutron-api neutron/configure_api-endpoint boolean false"),
            uwsgi=("/etc/neutron/neutron-api-uwsgi.ini",),
        ),
        PLACEMENT: Part(
            ("placement-api",),
            {"placement-api": (8778,)},
            (
                "placement-common placement/configure_db boolean false",
                "placement-common placement/configure_ksat boolean false",
                "placement-api placement/configure_api-endpoint boolean false",
            ),
            uwsgi=("/etc/placement/placement-api-uwsgi.ini",),
        ),
        VOLUME: replace(PARTS[VOLUME], preseed=_CINDER_PRESEED, held=("cinder-volume",)),
    },
    lacks={
        OVN: (
            "its Neutron (21) has its API under uWSGI, where nothing starts the part that drives OVN: "
            "tried, and none of OVN's agents came to be known. Debian 13's does it."
        )
    },
)
