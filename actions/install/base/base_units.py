"""Glance and Placement answer (PRE-10)."""

from __future__ import annotations

from actions.install.base import base_packages, glance_config, placement_config
from actions.install.distro import GLANCE, PLACEMENT
from actions.install.makers.units import Units

STEP = Units(
    (GLANCE, PLACEMENT),
    files=(glance_config.PATH, placement_config.PATH, "/etc/placement/placement-api-uwsgi.ini"),
    configurations=(glance_config.CONFIGURATION, placement_config.CONFIGURATION),
    after=(base_packages.STEP.name,),
).step("base-units", "Glance and Placement run")
