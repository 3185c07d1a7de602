"""MariaDB runs, and listens where the other hosts can reach it."""

from __future__ import annotations

from actions.deployments.parts import DATABASE
from actions.install.base import base_packages, mariadb_config
from actions.install.step_factories.units import Units

STEP = Units(
    (DATABASE,),
    files=(mariadb_config.PATH,),
    after=(base_packages.STEP.name,),
    anew=(mariadb_config.STEP.name,),
).step("mariadb-units", "MariaDB runs")
