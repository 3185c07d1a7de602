"""Neutron's packages, on every host those that it needs (NEUT-C-07)."""

from __future__ import annotations

from actions.deployments.parts import (
    BRIDGE,
    NETWORK,
    NEUTRON,
    OVN,
    OVN_CENTRAL,
    OVN_METADATA,
    OVN_SERVER,
    VSWITCH,
)
from actions.install.step_factories.packages import packages_step

STEP = packages_step(
    "neutron-packages",
    "Neutron's packages on controllers, network and compute hosts",
    (NEUTRON, NETWORK, BRIDGE, VSWITCH, OVN, OVN_CENTRAL, OVN_METADATA, OVN_SERVER),
    deviation="all of them on one host, and compute hosts only in a comment: without the agent there "
    "no instance gets a port (NEUT-K-01).",
)
