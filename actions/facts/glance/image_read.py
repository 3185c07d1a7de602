"""One image of Glance's: whether it answers a real question, with its database and a token to check.

Every `check` asks with the token that its own login has just been given, so that no service has it in
its memcached yet: a service that cannot have tokens checked any more is seen at once.
"""

from __future__ import annotations

from typing import Any

from actions.facts._support.api import rows
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery


def parse(raw: Any) -> int:
    """How many came: one, or none where there is no image."""
    return len(rows(raw, "images"))


PROBE = Probe(
    "image-read",
    where_offered(ApiQuery("image", "/images?limit=1", "images")),
    parse,
    period=30,
    needs=NEEDS,
)
