"""A compute node got a new UUID, and nothing is allocated of its old provider: that can go."""

from __future__ import annotations

from ..breaking.model import Break
from ..place import EMPTY_HOST
from .provider_conflict import AGREED, NEW_UUID, OLD_UUID

BREAK = Break(
    name="provider-left",
    title="a compute node's UUID is new, nothing is allocated of its old provider",
    needs=(EMPTY_HOST,),
    source="BROKEN 17",
    first=r"^provider-conflict compute1",
    mended_by="delete-stale-provider compute1",
    confirm=AGREED,
    make=NEW_UUID,
    take_back=OLD_UUID,
    settle=15.0,
)
