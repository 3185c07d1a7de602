"""Open vSwitch runs, where it plugs the ports."""

from __future__ import annotations

from actions.deployments.parts import VSWITCH
from actions.install.neutron import neutron_packages
from actions.install.step_factories.units import Units

STEP = Units((VSWITCH,), after=(neutron_packages.STEP.name,)).step("vswitch-units", "Open vSwitch runs")
