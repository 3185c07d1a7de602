"""Every probe, sorted by name: a new one is a file beside this one and a line here."""

from __future__ import annotations

from typing import Any

from actions.facts import (
    cell_databases,
    cell_instances,
    cell_mappings,
    compute_services,
    conf,
    conf_text,
    database_server,
    db_logins,
    endpoint_health,
    endpoints,
    floating_ips,
    host_status,
    hypervisors,
    identity_services,
    instance_mappings,
    network_agents,
    networks,
    ports,
    routers,
    subnets,
    units,
    volume_services,
)
from actions.model import Probe

PROBES: tuple[Probe[Any], ...] = (
    cell_databases.PROBE,
    cell_instances.PROBE,
    cell_mappings.PROBE,
    compute_services.PROBE,
    conf.PROBE,
    conf_text.PROBE,
    database_server.PROBE,
    db_logins.PROBE,
    endpoint_health.PROBE,
    endpoints.PROBE,
    floating_ips.PROBE,
    host_status.PROBE,
    hypervisors.PROBE,
    identity_services.PROBE,
    instance_mappings.PROBE,
    network_agents.PROBE,
    networks.PROBE,
    ports.PROBE,
    routers.PROBE,
    subnets.PROBE,
    units.PROBE,
    volume_services.PROBE,
)
