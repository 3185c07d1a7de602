"""Two cells beside cell0.

The second with hosts of its own, of which only the rows are there: where hosts are those of the
cloud's lists, they are hosts that cannot be reached.
"""

from __future__ import annotations

from ..breakages import CELL0
from ..breaking.hands import all_of, answered, local_nova, sql, start, stop
from ..breaking.model import Shape
from ..cloud import Cloud
from ..place import LISTED

_CELL = "2b1c8f0e-95a6-4a55-8a0c-3f6d0c8e2a22"
_REVISION = "alembic_version"


def _tables(cloud: Cloud) -> None:
    """As those of the first, and empty but for their revision."""
    made = cloud.sql(
        "SELECT CONCAT('CREATE TABLE nova_cell2.', table_name, ' LIKE nova.', table_name, ';') "
        "FROM information_schema.tables WHERE table_schema = 'nova'"
    )
    filled = f"INSERT INTO nova_cell2.{_REVISION} SELECT * FROM nova.{_REVISION};"
    cloud.sql(f"CREATE DATABASE nova_cell2; {made} {filled}")


_ANEW = all_of(
    stop("controller", "nova-api", "nova-scheduler"),
    start("controller", "nova-api", "nova-scheduler"),
    answered("compute service list"),
)
SHAPE = Shape(
    name="two-cells",
    title="two cells beside cell0",
    needs=(LISTED,),
    make=all_of(
        _tables,
        sql(
            "GRANT ALL ON nova_cell2.* TO '{nova_db_user}'@'%';"
            + local_nova("GRANT ALL ON nova_cell2.* TO")
            + "INSERT INTO nova_api.cell_mappings (created_at, uuid, name, transport_url, "
            "database_connection, "
            f"disabled) SELECT UTC_TIMESTAMP(), '{_CELL}', 'cell2', transport_url, "
            "REGEXP_REPLACE(database_connection, '/nova$', '/nova_cell2'), 0 "
            f"FROM nova_api.cell_mappings WHERE uuid != '{CELL0}';"
        ),
        sql(
            "INSERT INTO nova_api.host_mappings (created_at, cell_id, host) SELECT "
            "UTC_TIMESTAMP(), id, 'cell2-compute1' "
            f"FROM nova_api.cell_mappings WHERE uuid = '{_CELL}';"
        ),
        _ANEW,
        # Heartbeats of the next minutes: nobody is there who would write them.
        sql(
            "INSERT INTO nova_cell2.services (created_at, updated_at, last_seen_up, host, "
            "`binary`, topic, "
            "report_count, disabled, deleted, forced_down, version, uuid) SELECT UTC_TIMESTAMP() - "
            "INTERVAL 1 DAY, "
            "UTC_TIMESTAMP() + INTERVAL 40 SECOND, UTC_TIMESTAMP() + INTERVAL 40 SECOND, "
            "CONCAT('cell2-', host), `binary`, "
            "topic, 100, 0, 0, 0, version, UUID() FROM nova.services WHERE `binary` IN "
            "('nova-conductor', 'nova-compute') "
            "AND deleted = 0;"
        ),
    ),
    take_back=all_of(
        sql(
            "DELETE FROM nova_api.host_mappings WHERE host = 'cell2-compute1';"
            f"DELETE FROM nova_api.cell_mappings WHERE uuid = '{_CELL}'; DROP DATABASE nova_cell2;"
        ),
        _ANEW,
    ),
)
