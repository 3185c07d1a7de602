"""Placement counts an instance that is gone: its host has less room than it has."""

from __future__ import annotations

from ..breaking.hands import sql
from ..breaking.model import Break, Confirm
from ..place import INSTANCE

_GONE = "0f5c9a72-4d1e-4c8b-8f57-5f1a7f3b2d10"

BREAK = Break(
    name="allocation-orphan",
    title="an allocation of an instance that is gone",
    needs=(INSTANCE,),
    source="BREAKAGES 14",
    first=r"^allocation-orphan",
    mended_by="delete-orphan-allocations",
    confirm=Confirm(
        f"sql SELECT COUNT(*) FROM placement.allocations WHERE consumer_id = '{_GONE}'",
        "^0$",
    ),
    make=sql(
        "INSERT INTO placement.consumers (created_at, uuid, project_id, user_id, generation) "
        f"SELECT UTC_TIMESTAMP(), '{_GONE}', project_id, user_id, 0 FROM placement.consumers LIMIT 1;"
        "INSERT INTO placement.allocations (created_at, resource_provider_id, consumer_id, "
        "resource_class_id, used) "
        f"SELECT UTC_TIMESTAMP() - INTERVAL 1 DAY, id, '{_GONE}', 1, 64 FROM "
        f"placement.resource_providers LIMIT 1;"
    ),
    take_back=sql(
        f"DELETE FROM placement.allocations WHERE consumer_id = '{_GONE}';"
        f"DELETE FROM placement.consumers WHERE uuid = '{_GONE}';"
    ),
    leaves=True,
)
