"""nova-compute reads how to reach Neutron (T-NOVA-08)."""

from __future__ import annotations

from dataclasses import replace

from actions.deployments.services import NOVA_COMPUTE
from actions.install.neutron import compute_config
from actions.install.nova import compute_units

STEP = replace(compute_units.UNITS, configurations=(compute_config.CONFIGURATION,)).step(
    "compute-neutron-units", f"{NOVA_COMPUTE} has read [neutron]", verify_timeout=180
)
