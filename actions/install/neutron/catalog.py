"""Neutron as the catalog names it."""

from __future__ import annotations

from actions.install.step_factories.identity import Service

NETWORK = Service("neutron", "network", "OpenStack Networking", lambda s: f"http://{s.controller}:9696")
