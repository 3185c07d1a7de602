"""Packages of the base: database, broker, cache, client, Keystone, Glance, Placement."""

from __future__ import annotations

from actions.deployments.parts import CACHE, CLIENT, DATABASE, GLANCE, KEYSTONE, MESSAGING, PLACEMENT
from actions.install.step_factories.packages import packages_step

STEP = packages_step(
    "base-packages",
    "Packages of database, broker, cache, Keystone, Glance and Placement",
    (DATABASE, MESSAGING, CACHE, CLIENT, KEYSTONE, GLANCE, PLACEMENT),
)
