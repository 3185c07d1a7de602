"""Pools of which servers are down by design are known by their deployers' names, and no others are."""

from __future__ import annotations

import pytest

from actions.deployments.pools import stands_by


@pytest.mark.parametrize(
    "pool", ["letsencrypt", "letsencrypt-back", "acme", "public_acme", "certbot-service"]
)
def test_what_listens_at_times(pool: str) -> None:
    assert stands_by(pool, "L4CON", served=False)


@pytest.mark.parametrize("pool", ["acme-nova-api", "acme_keystone_public", "nova_api"])
def test_a_name_that_only_begins_so_is_another(pool: str) -> None:
    assert not stands_by(pool, "L4CON", served=False)
