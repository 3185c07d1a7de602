"""Placement answers (PRE-10)."""

from __future__ import annotations

from actions.deployments.parts import PLACEMENT
from actions.install.base import base_packages, placement_config
from actions.install.step_factories.units import Units

STEP = Units(
    (PLACEMENT,),
    files=(placement_config.PATH,),
    configurations=(placement_config.CONFIGURATION,),
    after=(base_packages.STEP.name,),
).step("placement-units", "Placement runs")
