"""TripleO and its successor on compute hosts: what is known so far is how units are called."""

from __future__ import annotations

from actions.deployments.deployment import Deployment
from actions.deployments.services import MESSAGE_BROKER

TRIPLEO = Deployment(
    "TripleO",
    unit_patterns=("tripleo_*", "edpm_*"),
    unit_forms=("tripleo_{container}", "edpm_{container}"),
    units={MESSAGE_BROKER: ("tripleo_rabbitmq",)},
)
