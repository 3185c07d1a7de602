"""By which of its names a listed host is reached, and whether it is this machine itself."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress

from actions.model.errors import NoAnswer
from actions.model.site import Host
from actions.site import this_machine
from actions.site.listed_hosts import Listed
from actions.transport.openssh import OpenSsh
from actions.transport.ssh_config import SshConfig, Target
from actions.transport.threads import LookupThreads

_LOOK_UP = 5.0
"""Seconds for all names together that have to be looked up."""

_NO_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
"""How a resolver says that there is none; the second is not in every C library."""
_LONG = 86400.0
"""Seconds of silence, after which a name that cannot be looked up is no reason to hope for its host."""

_NOBODY = "nobody.invalid"
"""What the SSH configuration says of it is for hosts that it does not name."""


class HostNames:
    """Asks the operator's SSH configuration and the resolver, for hosts with several names."""

    def __init__(self, ssh_config: str) -> None:
        self._openssh = OpenSsh(ssh_config)
        self._until = asyncio.get_running_loop().time() + _LOOK_UP
        self._here = this_machine.has_openstack()
        asyncio.get_running_loop().set_default_executor(LookupThreads())

    async def host(self, one: Listed) -> Host | None:
        """The host by the name that leads to it; None: its name is every machine's own."""
        name = one.names[0]
        if self._here and this_machine.called(name) and not await self._elsewhere(name):
            return Host(name, one.roles, connection="local")
        if this_machine.anybodys(name):
            return None
        return Host(await self._leading(one.names), one.roles)

    async def nowhere(self, one: Listed, now: float) -> bool:
        """No name of it leads anywhere.

        A resolver that is late tells nothing; one that cannot answer, only of what is silent for a day.
        """
        certain = one.heard is None or now - one.heard < _LONG
        return all([await self._no_name(name, certain) for name in one.names])

    def close(self) -> None:
        """Give up what is being asked."""
        self._openssh.close()

    async def _elsewhere(self, name: str) -> bool:
        """The SSH configuration leads from the name of this machine to another one."""
        config = await self._config(name)
        return config is not None and not this_machine.called(config.hostname)

    async def _leading(self, names: tuple[str, ...]) -> str:
        """The first name that the SSH configuration knows, or the resolver; else the first.

        That this machine's own name resolves tells nothing of another.
        """
        for name in names if len(names) > 1 else ():
            if await self._known(name):
                return name
        for name in names if len(names) > 1 else ():
            if not this_machine.called(name) and await self._resolves(name):
                return name
        return names[0]

    async def _known(self, name: str) -> bool:
        """The SSH configuration has something of its own for that name."""
        try:
            async with asyncio.timeout_at(self._until):
                config, nobody = await self._config(name), await self._config(_NOBODY)
        except TimeoutError:
            return False
        if config is None or nobody is None:
            return False
        return config.hostname.lower() != name.lower() or _way(config) != _way(nobody)

    async def _config(self, name: str) -> SshConfig | None:
        with suppress(NoAnswer):
            return await self._openssh.config(Target(name, name, 0, ""))
        return None

    async def _no_name(self, name: str, certain: bool) -> bool:
        try:
            async with asyncio.timeout_at(self._until):
                if await self._config(name) is None or await self._known(name):
                    return False
                await asyncio.get_running_loop().getaddrinfo(name, None)
        except socket.gaierror as error:
            return not certain or error.errno in _NO_NAME
        except (OSError, UnicodeError):  # TimeoutError among them
            return False
        return False

    async def _resolves(self, name: str) -> bool:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(self._until):
                await loop.getaddrinfo(name, None)
        except (OSError, UnicodeError):  # TimeoutError among them
            return False
        return True


def _way(config: SshConfig) -> tuple[object, ...]:
    """What tells one entry of an SSH configuration from another."""
    proxied = config.proxy_jump, bool(config.proxy_command)
    return config.user, config.port, config.identity_files, *proxied
