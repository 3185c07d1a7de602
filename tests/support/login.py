"""A login and a question, and what is said where it fails."""

from __future__ import annotations

import pytest

from actions.model.query import ShellQuery
from actions.model.site import Site
from actions.transport.gateway import Gateway, NoAnswer


async def ask(site: Site, name: str = "ctl") -> int:
    """How a question to a host ends, on a connection of its own."""
    gateway = Gateway(site)
    try:
        return int((await gateway.ask(ShellQuery(name, "x"), 20)).exit)
    finally:
        await gateway.close()


async def refused(site: Site, name: str = "ctl") -> str:
    """Why it has no answer."""
    with pytest.raises(NoAnswer) as error:
        await ask(site, name)
    return str(error.value)
