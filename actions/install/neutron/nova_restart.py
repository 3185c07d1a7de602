"""Nova's services on controllers read how to reach Neutron (T-NOVA-08)."""

from __future__ import annotations

from dataclasses import replace

from actions.install.neutron import nova_config
from actions.install.nova import nova_units

STEP = replace(nova_units.UNITS, configurations=(nova_config.CONFIGURATION,), anew=()).step(
    "nova-neutron-units",
    "Nova's services on controllers have read [neutron]",
    verify_timeout=180,
    deviation="no restart of nova-api after [neutron] was written (T-NOVA-08).",
)
