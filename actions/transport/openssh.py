"""Asking OpenSSH's own client how it would reach a host: `ssh -G`."""

from __future__ import annotations

import asyncio
import os
import pwd
import re
import shutil
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from actions.model.errors import NoAnswer, NotConfigured
from actions.model.site import Host, Site
from actions.transport import without_openssh
from actions.transport.lazy import Lazy
from actions.transport.ssh_config import (
    Algorithms,
    Local,
    SshConfig,
    Target,
    parse,
    shown_ssh,
    ssh_options,
    target_of,
)

_AT_ONCE = 8
"""Processes of ssh that run beside each other."""

_ANSWER = 10.0
"""Seconds for one answer: `Match exec` runs commands, and a canonical name is looked up."""

_WATCHED = ("/etc/ssh/ssh_config", "/etc/ssh/ssh_config.d")

_HASHED = re.compile(r"^(identityfile|certificatefile) .*%C", re.MULTILINE)

_DEFAULTS = Target("localhost", "localhost")

Stamp = tuple[tuple[str, int], ...]


@dataclass
class _Answer:
    """An answer that is kept, with the times of change of the files that it is from."""

    stamp: Stamp
    config: Lazy[SshConfig]


class OpenSsh:
    """Keeps each host's answer until a file of the configuration changes, or `forget`."""

    def __init__(self, ssh_config: str = "") -> None:
        self.file = config_file(ssh_config)
        """What -F names, or empty."""
        self._watched = (
            Path(self.file or _passwd_home() / ".ssh/config"),
            _ssh_folder(ssh_config),
            *map(Path, _WATCHED),
        )
        self.local = _local(_home(self.file, ssh_config))
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._turn_of_few = asyncio.Semaphore(_AT_ONCE // 2)
        """Of what many hosts wait for: it does not queue behind their own answers."""
        self._answers: dict[Target, _Answer] = {}
        self._defaults = Lazy(lambda: self._ask(_DEFAULTS, "/dev/null", self._turn_of_few))

    async def config(self, target: Target, is_jump: bool = False) -> SshConfig:
        """What the configuration comes to for a target.

        Raises `NotConfigured` where ssh cannot read it, `NoAnswer` where it gives no answer in time.
        """
        stamp = self._stamp()
        kept = self._answers.get(target)
        if kept is None or kept.stamp != stamp:
            turn = self._turn_of_few if is_jump else self._turn
            kept = _Answer(stamp, Lazy(lambda: self._ask(target, self.file, turn)))
            self._answers[target] = kept
        return await kept.config.get()

    async def defaults(self) -> SshConfig:
        """What ssh does where nothing is configured."""
        return await self._defaults.get()

    async def chosen(self, config: SshConfig) -> Algorithms:
        """The algorithms that a configuration names; those that are ssh's own defaults are left out."""
        usual, given = (await self.defaults()).algorithms, config.algorithms
        pairs = {name: getattr(given, name) for name in Algorithms.__dataclass_fields__}
        return Algorithms(**{k: v if v != getattr(usual, k) else () for k, v in pairs.items()})

    async def known_hosts(self, config: SshConfig) -> tuple[str, ...]:
        """The operator's own files: ssh's defaults are in the home of the passwd database."""
        home = _passwd_home()
        if self.local.home == str(home) or config.user_known_hosts != (
            (await self.defaults()).user_known_hosts
        ):
            return config.user_known_hosts
        return tuple(
            f"{self.local.home}/{Path(file).relative_to(home)}"
            if Path(file).is_relative_to(home)
            else file
            for file in config.user_known_hosts
        )

    def forget(self, target: Target) -> None:
        """Ask anew the next time: what `Match exec` sees may have changed since."""
        self._answers.pop(target, None)

    def close(self) -> None:
        """Give up what is being asked."""
        for once in (self._defaults, *(answer.config for answer in self._answers.values())):
            once.cancel()

    async def _ask(self, target: Target, file: str, turn: asyncio.Semaphore) -> SshConfig:
        argv = ["ssh", "-G", "-T", *ssh_options(file, target), "--", target.address]
        if shutil.which("ssh") is None:
            return self._without_ssh(target, file)
        async with turn:
            status, out, err = await _run(argv, target)
            connection = await _connection_hash(argv, target) if _HASHED.search(out) else ""
        try:
            if status:
                raise ValueError(reason(err) or f"ssh ended with {status}")
            return parse(out, target, self.local, connection)
        except ValueError as error:
            said, by_hand = str(error).rstrip("."), shown_ssh(file, target, "-G")
            raise NotConfigured(
                f"{target.name}: the SSH configuration cannot be used: {said} "
                f"(`{by_hand}` says the same)."
            ) from None

    def _without_ssh(self, target: Target, file: str) -> SshConfig:
        try:
            return without_openssh.read(file, target, self.local)
        except ValueError as error:
            raise NotConfigured(
                f"{target.name}: the SSH configuration cannot be used: {error}. There is no program "
                "ssh here, which reads all of it: install openssh-client (RHEL: openssh-clients)."
            ) from None

    def _stamp(self) -> Stamp:
        return tuple((str(path), _changed(path)) for path in self._watched)


def config_file(ssh_config: str) -> str:
    """What `ssh -F` must name, or "" for what ssh reads by itself.

    ssh looks for the home in the passwd database; an operator whose HOME is another one means the
    ~/.ssh/config there. With -F, ssh does not read /etc/ssh/ssh_config.
    """
    if ssh_config:
        return ssh_config
    home = os.environ.get("HOME", "")
    own = Path(home) / ".ssh" / "config"
    return str(own) if home and _differs(Path(home)) and own.is_file() else ""


def login(site: Site, host: Host, line: str = "") -> list[str]:
    """The argv of the operator's own ssh to a host, for a shell there: ssh reads the rest itself.

    On this machine itself it is the operator's own shell. `line`: run it in a terminal instead.
    """
    if host.connection == "local":
        return [os.environ.get("SHELL") or "/bin/sh", *(("-c", line) if line else ())]
    given = target_of(host)
    options = ssh_options(config_file(site.ssh_config), given)
    terminal, there = (("-t",), (line,)) if line else ((), ())
    return ["ssh", *terminal, *options, "--", given.address, *there]


def _home(file: str, ssh_config: str) -> str:
    """Where `~` is: HOME, if its configuration is the one that is read."""
    return os.environ["HOME"] if file and not ssh_config else str(_passwd_home())


def _ssh_folder(ssh_config: str) -> Path:
    return Path(_home(config_file(ssh_config), ssh_config)) / ".ssh"


def _differs(home: Path) -> bool:
    return home.resolve() != _passwd_home().resolve()


def _passwd_home() -> Path:
    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:  # ssh says so itself: "No user exists for uid"
        return Path("/")


def _local(home: str) -> Local:
    try:
        user = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        user = os.environ.get("LOGNAME") or os.environ.get("USER") or str(os.getuid())
    return Local(home, user, os.getuid(), socket.gethostname(), dict(os.environ))


async def _connection_hash(argv: list[str], target: Target) -> str:
    """What ssh has for %C: it expands it in this option alone."""
    _, out, _ = await _run([*argv[:2], "-o", "UserKnownHostsFile=%C", *argv[2:]], target)
    found = re.search(r"^userknownhostsfile (\S+)$", out, re.MULTILINE)
    return found[1] if found else ""


async def _run(argv: list[str], target: Target) -> tuple[int, str, str]:
    """Exit code, output and errors; with what it started it is killed when nobody waits any more."""
    try:
        process = await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,  # no terminal to ask on, and one group to kill
        )
    except OSError as error:
        raise NoAnswer(f"{target.name}: ssh cannot be started: {error.strerror}.") from None
    try:
        async with asyncio.timeout(_ANSWER):
            out, err = await process.communicate()
    except TimeoutError:
        raise NoAnswer(
            f"{target.name}: `ssh -G {target.address}` gave no answer within {_ANSWER:g} s: does a "
            "`Match exec` of the SSH configuration hang?"
        ) from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return process.returncode or 0, out.decode(errors="replace"), err.decode(errors="replace")


def reason(said: str) -> str:
    """OpenSSH's own lines, file and line number in front; the last one only counts them."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return "; ".join(line for line in lines if ": terminating, " not in line) or "; ".join(lines)


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
