"""What tests of the engine share: APIs at the wire, and the way to them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions.transport.gateway import Access
from tests.support.servers import Apis


@pytest.fixture
async def apis(tmp_path: Path) -> AsyncIterator[Apis]:
    async with Apis(tmp_path).running() as running:
        yield running


@pytest.fixture
async def access(apis: Apis) -> AsyncIterator[Access]:
    access = Access(apis.site())
    yield access
    await access.close()
