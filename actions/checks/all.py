"""Every check, sorted by code: a new one is a file in its room and a line here."""

from __future__ import annotations

from actions.checks.apis import api_database, api_errors, endpoint_down, region_unknown
from actions.checks.broker import broker_login
from actions.checks.cache import cache_silent
from actions.checks.cells import (
    cell0,
    cell_duplicate,
    cell_empty,
    cell_undeletable,
    cell_unreachable,
    discover_interval,
    host_mapping_lost,
    host_unmapped,
    instance_buried,
    instance_unmapped,
    transport_differs,
)
from actions.checks.compute import (
    allocation_orphan,
    compute_id,
    compute_too_old,
    host_renamed,
    instance_error,
    instance_stuck,
    kvm_missing,
    provider_conflict,
    provider_empty,
    service_disabled,
    service_down,
)
from actions.checks.database import (
    db_account,
    db_connections,
    db_read_only,
    db_refuses,
    db_silent,
    galera_member,
    galera_not_primary,
)
from actions.checks.hosts import (
    clock_offset,
    container_unhealthy,
    disk_full,
    host_unreachable,
    mount_dead,
    unit_failed,
    unit_inactive,
)
from actions.checks.keystone import keystone_keys, service_account
from actions.checks.network import (
    agent_dead,
    agent_duplicate,
    agent_missing,
    host_name_differs,
    network_without_dhcp,
    port_binding_failed,
    port_down,
)
from actions.checks.volumes import pool_full, volume_stuck
from actions.model.finding import Check

CHECKS: tuple[Check, ...] = (
    agent_dead.CHECK,
    agent_duplicate.CHECK,
    agent_missing.CHECK,
    allocation_orphan.CHECK,
    api_database.CHECK,
    api_errors.CHECK,
    broker_login.CHECK,
    cache_silent.CHECK,
    cell_duplicate.CHECK,
    cell_empty.CHECK,
    cell_undeletable.CHECK,
    cell_unreachable.CHECK,
    *cell0.CHECKS,
    clock_offset.CHECK,
    compute_id.CHECK,
    compute_too_old.CHECK,
    container_unhealthy.CHECK,
    db_account.CHECK,
    db_connections.CHECK,
    db_read_only.CHECK,
    db_refuses.CHECK,
    db_silent.CHECK,
    discover_interval.CHECK,
    disk_full.CHECK,
    endpoint_down.CHECK,
    galera_member.CHECK,
    galera_not_primary.CHECK,
    host_mapping_lost.CHECK,
    host_name_differs.CHECK,
    host_renamed.CHECK,
    host_unmapped.CHECK,
    host_unreachable.CHECK,
    instance_buried.CHECK,
    instance_error.CHECK,
    instance_stuck.CHECK,
    instance_unmapped.CHECK,
    keystone_keys.CHECK,
    kvm_missing.CHECK,
    mount_dead.CHECK,
    network_without_dhcp.CHECK,
    pool_full.CHECK,
    port_binding_failed.CHECK,
    port_down.CHECK,
    provider_conflict.CHECK,
    provider_empty.CHECK,
    region_unknown.CHECK,
    service_account.CHECK,
    service_disabled.CHECK,
    service_down.CHECK,
    transport_differs.CHECK,
    unit_failed.CHECK,
    unit_inactive.CHECK,
    volume_stuck.CHECK,
)
