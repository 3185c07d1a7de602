"""Two cells beside cell0.

The second with a compute host of its own, of which only the rows are there.
"""

from __future__ import annotations

from ..breaking.hands import all_of, on, sql
from ..breaking.model import Shape
from ..place import MYSQLDUMP

_CELL = "2b1c8f0e-95a6-4a55-8a0c-3f6d0c8e2a22"
_TABLES = (
    "mysql -e 'CREATE DATABASE nova_cell2' && mysqldump --no-data nova | mysql nova_cell2 && "
    "mysqldump --no-create-info nova alembic_version | mysql nova_cell2"
)

SHAPE = Shape(
    name="two-cells",
    title="two cells beside cell0",
    needs=(MYSQLDUMP,),
    make=all_of(
        on("controller", _TABLES),
        sql(
            "GRANT ALL ON nova_cell2.* TO 'nova'@'%'; GRANT ALL ON nova_cell2.* TO 'nova'@'localhost';"
            "INSERT INTO nova_api.cell_mappings (created_at, uuid, name, transport_url, "
            "database_connection, "
            f"disabled) SELECT UTC_TIMESTAMP(), '{_CELL}', 'cell2', transport_url, "
            "REPLACE(database_connection, '/nova', '/nova_cell2'), 0 FROM nova_api.cell_mappings "
            "WHERE name = 'cell1';"
        ),
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
        sql(
            "INSERT INTO nova_api.host_mappings (created_at, cell_id, host) SELECT "
            "UTC_TIMESTAMP(), id, 'cell2-compute1' "
            f"FROM nova_api.cell_mappings WHERE uuid = '{_CELL}';"
        ),
        on("controller", "systemctl restart nova-api nova-scheduler"),
    ),
    take_back=all_of(
        sql(
            "DELETE FROM nova_api.host_mappings WHERE host = 'cell2-compute1';"
            f"DELETE FROM nova_api.cell_mappings WHERE uuid = '{_CELL}'; DROP DATABASE nova_cell2;"
        ),
        on("controller", "systemctl restart nova-api nova-scheduler"),
    ),
)
