"""Neutron's tables (NEUT-C-17)."""

from __future__ import annotations

from actions.deployments.parts import NEUTRON
from actions.install.neutron import ml2_config, neutron_packages
from actions.install.neutron.neutron_database import SCHEMA
from actions.install.neutron.shared_keys import PATH
from actions.install.step_factories.schema import schema_step

_FILES = f"--config-file {PATH} --config-file {ml2_config.PATH}"

STEP = schema_step(
    "neutron-schema",
    "Neutron's database schema",
    NEUTRON,
    f"{_FILES} upgrade head",
    (SCHEMA,),
    after=(neutron_packages.STEP.name,),
    deviation="`service restart neutron-*` before the upgrade, which is no command, and the wrong "
    "order: the server needs its tables at its start (T-NEU-04).",
)
