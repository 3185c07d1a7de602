"""Cinder as the catalog names it."""

from __future__ import annotations

from actions.install.step_factories.identity import Service

VOLUME = Service(
    "cinderv3",
    "volumev3",
    "OpenStack Block Storage",
    lambda s: f"http://{s.controller}:8776/v3/%(project_id)s",
)
"""Nova and the clients of these releases look for that type; newer catalogs call it block-storage."""
