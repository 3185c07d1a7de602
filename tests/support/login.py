"""A login and a question, and what is said where it fails."""

from __future__ import annotations

import pytest

from actions.model.query import ShellQuery
from actions.model.site import Site
from actions.transport.gateway import Gateway, NoAnswer
from tests.support.servers import SshHost


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


def configured(host: SshHost, *lines: str) -> Site:
    """The host's configuration, with lines before it; and without its key unless they name it."""
    known = f"  UserKnownHostsFile {host.folder}/known_hosts\n"
    text = "Host *\n" + "".join(f"  {line}\n" for line in lines) + f"  User {host.user}\n{known}"
    (host.folder / "ssh_config").write_text(text)
    return host.site()
