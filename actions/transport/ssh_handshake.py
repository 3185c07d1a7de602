"""One handshake: which host keys are trusted, which keys are offered, and why it was refused."""

from __future__ import annotations

import functools
import os
import re
import shlex
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh

from actions.formats.proxy_command import hidden, shown
from actions.transport.ssh_config import (
    SshConfig,
    Target,
    jump_target,
    shown_path,
    shown_ssh,
    ssh_options,
)
from actions.transport.ssh_keys import Offer, Offers

_COMMENTS = 4
"""Keys of the agent that a message names."""

_NOWHERE = ("/dev/null",)

_PORT = 22
"""Of which known_hosts names the host without it."""


@dataclass
class Handshake(asyncssh.SSHClient):
    """Checks host keys and keeps what was seen, so that a refusal can be explained."""

    target: Target
    config: SshConfig
    user_files: Sequence[str]
    """The operator's known_hosts: new host keys belong in the first of them."""
    home: str
    config_file: str = ""
    """What `ssh -F` must name in a command that is shown."""
    named_files: bool = True
    """Whether the configuration names identity files: ssh's usual ones may be missing."""
    offers: Offers = field(default_factory=Offers)
    tried: list[Offer] = field(default_factory=list)
    offered: asyncssh.SSHKey | None = None
    known: list[asyncssh.SSHKey] = field(default_factory=list)
    has_authority: bool = False
    """Whether known_hosts names an authority whose certificates it may show."""
    has_revoked: bool = False
    """Whether known_hosts or RevokedHostKeys names keys that it must not show."""
    foreign_authority: bool = False
    """Whether its certificate is of an authority that no file knows."""
    on_end: Callable[[], None] = lambda: None

    @property
    def place(self) -> str:
        """Address and port, as the configuration made them."""
        return f"{self.config.hostname}:{self.config.port}"

    def trusted(self, host: str, _address: str, port: int | None) -> Any:
        """asyncssh's question for the keys of a host; the answer is in its own shape.

        As ssh looks: by the name alone, never by its address; an alias stands for name and port.
        """
        files = (*self.user_files, *self.config.global_known_hosts)
        there = tuple((f, Path(f).stat().st_mtime_ns) for f in files if Path(f).is_file())
        alias = self.config.host_key_alias
        found = _known_hosts(there).match(alias or host.lower(), "", None if alias else port)
        self.known, self.has_authority = list(found[0]), bool(found[1])
        file = self.config.revoked_host_keys
        revoked = [*found[2], *(_revoked(file) if file else ())]
        self.has_revoked = bool(revoked)
        return (*found[:2], revoked, *found[3:])

    def look_up(self) -> None:
        """What known_hosts says of the host, before it is connected to."""
        port = self.config.port
        self.trusted(self.config.hostname, "", None if port == _PORT else port)

    def validate_host_public_key(
        self, _host: str, _addr: str, _port: int, key: asyncssh.SSHKey
    ) -> bool:
        """Called for a key that no file knows: it is refused, and remembered."""
        self.offered = key
        return False

    def validate_host_ca_key(self, _host: str, _addr: str, _port: int, _key: asyncssh.SSHKey) -> bool:
        """Called for a certificate of an authority that no file knows, and of no revoked one."""
        self.foreign_authority = True
        return False

    @property
    def certificate_refused(self) -> bool:
        """Whether it was a certificate that did not pass: ssh looks at the plain key then.

        It does not where a key is revoked: only of another authority's is it sure that this is not it.
        """
        return self.offered is None and (self.foreign_authority or not self.has_revoked)

    def public_key_auth_requested(self) -> asyncssh.SSHKeyPair | None:
        """The next key to offer, in OpenSSH's order."""
        if len(self.tried) == len(self.offers.keys):
            return None
        self.tried.append(self.offers.keys[len(self.tried)])
        return self.tried[-1].pair

    def connection_lost(self, _exc: Exception | None) -> None:
        """Called at the end of the connection."""
        self.on_end()

    def explain(self, error: Exception) -> str:
        """One sentence: why there is no connection, and what to do."""
        if isinstance(error, asyncssh.HostKeyNotVerifiable) and self.offered is not None:
            return self._key_changed(self.offered) if self.known else self._key_unknown(self.offered)
        if isinstance(error, asyncssh.PermissionDenied):
            return f"{self._refused()}: {self._tried()}."
        if isinstance(error, asyncssh.DisconnectError) and "authentication failures" in error.reason:
            return (
                f"{self._refused()} after {len(self.tried)} keys ({error.reason}): {self._tried()}; "
                "IdentitiesOnly yes in the SSH configuration leaves the agent's others out."
            )
        command = self.config.proxy_command
        if isinstance(error, asyncssh.ConnectionLost) or (command and isinstance(error, OSError)):
            by = f" by way of `{shown(command)}`" if command else ""
            return f"{self.place}{by} closed the connection before the login was done."
        if isinstance(error, ConnectionRefusedError):
            return f"nothing listens on {self.place}: is sshd running there?"
        if isinstance(error, socket.gaierror):
            return f"the name {self.config.hostname} is not known."
        return f"no SSH connection to {self.place}: {spoken(error)}"

    def _refused(self) -> str:
        where = f"{self.config.hostname} port {self.config.port}"
        return f"{where} refuses the login of {self.config.user}"

    def _tried(self) -> str:
        files = [offer.label for offer in self.tried if not offer.in_agent]
        agent = [offer.label for offer in self.tried if offer.in_agent]
        said = ", ".join(files)
        if agent:
            more = ", …" if len(agent) > _COMMENTS else ""
            keys = "1 key" if len(agent) == 1 else f"{len(agent)} keys"
            held = f"{keys} of the agent ({', '.join(agent[:_COMMENTS])}{more})"
            said = f"{said} and {held}" if said else held
        missing = [f"there is no {file}" for file in self.offers.missing if self.named_files]
        passed = "".join(f"; {one}" for one in (*missing, *self.offers.passed_over))
        return (f"tried {said}" if said else self._nothing_tried()) + passed

    def _nothing_tried(self) -> str:
        if not self.config.public_key_login:
            return "no key was tried (PubkeyAuthentication no)"
        if self.offers.keys:
            return "no key was tried, because sshd there takes none"
        agent = "the agent holds none for it" if self.config.identity_agent else "there is no agent"
        if self.named_files:
            return f"no key was tried: {agent}"
        return f"no key was tried: ~/.ssh has none of a usual name (as id_ed25519), and {agent}"

    def _key_unknown(self, key: asyncssh.SSHKey) -> str:
        kind = key.get_algorithm()
        known = (
            f"the host key of {self.place} is not known; if its fingerprint is {key.get_fingerprint()} "
            f"({kind})"
        )
        keep = [file for file in self.user_files if file not in _NOWHERE]
        if not keep:
            return (
                f"{known}: the SSH configuration keeps no host keys (UserKnownHostsFile), and none is "
                "taken unchecked: name a file there, as ~/.ssh/known_hosts, and add the key: "
                f"{self._scan(kind)} >> ~/.ssh/known_hosts"
            )
        if self.config.proxy_command:
            line = shown_ssh(self.config_file, self.target)
            way = next(filter(None, map(hidden, self.target.options)), "")
            by = f" with the inventory's ProxyCommand (`{way}`)" if way else ""
            return f"{known}: log in once by `{line}`{by}, which adds it to {keep[0]}"
        return f"{known}: {self._scan(kind)} >> {shlex.quote(keep[0])}"

    def _scan(self, kind: str) -> str:
        config = self.config
        where = f"-p {config.port} {config.hostname}" if config.port != 22 else config.hostname
        scan = f"ssh-keyscan -t {kind.removeprefix('ssh-').split('-')[0]} {where}"
        if config.proxy_jump:
            jump = jump_target(config.proxy_jump)
            words = [*ssh_options(self.config_file, jump), jump.address]
            scan = f"ssh {shlex.join(words)} {scan}"
        if config.host_key_alias:
            scan += f" | sed 's/^[^ ]*/{config.host_key_alias}/'"
        return scan

    def _key_changed(self, key: asyncssh.SSHKey) -> str:
        config = self.config
        name = config.hostname if config.port == 22 else f"[{config.hostname}]:{config.port}"
        known = ", ".join(k.get_fingerprint() for k in self.known)
        file = next(iter(self.user_files), shown_path(f"{self.home}/.ssh/known_hosts", self.home))
        return (
            f"the host key of {self.place} has CHANGED ({key.get_fingerprint()}, known: {known}): this "
            "may be an attack, nothing was sent there; if the host was installed anew: "
            f"ssh-keygen -R '{config.host_key_alias or name}' -f {shlex.quote(file)}"
        )


def spoken(error: Exception) -> str:
    """What an error says of itself, in the system's words where it is the system's."""
    if not isinstance(error, OSError):
        return str(getattr(error, "reason", "") or error or type(error).__name__)
    number = error.errno or next(map(int, re.findall(r"\[Errno (\d+)\]", str(error))), 0)
    said = os.strerror(number) if number else str(error) or type(error).__name__
    return f"{error.filename}: {said}" if error.filename else said


@functools.lru_cache(maxsize=16)
def _known_hosts(files: tuple[tuple[str, int], ...]) -> asyncssh.SSHKnownHosts:
    """The entries of the files, by path and time of change: read once for all hosts."""
    known = asyncssh.SSHKnownHosts()
    for line in (line for path, _ in files for line in _lines(path)):
        try:
            known.load(line)
        except (ValueError, asyncssh.KeyImportError):
            continue  # ssh passes over a line that it cannot read, too
    return known


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(errors="replace").splitlines()
    except OSError:
        return []


def _revoked(path: str) -> list[asyncssh.SSHKey]:
    """RevokedHostKeys, one key a line; ssh connects nowhere where the file cannot be read."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise ValueError(f"RevokedHostKeys {path}: {error.strerror}") from None
    if data.startswith(b"SSHKRL\n\0"):
        raise ValueError(f"RevokedHostKeys {path} is a KRL; stackmend reads lists of keys only")
    lines = (line.strip() for line in data.splitlines())
    return [asyncssh.import_public_key(line) for line in lines if line and not line.startswith(b"#")]
