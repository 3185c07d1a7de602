"""A host whose commands are true ones, and actions that make files there: runs to try the runner on.

The host is a real SSH server on loopback; what it is told runs in a shell of this machine.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from actions.model.command import Shell
from actions.model.fact import Probe, Snapshot
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do
from actions.model.query import ParseError, Query, ShellQuery, ShellResult
from actions.model.site import Host, Site
from actions.transport.remote_command import LOCK
from tests.support.servers import Process, SshHost

HOSTS = ("ctl", "cmp")


def _ask(snapshot: Snapshot) -> dict[str, Query]:
    folder = folder_of(snapshot.site)
    return {
        host.name: ShellQuery(host.name, f"ls {folder}; ls -d {folder}/blind-{host.name} 2>/dev/null")
        for host in snapshot.site.hosts
    }


def _parse(answer: ShellResult) -> frozenset[str]:
    """Names; a host with a file of that name cannot be read."""
    if "/blind-" in answer.out:
        raise ParseError("it is blind")
    return frozenset(answer.out.split())


FILES = Probe("files", _ask, _parse)


def folder_of(site: Site) -> str:
    """Where the files are: the site file says it."""
    return str(site.settings["folder"])


@dataclass(frozen=True)
class Make:
    """How a step makes a file; `{f}` in the line is the folder."""

    file: str
    line: str = ""
    host: str = "ctl"
    repeatable: bool = True

    def shell(self, folder: str) -> Shell:
        """The command."""
        line = (self.line or f"touch {{f}}/{self.file}").replace("{f}", folder)
        return Shell(self.host, line, repeatable=self.repeatable)


def making(
    *makes: Make,
    name: str = "make",
    settle: float = 0.0,
    optional: bool = False,
    parallel: bool = False,
) -> Step:
    """A step that makes files, and is blocked where there is a file named `forbidden`."""

    def plan(situation: Situation) -> Decision:
        there = situation.get(FILES, "ctl")
        if there is None:
            return blocked("nobody could look")
        if "forbidden" in there:
            return blocked("it is forbidden")
        missing = [make for make in makes if make.file not in there]
        if not missing:
            return already("all files are there")
        folder = folder_of(situation.site)
        names = ", ".join(make.file for make in missing)
        return do(*(make.shell(folder) for make in missing), why=f"missing: {names}")

    return Step(name, f"Make it ({name})", (FILES,), plan, optional, settle, parallel)


SLOW = "touch {f}/begun; echo begun; while [ ! -e {f}/go ]; do sleep 0.01; done; touch {f}/slow"
"""Says that it has begun, and waits for a file named `go`."""

ACTIONS = {
    action.name: action
    for action in (
        Action(
            "two",
            "Make two files",
            (making(Make("one"), name="first"), making(Make("two"), name="second", optional=True)),
        ),
        Action(
            "slow",
            "Make a file slowly",
            (making(Make("one"), name="first"), making(Make("slow", SLOW), name="slow")),
            lock="slow",
        ),
        Action(
            "once", "Make a file once", (making(Make("slow", SLOW, repeatable=False), name="once"),)
        ),
        Action("bad", "Fail", (making(Make("bad", "echo alas; exit 3")),)),
        Action("quick", "Make a file", (making(Make("one")),), lock="slow"),
    )
}


@asynccontextmanager
async def trial_host(folder: Path) -> AsyncIterator[TrialHost]:
    """The host, while it listens."""
    (folder / "files").mkdir()
    host = TrialHost(folder)
    async with host.ssh.running():
        host.write_site()
        yield host


class TrialHost:
    """The SSH server behind both hosts of the site, and the folder of their files."""

    def __init__(self, folder: Path) -> None:
        self.files = folder / "files"
        self.path = folder / "site.toml"
        self.ssh = SshHost(folder, play=self._play)
        self.cut_at = ""
        """A command with this in it is cut off before it runs."""
        self._count = 0

    @property
    def site(self) -> Site:
        """The site, as its file says it."""
        hosts = tuple(
            Host(name, frozenset({"controller"}), "127.0.0.1", self.ssh.port, become="none")
            for name in HOSTS
        )
        config = str(self.ssh.folder / "ssh_config")
        settings = {"folder": str(self.files)}
        return Site("lab", hosts, path=str(self.path), ssh_config=config, settings=settings)

    def write_site(self) -> None:
        """Write the site file."""
        hosts = "".join(
            f'[hosts.{name}]\naddress = "127.0.0.1"\nport = {self.ssh.port}\n'
            'become = "none"\nroles = ["controller"]\n'
            for name in HOSTS
        )
        self.path.write_text(
            f'name = "lab"\nssh_config = "ssh_config"\n{hosts}[install]\nfolder = "{self.files}"\n'
        )

    def there(self) -> set[str]:
        """The files that there are."""
        return {path.name for path in self.files.iterdir()}

    async def _play(self, process: Process) -> None:
        """Run the command in a shell; it ends with its connection."""
        self._count += 1
        if self.cut_at and self.cut_at in (process.command or ""):
            self.ssh.cut()
            return
        line = (process.command or "").replace(LOCK, f"{self.path.parent}/host-lock-{self._count}")
        child = await asyncio.create_subprocess_shell(
            line,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            assert child.stdout is not None
            async for said in child.stdout:
                process.stdout.write(said.decode())
            process.exit(await child.wait())
        finally:
            if child.returncode is None:
                os.killpg(child.pid, signal.SIGKILL)
                await child.wait()
