"""Keystone answers."""

from __future__ import annotations

from actions.deployments.parts import KEYSTONE
from actions.install.base import base_packages, keystone_config
from actions.install.step_factories.units import Units

STEP = Units(
    (KEYSTONE,),
    files=(keystone_config.PATH,),
    configurations=(keystone_config.CONFIGURATION,),
    after=(base_packages.STEP.name,),
).step("keystone-units", "Keystone runs")
