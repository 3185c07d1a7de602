"""Nova's packages, on controllers and on compute hosts (NOVA-C-13, NOVA-K-01)."""

from __future__ import annotations

from actions.deployments.parts import COMPUTE, NOVA
from actions.install.step_factories.packages import packages_step

STEP = packages_step(
    "nova-packages",
    "Nova's packages on controllers and compute hosts",
    (NOVA, COMPUTE),
    deviation="`api install`, which is no command; and nova-novncproxy, which on Debian is only "
    "another name of nova-consoleproxy (T-NOVA-11).",
)
