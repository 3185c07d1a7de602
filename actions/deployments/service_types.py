"""The services that answer for each type of API in Keystone's catalog."""

from __future__ import annotations

from actions.deployments.services import (
    CINDER_API,
    GLANCE_API,
    KEYSTONE_API,
    NEUTRON_API,
    NOVA_API,
    NOVA_METADATA,
    PLACEMENT_API,
)

SERVES = {
    "block-storage": CINDER_API,
    "compute": NOVA_API,
    "identity": KEYSTONE_API,
    "image": GLANCE_API,
    "network": NEUTRON_API,
    "placement": PLACEMENT_API,
}
"""Which service answers for each type of API."""
PORTS = {
    CINDER_API: 8776,
    GLANCE_API: 9292,
    KEYSTONE_API: 5000,
    NEUTRON_API: 9696,
    NOVA_API: 8774,
    NOVA_METADATA: 8775,
    PLACEMENT_API: 8778,
}
"""Where each listens: OpenStack's own choice, which every deployer has kept."""
API_OF = {name: kind for kind, name in SERVES.items()}
