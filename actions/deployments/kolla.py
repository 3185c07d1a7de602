"""kolla-ansible: a container a service. What is known so far is how units are called."""

from __future__ import annotations

from actions.deployments.deployment import Deployment
from actions.deployments.services import MESSAGE_BROKER, NEUTRON_API

KOLLA = Deployment(
    "kolla-ansible",
    unit_patterns=("kolla-*-container",),
    unit_forms=("kolla-{container}-container",),
    units={
        MESSAGE_BROKER: ("kolla-rabbitmq-container",),
        NEUTRON_API: ("kolla-neutron_server-container",),
    },
)
