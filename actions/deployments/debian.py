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
    NEUTRON_OVN,
    NOVA,
    OPEN_VSWITCH,
    OVN,
    OVN_CENTRAL,
    OVN_METADATA,
    OVN_SERVER,
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
NEUTRON_SERVER = """\
# Written by stackmend. Read by the unit neutron-api: Neutron's own server in the place of uWSGI, under
# which nobody starts the part of Neutron 21 that drives OVN.
DAEMON=/usr/bin/neutron-server
DAEMON_ARGS="$PYARGV --log-file=/var/log/neutron/neutron-api.log"
PYARGV=
"""
OVN_SETTINGS = """\
# Written by stackmend. Neutron 21 looks for a chassis' settings where its ovn-controller has ceased to
# write them (external_ids of the row, for other_config): without them no router gets a gateway.
[Unit]
Description=Settings of OVN's chassis, where Neutron 21 looks for them
PartOf=ovn-controller.service
After=ovn-controller.service

[Service]
Type=oneshot
RemainAfterExit=yes
Restart=on-failure
RestartSec=5
ExecStart=/bin/sh -ec '\\
    get() { ovs-vsctl --if-exists get open_vswitch . external_ids:$$1; }; \\
    sb="ovn-sbctl --timeout=60 --db=$$(get ovn-remote | xargs)"; name=$$(get system-id | xargs); \\
    $$sb wait-until chassis $$name; \\
    for key in ovn-bridge-mappings ovn-cms-options; do \\
    value=$$(get $$key); [ -z "$$value" ] || $$sb set chassis $$name external_ids:$$key=$$value; done'

[Install]
WantedBy=ovn-controller.service
"""
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
        # One server for API and messages: neutron-rpc-server beside it takes its workers out of the
        # ring by which OVN's events find one.
        NEUTRON_OVN: Part(
            ("neutron-api",),
            {"neutron-api": (9696,)},
            (*_NEUTRON_PRESEED, "neutron-api neutron/configure_api-endpoint boolean false"),
        ),
        # Its units are started at boot by ovn-host and ovn-central, which have none of their own.
        OVN: Part(
            ("ovn-host",),
            {"ovn-controller": (), "ovn-chassis-settings": ()},
            settings="/etc/systemd/system/ovn-chassis-settings.service",
        ),
        OVN_CENTRAL: Part(
            ("ovn-central",),
            {"ovn-northd": (), "ovn-ovsdb-server-nb": (6641,), "ovn-ovsdb-server-sb": (6642,)},
            settings="/etc/default/ovn-central",
        ),
        # The agent serves instances through HAProxy.
        OVN_METADATA: Part(
            ("haproxy", "neutron-ovn-metadata-agent"),
            {"neutron-ovn-metadata-agent": ()},
            _NEUTRON_PRESEED,
        ),
        # Without ovsdb-client the workers of Neutron's API end at once. The file is that of
        # `NEUTRON_SERVER`.
        OVN_SERVER: Part(("openvswitch-common",), settings="/etc/default/neutron-server"),
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
)
