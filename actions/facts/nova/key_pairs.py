"""The key pairs of the login's own user: public parts by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.facts._support.api import rows
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery


def parse(raw: Any) -> Mapping[str, str]:
    """GET /os-keypairs: each stands in an object of its own."""
    found = [row.get("keypair") or {} for row in rows(raw, "key pairs")]
    return {str(row.get("name", "")): str(row.get("public_key") or "") for row in found}


PROBE = Probe(
    "key-pairs",
    where_offered(ApiQuery("compute", "/os-keypairs", "keypairs")),
    parse,
    period=0,
    timeout=30,
    needs=NEEDS,
)
