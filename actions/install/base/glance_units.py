"""Glance answers (PRE-10)."""

from __future__ import annotations

from actions.deployments.parts import GLANCE
from actions.install.base import base_packages, glance_config
from actions.install.step_factories.units import Units

STEP = Units(
    (GLANCE,),
    files=(glance_config.PATH,),
    configurations=(glance_config.CONFIGURATION,),
    after=(base_packages.STEP.name,),
).step("glance-units", "Glance runs")
