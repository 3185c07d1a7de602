"""memcached runs, and listens where the other hosts can reach it."""

from __future__ import annotations

from actions.deployments.parts import CACHE
from actions.install.base import base_packages, memcached_config
from actions.install.step_factories.units import Units

STEP = Units(
    (CACHE,),
    files=(memcached_config.PATH,),
    after=(base_packages.STEP.name,),
    anew=(memcached_config.STEP.name,),
).step("memcached-units", "memcached runs")
