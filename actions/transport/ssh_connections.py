"""Connections to a site's hosts for one purpose: one a host, made when needed, kept, and made anew."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import asyncssh

from actions.model.errors import NoAnswer, NotConfigured
from actions.model.site import Host, Site
from actions.transport.lazy import Lazy
from actions.transport.local import LocalConnection
from actions.transport.ssh_config import target_of
from actions.transport.ssh_connect import Connector
from actions.transport.ssh_sessions import Sessions

TURN = 120.0
"""Seconds that anything waits for its turn: to connect, or for a session. It is what ends a look at
very many hosts that are silent; the time of a question does not run meanwhile."""

_BACK_OFF = (5.0, 10.0, 20.0, 40.0, 60.0)
"""Seconds before a host that is down is tried again, after each failure in a row."""


Connection = asyncssh.SSHClientConnection | LocalConnection


@dataclass
class HostLink:
    """What is known about the way to one host."""

    host: Host
    connection: Lazy[Connection]
    sessions: Sessions = field(default_factory=Sessions)
    failures: int = 0
    error: str = ""
    next_try: float = 0.0
    """By the loop's clock."""
    alone: bool = False
    """Each question has a session of its own: the host has no Python that could ask several."""


class Connections:
    """The ways to the hosts of one site; all errors are `NoAnswer` with the host's name in front."""

    def __init__(self, site: Site, connector: Connector) -> None:
        self._site = site
        self._connector = connector
        self._links: dict[str, HostLink] = {}

    def link(self, name: str) -> HostLink:
        """The way to a host of the site file; raises `NoAnswer` where there is no such host."""
        if name not in self._links:
            host = self._site.host(name)
            if host is None:
                raise NoAnswer(f"{name}: no such host in {self._site.path or 'the site file'}.")
            self._links[name] = link = HostLink(host, Lazy(lambda: self._connect(link)))
        return self._links[name]

    def connected(self, host: str) -> bool:
        """Whether there is a connection to the host at this moment."""
        made = self.link(host).connection.value
        return made is not None and not made.is_closed()

    async def connection(self, host: str) -> Connection:
        """The host's connection, made if there is none; not within the back-off after a failure.

        The connecting itself is bounded where it is done, from its turn on.
        """
        link = self.link(host)
        made = link.connection.value
        if made is not None and not made.is_closed():
            return made
        if made is not None:
            link.connection.renew(made)
        wait = link.next_try - asyncio.get_running_loop().time()
        if wait > 0:
            raise NoAnswer(f"{link.error} The next try is in {wait:.0f} s.")
        try:
            async with asyncio.timeout(TURN):
                return await link.connection.get()
        except TimeoutError:
            raise NoAnswer(
                f"{host}: not asked: too many other hosts were being connected to for {TURN:g} s."
            ) from None

    def close(self) -> None:
        """End all connections; a host that does not answer is not waited for."""
        for link in self._links.values():
            link.connection.cancel()
            if link.connection.value is not None:
                link.connection.value.close()

    async def _connect(self, link: HostLink) -> Connection:
        host = link.host
        if host.connection == "local":
            return LocalConnection()
        try:
            connection = await self._connector.open(target_of(host))
        except NotConfigured:
            raise
        except NoAnswer as error:
            wait = _BACK_OFF[min(link.failures, len(_BACK_OFF) - 1)]
            link.failures += 1
            link.next_try = asyncio.get_running_loop().time() + wait
            link.error = str(error)
            raise
        link.failures = 0
        link.sessions = Sessions()
        return connection
