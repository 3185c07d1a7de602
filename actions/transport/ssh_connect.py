"""Opening SSH connections as OpenSSH would: configuration, agent, jump hosts, known_hosts."""

from __future__ import annotations

import asyncio
import functools
import os
import re
import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import asyncssh

from actions.model.errors import Unanswered, Unasked
from actions.transport.lazy import Once

_AT_ONCE = 8
"""sshd drops connections beyond ten that have not logged in (MaxStartups)."""

_LOGIN = 8.0
"""Seconds in which a connection must be made, from its turn on."""

_KEEPALIVE = 15

_CIPHERS = "^aes128-gcm@openssh.com,aes256-gcm@openssh.com"
"""Tried first where the configuration names none: asyncssh spends half the time on them (measured)
that it does on ChaCha20, its first choice."""

_PLACE = re.compile(r"((?P<user>.*)@)?(?P<host>\[.+\]|[^:@]+)(:(?P<port>\d{1,5}))?")

_KNOWN_HOSTS = ("~/.ssh/known_hosts", "~/.ssh/known_hosts2", "/etc/ssh/ssh_known_hosts")
"""Where OpenSSH looks if its configuration names no file."""


@dataclass(frozen=True)
class Target:
    """Whom to connect to; port 0 and user "" leave it to the configuration."""

    name: str
    """How messages call it."""
    address: str
    port: int = 0
    user: str = ""
    jump: str = ""
    """The ProxyJump that it is itself; a configuration for all hosts names it for itself too."""


class Dial:
    """Makes connections; jump hosts are connected once for all hosts behind them."""

    def __init__(self, ssh_config: str = "") -> None:
        self._config = ssh_config
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._jumps: dict[str, Once[asyncssh.SSHClientConnection]] = {}

    async def open(
        self, target: Target, through: asyncssh.SSHClientConnection | None = None
    ) -> asyncssh.SSHClientConnection:
        """A new connection; raises `Unanswered` with a sentence that says what to do."""
        options = await self._configured(target)
        files = _known_hosts_files(options)
        witness = _Witness(options.host, options.port or 22, options.username, files)
        try:
            jump = options.tunnel if isinstance(options.tunnel, str) else ""
            if through is None and jump and jump != target.jump:
                through = await self._jump(jump)
                witness.jump = jump
            async with self._turn, asyncio.timeout(_LOGIN):
                return await asyncssh.connect(
                    **self._settings(target),
                    tunnel=through or (),
                    known_hosts=witness.trusted,
                    client_factory=lambda: witness,
                    keepalive_interval=_KEEPALIVE,
                    encryption_algs=() if options.config.get("Ciphers") else _CIPHERS,
                    client_keys=_there(options.config.get("IdentityFile", ())),
                    ignore_encrypted=True,  # asyncssh's own default where it reads IdentityFile itself
                    agent_forwarding=False,
                )
        except TimeoutError:
            raise Unanswered(
                f"{target.name}: no answer from {witness.place} over SSH within {_LOGIN:g} s."
            ) from None
        except (asyncssh.Error, OSError, ValueError) as error:
            raise Unanswered(f"{target.name}: {witness.explain(error)}") from None

    async def close(self) -> None:
        """End the connections to jump hosts."""
        for jump in self._jumps.values():
            jump.cancel()
            if jump.value is not None:
                jump.value.close()

    async def _configured(self, target: Target) -> asyncssh.SSHClientConnectionOptions:
        """What the configuration says of a target; its keys are not read yet. Raises `Unasked`."""
        try:
            options = await asyncio.to_thread(
                asyncssh.SSHClientConnectionOptions, **self._settings(target), client_keys=None
            )
            if options.known_hosts is None:
                raise ValueError(
                    "it switches the check of host keys off (UserKnownHostsFile none), and stackmend "
                    "does not connect without it."
                )
        except (asyncssh.Error, OSError, ValueError) as error:
            file, said = self._config or "~/.ssh/config", spoken(error)
            named = "" if file in said else f" {file}"
            raise Unasked(
                f"{target.name}: the SSH configuration{named} cannot be used: {said}"
            ) from None
        return options

    def _settings(self, target: Target) -> dict[str, Any]:
        given = {"port": target.port, "username": target.user, "config": self._config}
        return {"host": target.address, **{key: value for key, value in given.items() if value}}

    async def _jump(self, spec: str) -> asyncssh.SSHClientConnection:
        """The connection to the last host of user@host:port,…, by way of those before it."""
        once = self._jumps.setdefault(spec, Once(lambda: self._open_jump(spec)))
        if once.value is not None and once.value.is_closed():
            once.renew(once.value)
        try:
            async with asyncio.timeout(2 * _LOGIN):
                return await once.get()
        except TimeoutError:
            raise Unanswered(f"jump host {spec}: no answer within {2 * _LOGIN:g} s.") from None

    async def _open_jump(self, spec: str) -> asyncssh.SSHClientConnection:
        before, _, last = spec.rpartition(",")
        place = _PLACE.fullmatch(last)
        if place is None:
            raise Unasked(f"ProxyJump {spec}: {last} is not [user@]host[:port].")
        through = await self._jump(before) if before else None
        user, host, port = place["user"] or "", place["host"].strip("[]"), int(place["port"] or 0)
        return await self.open(Target(f"jump host {host}", host, port, user, spec), through)


@dataclass
class _Witness(asyncssh.SSHClient):
    """Keeps what a handshake saw, so that a refusal can be explained."""

    host: str
    port: int
    user: str
    files: list[str]
    jump: str = ""
    offered: asyncssh.SSHKey | None = None
    known: list[asyncssh.SSHKey] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Address and port, as the configuration made them."""
        return f"{self.host}:{self.port}"

    def trusted(self, host: str, address: str, port: int | None) -> Any:
        """asyncssh's question for the keys of a host; the answer is in its own shape."""
        there = tuple((f, Path(f).stat().st_mtime_ns) for f in self.files if Path(f).is_file())
        found = _known_hosts(there).match(host, address, port)
        self.known = list(found[0])
        return found

    def validate_host_public_key(
        self, _host: str, _addr: str, _port: int, key: asyncssh.SSHKey
    ) -> bool:
        """Called for a key that no file knows: it is refused, and remembered."""
        self.offered = key
        return False

    def explain(self, error: Exception) -> str:
        """One sentence: why there is no connection, and what to do."""
        if isinstance(error, asyncssh.HostKeyNotVerifiable) and self.offered is not None:
            return self._changed(self.offered) if self.known else self._unknown(self.offered)
        if isinstance(error, asyncssh.PermissionDenied):
            return (
                f"{self.place} refuses the login of {self.user}: is the right key in ~/.ssh, in the "
                "SSH configuration (IdentityFile) or in the agent?"
            )
        if isinstance(error, asyncssh.ConnectionLost):
            return f"{self.place} closed the connection before the login was done."
        if isinstance(error, ConnectionRefusedError):
            return f"nothing listens on {self.place}: is sshd running there?"
        if isinstance(error, socket.gaierror):
            return f"the name {self.host} is not known."
        return f"no SSH connection to {self.place}: {spoken(error)}"

    def _unknown(self, key: asyncssh.SSHKey) -> str:
        where = f"-p {self.port} {self.host}" if self.port != 22 else self.host
        kind = key.get_algorithm().removeprefix("ssh-").split("-")[0]
        scan = f"ssh-keyscan -t {kind} {where}"
        if self.jump:
            scan = f"ssh {self.jump.rpartition(',')[2]} {scan}"
        return (
            f"the host key of {self.place} is not known; if its fingerprint is {key.get_fingerprint()} "
            f"({key.get_algorithm()}): {scan} >> {self.files[0]}"
        )

    def _changed(self, key: asyncssh.SSHKey) -> str:
        name = f"[{self.host}]:{self.port}" if self.port != 22 else self.host
        known = ", ".join(k.get_fingerprint() for k in self.known)
        return (
            f"the host key of {self.place} has CHANGED ({key.get_fingerprint()}, known: {known}): this "
            "may be an attack, nothing was sent there; if the host was installed anew: "
            f"ssh-keygen -R '{name}' -f {self.files[0]}"
        )


def _known_hosts_files(options: asyncssh.SSHClientConnectionOptions) -> list[str]:
    files = cast("list[str]", options.known_hosts) or _KNOWN_HOSTS
    return [str(Path(file).expanduser()) for file in files]


def _there(identities: Any) -> list[str]:
    """The identity files that are there, or whose public half is; OpenSSH passes over others too."""
    files = (Path(name).expanduser() for name in identities)
    return [str(file) for file in files if file.exists() or Path(f"{file}.pub").exists()]


def spoken(error: Exception) -> str:
    """What an error says of itself, in the system's words where it is the system's."""
    if not isinstance(error, OSError):
        return str(getattr(error, "reason", "") or error or type(error).__name__)
    number = error.errno or next(map(int, re.findall(r"\[Errno (\d+)\]", str(error))), 0)
    said = os.strerror(number) if number else str(error) or type(error).__name__
    return f"{error.filename}: {said}" if error.filename else said


@functools.lru_cache(maxsize=4)
def _known_hosts(files: tuple[tuple[str, int], ...]) -> asyncssh.SSHKnownHosts:
    """The entries of the files, by path and time of change: read once for all hosts."""
    return asyncssh.read_known_hosts([path for path, _ in files]) if files else asyncssh.SSHKnownHosts()
