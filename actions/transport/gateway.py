"""The one door to hosts, APIs, databases and brokers: every question and every command goes through it.

The libraries behind it are imported in threads when they are first needed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from actions.model.command import Api, Command, Rows, Shell, Undo
from actions.model.errors import NoAnswer, Refused
from actions.model.query import (
    AmqpQuery,
    ApiQuery,
    FileQuery,
    LoginQuery,
    Query,
    ShellQuery,
    UrlQuery,
)
from actions.model.secret import Secret
from actions.model.site import Site
from actions.transport.api_body import file_size
from actions.transport.gc_control import cpu_section
from actions.transport.lazy import Lazy
from actions.transport.masking import Mask, secrets_of
from actions.transport.threads import LookupThreads, Threads

if TYPE_CHECKING:
    from actions.transport.amqp import Brokers
    from actions.transport.api import Cloud
    from actions.transport.mysql import Databases
    from actions.transport.ssh import Ssh
    from actions.transport.tls import ClientTls

__all__ = ["Gateway", "NoAnswer", "Refused"]

T = TypeVar("T")

for _name in ("amqp", "asyncio", "asyncssh", "keystoneauth", "openstack", "stevedore", "urllib3"):
    # what these libraries log goes to no screen: errors come as answers
    logging.getLogger(_name).addHandler(logging.NullHandler())

_IMPORT = 60.0
"""Seconds that importing a library may take, on a machine that is busy."""


class Gateway:
    """The connections to one site; they are made when first needed, and kept until `close`."""

    def __init__(
        self, site: Site, secrets: Mapping[str, Secret] | None = None, read_only: bool = False
    ) -> None:
        self.site = site
        self.read_only = read_only
        self._secrets = dict(secrets or {})
        self._mask = Mask(self._secrets.values())
        self._threads = Threads()
        self._ssh = Lazy(self._make_ssh)
        self._cloud = Lazy(self._make_cloud)
        self._tls = Lazy(self._make_tls)
        self._databases = Lazy(self._make_databases)
        self._brokers = Lazy(self._make_brokers)
        self._begun: list[asyncio.Future[None]] = []

    async def begin(self) -> None:
        """Send what every look begins with: a login to the APIs, and then to the hosts.

        They answer while the caller goes on; what fails is told to the questions that follow. It
        ends when all is sent: what the caller imports meanwhile would only delay these imports.
        """
        with suppress(Exception):
            cloud = await self._cloud.get()
            self._begun.append(asyncio.ensure_future(cloud.begin()))
        with suppress(Exception):
            ssh = await self._ssh.get()
            self._begun += [asyncio.ensure_future(ssh.begin(host.name)) for host in self.site.hosts]

    async def ask(self, question: Query, timeout: float) -> Any:
        """The answer, in the shape that the question's class documents; raises `NoAnswer`.

        Facts may hold secrets; what an error says is masked.
        """
        with _masked(self._mask):
            return await self._ask(question, timeout)

    async def run(
        self,
        command: Command,
        output: Callable[[str], None],
        made: Callable[[Undo], None] = lambda _: None,
    ) -> int:
        """Run a command that may change something, and give its exit code.

        That is the HTTP status for an API's, and 0 or MySQL's error number for SQL. Lines of output
        come masked, as they arrive. `made` is called with how to take back what a request has made,
        where the command says how. Raises `NoAnswer` where there is no connection or it is cut,
        `Refused` in read-only mode.
        """
        if self.read_only:
            raise Refused.read_only()
        mask = Mask([*self._secrets.values(), *secrets_of(command)])

        shown = mask.lines()

        def masked_output(line: str) -> None:
            output(shown(line))

        with _masked(mask), self._changing():
            if isinstance(command, Shell):
                return await (await self._ssh.get()).run(command, masked_output, mask.cut)
            if isinstance(command, Api):
                return await (await self._cloud.get()).run(command, masked_output, made)
            return await (await self._databases.get()).run(command, masked_output)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """What gave no answer before a command may give one after it."""
        try:
            yield
        finally:
            if self._databases.value is not None:
                self._databases.value.forget()
            if self._tls.value is not None:
                self._tls.value.forget()
            if self._cloud.value is not None:
                self._cloud.value.forget_silence()

    async def fetch(self, rows: Rows) -> list[dict[str, Any]]:
        """The rows as they are now, for a backup; raises `NoAnswer`."""
        with _masked(self._mask):
            return await (await self._databases.get()).fetch(rows)

    async def tail(self, host: str, unit: str) -> AsyncGenerator[str]:
        """The last 100 lines of a unit's journal and then each new one, masked, until it is closed."""
        shown = self._mask.lines()
        with _masked(self._mask):
            async with aclosing((await self._ssh.get()).tail(host, unit, self._mask.cut)) as lines:
                async for line in lines:
                    yield shown(line)

    async def aside(self, function: Callable[[Any], T], value: Any) -> T:
        """Call a function that would hold the loop up in one of the engine's own threads."""
        return await self._threads.call(_IMPORT, _heavily, function, value)

    def masked(self, text: str) -> str:
        """A text without the site's own passwords, and without those in URLs."""
        return self._mask(text)

    async def close(self) -> None:
        """End all connections and threads."""
        for task in self._begun:
            task.cancel()
        if self._cloud.value is not None:
            await self._cloud.value.close()
        if self._ssh.value is not None:
            await self._ssh.value.close()
        if self._brokers.value is not None:
            self._brokers.value.close()
        for part in (self._cloud, self._databases, self._brokers, self._tls, self._ssh):
            part.cancel()
        self._threads.close()

    async def _ask(self, question: Query, timeout: float) -> Any:
        if isinstance(question, ShellQuery):
            return await (await self._ssh.get()).ask(question.host, question.line, timeout)
        if isinstance(question, ApiQuery):
            return await (await self._cloud.get()).ask(question, timeout)
        if isinstance(question, AmqpQuery):
            return await (await self._brokers.get()).ask(question, timeout)
        if isinstance(question, FileQuery):
            return file_size(question.path)
        if isinstance(question, LoginQuery):
            return await (await self._ssh.get()).login(question, timeout)
        if isinstance(question, UrlQuery):
            return await (await self._cloud.get()).url(question, timeout)
        return await (await self._databases.get()).ask(question, timeout)

    async def _make_ssh(self) -> Ssh:
        """The APIs' import goes first: two at once delay each other, and the APIs take longest."""
        if self._cloud.making:
            with suppress(Exception):
                await self._cloud.get()
        asyncio.get_running_loop().set_default_executor(LookupThreads())
        return (await self._threads.call(_IMPORT, _ssh))(self.site)

    async def _make_cloud(self) -> Cloud:
        made = await self._threads.call(_IMPORT, _cloud)
        return made(self.site, self._secrets, self._threads)

    async def _make_databases(self) -> Databases:
        ssh, tls = await self._ssh.get(), await self._tls.get()
        return (await self._threads.call(_IMPORT, _databases))(ssh, self._threads, tls)

    async def _make_brokers(self) -> Brokers:
        ssh, tls = await self._ssh.get(), await self._tls.get()
        return (await self._threads.call(_IMPORT, _brokers))(ssh, tls)

    async def _make_tls(self) -> ClientTls:
        ssh = await self._ssh.get()
        from actions.transport.tls import ClientTls

        return ClientTls(ssh)


def _heavily(function: Callable[[Any], T], value: Any) -> T:
    with cpu_section():
        return function(value)


@contextmanager
def _masked(mask: Mask) -> Iterator[None]:
    """What an error says is masked too."""
    try:
        yield
    except NoAnswer as error:
        raise type(error)(mask(str(error))) from None


def _ssh() -> type[Ssh]:
    from actions.transport.ssh import Ssh

    return Ssh


def _cloud() -> type[Cloud]:
    from actions.transport.api import Cloud

    return Cloud


def _databases() -> type[Databases]:
    from actions.transport.mysql import Databases

    return Databases


def _brokers() -> type[Brokers]:
    from actions.transport.amqp import Brokers

    return Brokers
