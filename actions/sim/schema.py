"""The tables of the simulated databases, as nova 26 on Debian 12 has them (the columns that matter)."""

from __future__ import annotations

ALEMBIC = {
    "nova_api": ("b30f573d3377",),
    "nova": ("ccb0fa1a2252",),
    "keystone": ("29e87d24a316",),
    "glance": ("wallaby_contract01",),
    "placement": ("422ece571366",),
    "neutron": ("5881373af7f5", "5c85685d616d"),
    "cinder": ("c92a3e68beed",),
}
"""The newest revisions of each project's schema: two heads for neutron."""

API_STEPS = (
    ("", "d67eeaabee36", "Initial version"),
    ("d67eeaabee36", "b30f573d3377", "Remove unused build_requests columns"),
)
CELL_STEPS = (
    ("", "8f2f1571d55b", "Initial version"),
    ("8f2f1571d55b", "16f1fbcab42b", "Resolve shadow table diffs"),
    ("16f1fbcab42b", "ccb0fa1a2252", "Add encryption fields to BlockDeviceMapping"),
)
"""(from, to, title) of each migration, as `db sync` logs them."""

_TIMES = "created_at DATETIME, updated_at DATETIME"
_DELETED = f"{_TIMES}, deleted_at DATETIME, deleted INTEGER DEFAULT 0"
_VERSION = "CREATE TABLE {alembic_version} (version_num TEXT NOT NULL PRIMARY KEY)"

API_TABLES = (
    _VERSION,
    f"""CREATE TABLE {{cell_mappings}} ({_TIMES}, id INTEGER PRIMARY KEY AUTOINCREMENT,
        uuid TEXT NOT NULL CONSTRAINT uniq_cell_mappings0uuid UNIQUE, name TEXT, transport_url TEXT,
        database_connection TEXT, disabled INTEGER)""",
    f"""CREATE TABLE {{host_mappings}} ({_TIMES}, id INTEGER PRIMARY KEY AUTOINCREMENT,
        cell_id INTEGER NOT NULL REFERENCES {{cell_mappings}}(id),
        host TEXT NOT NULL CONSTRAINT uniq_host_mappings0host UNIQUE)""",
    f"""CREATE TABLE {{instance_mappings}} ({_TIMES}, id INTEGER PRIMARY KEY AUTOINCREMENT,
        instance_uuid TEXT NOT NULL CONSTRAINT uniq_instance_mappings0instance_uuid UNIQUE,
        cell_id INTEGER REFERENCES {{cell_mappings}}(id), project_id TEXT NOT NULL,
        queued_for_delete INTEGER, user_id TEXT)""",
)
CELL_TABLES = (
    _VERSION,
    f"""CREATE TABLE {{services}} ({_DELETED}, id INTEGER PRIMARY KEY AUTOINCREMENT, host TEXT,
        "binary" TEXT, topic TEXT, report_count INTEGER NOT NULL DEFAULT 0, disabled INTEGER,
        disabled_reason TEXT, last_seen_up DATETIME, forced_down INTEGER DEFAULT 0,
        version INTEGER DEFAULT 0, uuid TEXT UNIQUE)""",
    f"""CREATE TABLE {{compute_nodes}} ({_DELETED}, id INTEGER PRIMARY KEY AUTOINCREMENT,
        service_id INTEGER, host TEXT, uuid TEXT UNIQUE, hypervisor_hostname TEXT, host_ip TEXT,
        hypervisor_type TEXT, hypervisor_version INTEGER, vcpus INTEGER, vcpus_used INTEGER,
        memory_mb INTEGER, memory_mb_used INTEGER, local_gb INTEGER, local_gb_used INTEGER,
        running_vms INTEGER, mapped INTEGER DEFAULT 0)""",
    f"""CREATE TABLE {{instances}} ({_DELETED}, id INTEGER PRIMARY KEY AUTOINCREMENT,
        uuid TEXT NOT NULL UNIQUE, display_name TEXT, hostname TEXT, project_id TEXT, user_id TEXT,
        host TEXT, node TEXT, vm_state TEXT, task_state TEXT, power_state INTEGER, memory_mb INTEGER,
        vcpus INTEGER, root_gb INTEGER, image_ref TEXT, instance_type_id INTEGER,
        availability_zone TEXT, launched_at DATETIME, terminated_at DATETIME)""",
    f"""CREATE TABLE {{block_device_mapping}} ({_DELETED}, id INTEGER PRIMARY KEY AUTOINCREMENT,
        volume_id TEXT, instance_uuid TEXT)""",
)
OTHER_TABLES = (_VERSION,)


def tables(schema: str) -> tuple[str, ...]:
    """The CREATE TABLE statements for a schema of that kind; names in {} are to be qualified."""
    return {"nova_api": API_TABLES, "nova": CELL_TABLES}.get(schema, OTHER_TABLES)
