"""The simulated cloud, started: one process on loopback that real clients talk to."""

from __future__ import annotations

import asyncio
import importlib
import tempfile
from pathlib import Path
from typing import Any, Self

import asyncssh

from actions.sim import (
    big,
    catalog,
    client_files,
    compute,
    databases,
    identity,
    image,
    machines,
    network,
    placement,
    tenants,
    volume,
)
from actions.sim.http import ApiServer
from actions.sim.names import check
from actions.sim.ssh import Machine
from actions.sim.state import Cloud, Size
from actions.sim.trouble import TROUBLES
from actions.sim.wire_trouble import TROUBLES as WIRE_TROUBLES

PROJECTS = (
    compute.PROJECT,
    identity.PROJECT,
    image.PROJECT,
    network.PROJECT,
    placement.PROJECT,
    volume.PROJECT,
)


class SimCloud:
    """An OpenStack at the wire, with the troubles of those names; healthy without any.

    async with SimCloud("cell0-on-cell1-database") as cloud: … cloud.site_path …
    """

    def __init__(
        self, *troubles: str, size: Size | None = None, folder: Path | None = None, pace: float = 0.0
    ) -> None:
        self.troubles = check(troubles)
        self.state = Cloud()
        self.state.pace = pace
        self.size = size
        self.folder = folder or Path()
        self.sql = SqlFaults(self.state)
        self._own_folder: tempfile.TemporaryDirectory[str] | None = None
        if folder is None:
            self._own_folder = tempfile.TemporaryDirectory(prefix="stackmend-sim-")
            self.folder = Path(self._own_folder.name)
        self._apis = {project.type: ApiServer(self.state, project) for project in PROJECTS}
        self._machines: dict[str, Machine] = {}
        self._wire: Any = None

    # ------------------------------------------------------------ what tests reach for

    @property
    def site_path(self) -> Path:
        """The site file that describes it."""
        return self.folder / "site.toml"

    def host(self, name: str) -> Machine:
        """The wire of a host: hang, slow, cut, vanish, heal; its state is `.host`."""
        return self._machines[name]

    def api(self, type_: str) -> ApiServer:
        """The wire of an API, by its service type: break_with, hang, refuse, heal."""
        return self._apis[{"volume": "volumev3", "block-storage": "volumev3"}.get(type_, type_)]

    def advance(self, seconds: float) -> None:
        """Move the cloud's time on."""
        self.state.clock.advance(seconds)

    @property
    def activity(self) -> int:
        """Counts requests and commands: it grows while somebody needs this cloud."""
        requests = sum(api.served for api in self._apis.values())
        return requests + sum(machine.served for machine in self._machines.values())

    @property
    def connected(self) -> bool:
        """Whether an SSH connection is open."""
        return any(machine.connections for machine in self._machines.values())

    def preload(self) -> None:
        """Import the database's wire in a thread, so that the first question need not wait for it."""
        asyncio.get_running_loop().run_in_executor(None, importlib.import_module, "actions.sim.sql")

    # ------------------------------------------------------------ start and end

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Build the cloud, listen, and write the files by which clients find it."""
        machines.build(self.state)
        await asyncio.gather(*(api.listen() for api in self._apis.values()))
        catalog.build(self.state)
        databases.build(self.state)
        tenants.build(self.state)
        if self.size is not None:
            big.build(self.state, self.size)
        for name in self.troubles:
            if name in TROUBLES:
                TROUBLES[name](self.state)
        client = asyncssh.generate_private_key("ssh-ed25519", comment="stackmend demo")
        for name, host in self.state.hosts.items():
            self._machines[name] = Machine(self.state, host, self._serve_sql)
        await asyncio.gather(*(machine.listen(client) for machine in self._machines.values()))
        client_files.write(self.folder, self.state, self._machines, client)
        for name in self.troubles:
            if name in WIRE_TROUBLES:
                await WIRE_TROUBLES[name](self)
        compute.remember(self.state)

    async def stop(self) -> None:
        """End everything that listens."""
        await asyncio.gather(*(machine.close() for machine in self._machines.values()))
        await asyncio.gather(*(api.close() for api in self._apis.values()))
        if self._own_folder is not None:
            self._own_folder.cleanup()

    async def _serve_sql(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, peer: str
    ) -> None:
        if self._wire is None:
            # imported when first needed: sqlglot takes as long to import as all the rest
            from actions.sim.sql import Wire

            self._wire = Wire(self.state)
        await self._wire.serve(reader, writer, peer)


class SqlFaults:
    """What can go wrong with the database server's wire."""

    def __init__(self, state: Cloud) -> None:
        self._state = state

    def refuse(self) -> None:
        """From now on nothing listens on its port; its unit runs."""
        self._state.database.port = 0

    def heal(self) -> None:
        """Be well again."""
        self._state.database.port = 3306
