"""What the fixed cloud answers well to questions of which no pane shows the answer: a check wants them.

A new probe of a check has a line here, or each picture's first line says that something was not
checked.
"""

from __future__ import annotations

from typing import Any

from actions.facts.broker import broker_logins
from actions.facts.database import database_status, schema_revisions
from actions.facts.database.database_status import DatabaseStatus
from actions.facts.glance import image_read
from actions.facts.hosts import unread_requests
from actions.facts.keystone import api_reach, keystone_keys, service_logins
from actions.facts.nova import compute_host
from actions.facts.nova.compute_host import ComputeHost
from actions.facts.placement import resource_providers
from actions.model.fact import Probe, Snapshot

_WELL: tuple[tuple[Probe[Any], Any], ...] = (
    (api_reach.PROBE, {}),
    (broker_logins.PROBE, broker_logins.Login()),
    (database_status.PROBE, DatabaseStatus("controller", "11.8.3-MariaDB", 31, 500)),
    (image_read.PROBE, 1),
    (keystone_keys.PROBE, {}),
    (resource_providers.PROBE, ()),
    (schema_revisions.PROBE, {}),
    (service_logins.PROBE, {}),
    (unread_requests.PROBE, {}),
)


def answers(snapshot: Snapshot) -> dict[Probe[Any], dict[str, Any]]:
    """By probe and subject, as they are asked on these facts."""
    found: dict[Probe[Any], dict[str, Any]]
    found = {probe: dict.fromkeys(probe.ask(snapshot), fact) for probe, fact in _WELL}
    found[compute_host.PROBE] = {host: _compute(host) for host in compute_host.PROBE.ask(snapshot)}
    return found


def _compute(host: str) -> ComputeHost:
    """Its file says which node it is: c1 of compute1."""
    return ComputeHost({"/var/lib/nova/compute_id": host.replace("compute", "c")}, kvm=True)
