"""What tests of the engine share: APIs at the wire, and the way to them; and which tests are slow."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest

from actions.transport.gateway import Gateway
from tests.support.servers import Apis

SLOW = re.compile(
    r"^(from actions\.sim\.cloud |from actions\.sim import daemon|from tests\.sim\.clients "
    r"|from tests\.support\.(terminal|trial) |from tests\.tui\.console )",
    re.MULTILINE,
)
"""Imports of a test's module that take a whole cloud, processes, a terminal or the whole console."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What goes through the simulated cloud is `slow`, without a mark of its own."""
    for item in items:
        if _goes_through_a_cloud(item.path):
            item.add_marker(pytest.mark.slow)


@cache
def _goes_through_a_cloud(path: Path) -> bool:
    return bool(SLOW.search(path.read_text()))


@pytest.fixture
async def apis(tmp_path: Path) -> AsyncIterator[Apis]:
    async with Apis(tmp_path).running() as running:
        yield running


@pytest.fixture
async def gateway(apis: Apis) -> AsyncIterator[Gateway]:
    gateway = Gateway(apis.site())
    yield gateway
    await gateway.close()
