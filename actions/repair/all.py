"""Every repair, sorted by name: a new one is a file in its room and a line here."""

from __future__ import annotations

from actions.model.plan import Action
from actions.repair.accounts import align_db_account
from actions.repair.broker import align_message_account
from actions.repair.cell0 import remap_cell0
from actions.repair.cells import delete_empty_cell, discover_hosts, remap_cell
from actions.repair.compute import (
    delete_orphan_allocations,
    delete_stale_provider,
    recover_compute,
    reset_instance_state,
    restore_compute_id,
    restore_host_name,
)
from actions.repair.keystone import align_service_account, sync_keystone_keys
from actions.repair.network import rebind_port
from actions.repair.ovn import delete_chassis, reschedule_gateway
from actions.repair.schemas import sync_schema
from actions.repair.services import (
    bounce_service,
    delete_stale_service,
    disable_service,
    enable_service,
    restart_service,
    start_services,
)
from actions.repair.volumes import reset_volume_state

REPAIRS: tuple[Action, ...] = (
    align_db_account.ACTION,
    align_message_account.ACTION,
    align_service_account.ACTION,
    bounce_service.ACTION,
    delete_chassis.ACTION,
    delete_empty_cell.ACTION,
    delete_orphan_allocations.ACTION,
    delete_stale_provider.ACTION,
    delete_stale_service.ACTION,
    disable_service.ACTION,
    discover_hosts.ACTION,
    enable_service.ACTION,
    rebind_port.ACTION,
    recover_compute.ACTION,
    remap_cell.ACTION,
    remap_cell0.ACTION,
    reschedule_gateway.ACTION,
    reset_instance_state.ACTION,
    reset_volume_state.ACTION,
    restart_service.ACTION,
    restore_compute_id.ACTION,
    restore_host_name.ACTION,
    start_services.ACTION,
    sync_keystone_keys.ACTION,
    sync_schema.ACTION,
)
