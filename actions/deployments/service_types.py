"""The services that answer for each type of API in Keystone's catalog."""

from __future__ import annotations

from actions.deployments.services import (
    CINDER_API,
    GLANCE_API,
    KEYSTONE_API,
    NEUTRON_API,
    NOVA_API,
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
API_OF = {name: kind for kind, name in SERVES.items()}
