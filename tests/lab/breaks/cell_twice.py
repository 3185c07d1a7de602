"""A second cell leads to the first one's database, as after create_cell was run again."""

from __future__ import annotations

from ..breakages import CELL0
from ..breaking.hands import sql
from ..breaking.model import Break, Confirm

_SECOND = "6d2a1f5e-3c57-4b83-9d5e-0b6a52d7c111"

BREAK = Break(
    name="cell-twice",
    title="a second mapping of cell1's database",
    source="BREAKAGES 9",
    first=r"^cell-(duplicate|empty)",
    beside=(r"^cell-empty",),
    mended_by="delete-empty-cell",
    confirm=Confirm("nova-manage cell_v2 list_cells", r"(?s)\A(?!.*/nova .*/nova ).*/nova "),
    make=sql(
        "INSERT INTO nova_api.cell_mappings (created_at, uuid, name, transport_url, "
        "database_connection, disabled) "
        f"SELECT UTC_TIMESTAMP(), '{_SECOND}', NULL, transport_url, database_connection, 0 FROM "
        f"nova_api.cell_mappings WHERE uuid != '{CELL0}';"
    ),
    take_back=sql(f"DELETE FROM nova_api.cell_mappings WHERE uuid = '{_SECOND}';"),
)
