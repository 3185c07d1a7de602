"""Cinder's services: `openstack volume service list`."""

from __future__ import annotations

from actions.facts.api import once
from actions.facts.compute_services import parse
from actions.model import AskApi, Probe

PROBE = Probe("volume-services", once(AskApi("block-storage", "/os-services", "services")), parse)
