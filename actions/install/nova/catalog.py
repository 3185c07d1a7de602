"""Nova as the catalog names it."""

from __future__ import annotations

from actions.install.step_factories.identity import Service

COMPUTE = Service("nova", "compute", "OpenStack Compute", lambda s: f"http://{s.controller}:8774/v2.1")
