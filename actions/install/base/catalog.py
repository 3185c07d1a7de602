"""The base's services as the catalog names them."""

from __future__ import annotations

from actions.install.step_factories.identity import Service

IMAGE = Service("glance", "image", "OpenStack Image", lambda s: f"http://{s.controller}:9292")
PLACEMENT = Service("placement", "placement", "Placement API", lambda s: f"http://{s.controller}:8778")
