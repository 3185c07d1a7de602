"""nova-manage db and api_db: migrations of cell databases and of the API database."""

from __future__ import annotations

from actions.sim.commands.nova_tool import Crash, Tool, described
from actions.sim.database import SqlError
from actions.sim.schema import ALEMBIC, API_STEPS, CELL_STEPS
from actions.sim.state import CELL0
from actions.sim.table import centred

ALEMBIC_LOG = "alembic.runtime.migration"
NO_CELL0 = """\
ERROR: Could not access cell0.
Has the nova_api database been created?
Has the nova_cell0 database been created?
Has "nova-manage api_db sync" been run?
Has "nova-manage cell_v2 map_cell0" been run?
Is [api_database]/connection set in nova.conf?
Is the cell0 database connection URL correct?
Error: {}"""
MIGRATIONS = (
    "fill_virtual_interface_list",
    "migrate_empty_ratio",
    "migrate_quota_classes_to_api_db",
    "migrate_quota_limits_to_api_db",
    "migration_migrate_to_uuid",
    "populate_dev_uuids",
    "populate_missing_availability_zones",
    "populate_queued_for_delete",
    "populate_user_id",
    "populate_uuids",
)


async def sync_schema(tool: Tool, schema: str, kind: str) -> None:
    """Bring a schema to the newest revision: it logs only where there is something to do."""
    database = tool.nova.database
    steps = API_STEPS if kind == "nova_api" else CELL_STEPS
    version = database.version(schema)
    newest = ALEMBIC[kind][0]
    if version == newest:
        return
    known = [""] + [after for _, after, _ in steps]
    if (version or "") not in known:
        raise Crash(f"Can't locate revision identified by '{version}'")
    tool.log("INFO", ALEMBIC_LOG, "Context impl MySQLImpl.")
    tool.log("INFO", ALEMBIC_LOG, "Will assume non-transactional DDL.")
    for before, after, title in steps[known.index(version or "") :]:
        await tool.call.work(1.0)
        tool.log("INFO", ALEMBIC_LOG, f"Running upgrade {before} -> {after}, {title}")
    if version is None:
        database.migrate(schema, kind)
    else:
        database.update(f"{schema}.alembic_version", {"version_num": newest}, "1")


async def _db_sync(tool: Tool) -> int:
    """cell0's database first; where that fails, the local one is left alone."""
    if not tool.has("local_cell"):
        try:
            cell0 = tool.nova.cell(CELL0)
            if cell0 is None:
                tool.say("WARNING: cell0 mapping not found - not syncing cell0.")
            else:
                await sync_schema(tool, await tool.opened(cell0.database), "nova")
        except (SqlError, Crash) as error:
            told = described(error) if isinstance(error, SqlError) else str(error)
            tool.say(NO_CELL0.format(told))
            return 1
    local = await tool.opened(tool.nova.value("database", "connection"))
    await sync_schema(tool, local, "nova")
    return 0


async def _db_version(tool: Tool) -> int:
    return await _version(tool, "database")


async def _api_sync(tool: Tool) -> int:
    schema = await tool.opened(tool.nova.value("api_database", "connection"))
    await sync_schema(tool, schema, "nova_api")
    return 0


async def _api_version(tool: Tool) -> int:
    return await _version(tool, "api_database")


async def _version(tool: Tool, section: str) -> int:
    schema = await tool.opened(tool.nova.value(section, "connection"))
    tool.log("INFO", ALEMBIC_LOG, "Context impl MySQLImpl.")
    tool.log("INFO", ALEMBIC_LOG, "Will assume non-transactional DDL.")
    tool.say(str(tool.nova.database.version(schema)))
    return 0


async def _online_data_migrations(tool: Tool) -> int:
    tool.say("Running batches of 50 until complete")
    rows = [(name, 0, 0) for name in MIGRATIONS]
    tool.say(centred(("Migration", "Total Needed", "Completed"), rows))
    return 0


async def _archive_deleted_rows(tool: Tool) -> int:
    """Nothing is ever archived here."""
    if tool.has("verbose"):
        tool.say("Nothing was archived.")
    return 0


DB = {
    "archive_deleted_rows": _archive_deleted_rows,
    "online_data_migrations": _online_data_migrations,
    "sync": _db_sync,
    "version": _db_version,
}
API_DB = {"sync": _api_sync, "version": _api_version}
