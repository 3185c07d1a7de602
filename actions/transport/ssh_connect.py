"""Opening SSH connections as OpenSSH would: its configuration, agent, jump hosts, known_hosts."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import asyncssh
from asyncssh.encryption import get_encryption_algs
from asyncssh.kex import get_kex_algs
from asyncssh.mac import get_mac_algs
from asyncssh.public_key import (
    get_certificate_algs,
    get_default_public_key_algs,
    get_public_key_algs,
)

from actions.model.errors import NoAnswer, NotConfigured
from actions.transport import host_keys, proxy_command, ssh_keys
from actions.transport.lazy import Lazy
from actions.transport.openssh import OpenSsh
from actions.transport.ssh_config import Algorithms, SshConfig, Target, jump_target
from actions.transport.ssh_handshake import Handshake, spoken

__all__ = ["Connector", "Target", "spoken"]

_AT_ONCE = 8
"""sshd drops connections beyond ten that have not logged in (MaxStartups)."""

_LOGIN = 8.0
"""Seconds in which a connection must be made, from its turn on; ConnectTimeout says otherwise."""

_KEEPALIVE = 15

_CIPHERS = "^aes128-gcm@openssh.com,aes256-gcm@openssh.com"
"""Tried first where the configuration names none: asyncssh spends half the time on them (measured)
that it does on ChaCha20, its first choice."""

_PLAIN = tuple(name.decode() for name in get_default_public_key_algs())
"""Kinds of host keys where there is no ssh to name its own."""

_FAMILIES = {"inet": socket.AF_INET, "inet6": socket.AF_INET6}


class Connector:
    """Makes connections; jump hosts are connected once for all hosts behind them."""

    def __init__(self, ssh_config: str = "") -> None:
        self._openssh = OpenSsh(ssh_config)
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._jumps: dict[Target, Lazy[asyncssh.SSHClientConnection]] = {}

    async def open(self, target: Target) -> asyncssh.SSHClientConnection:
        """A new connection; raises `NoAnswer` with a sentence that says what to do."""
        config, *way = await self._way(target)
        try:
            through = await self._jump(config.proxy_jump, way[0]) if way else None
            return await self._open(target, config, through)
        except NoAnswer:
            self._openssh.forget(target)
            raise

    async def close(self) -> None:
        """End the connections to jump hosts."""
        self._openssh.close()
        for jump in self._jumps.values():
            jump.cancel()
            if jump.value is not None:
                jump.value.close()

    async def _way(self, target: Target) -> list[SshConfig]:
        """The configurations of a target, of the jump host before it, and so on."""
        seen, way = [target], [await self._openssh.config(target)]
        while way[-1].proxy_jump:
            try:
                jump = jump_target(way[-1].proxy_jump)
                if jump in seen:
                    names = [one.address for one in (*seen, jump)]
                    raise ValueError(f"ProxyJump leads round in a circle: {' → '.join(names)}")
            except ValueError as error:
                said = f"{target.name}: the SSH configuration cannot be used: {error}."
                raise NotConfigured(said) from None
            seen.append(jump)
            way.append(await self._openssh.config(jump, is_jump=True))
        return way

    async def _jump(self, proxy_jump: str, config: SshConfig) -> asyncssh.SSHClientConnection:
        """The connection to the last host of user@host:port,…, by way of those before it."""
        jump = jump_target(proxy_jump)
        once = self._jumps.setdefault(jump, Lazy(lambda: self.open(jump)))
        if once.value is not None and once.value.is_closed():
            once.renew(once.value)
        seconds = 2 * (config.connect_timeout or _LOGIN)
        try:
            async with asyncio.timeout(seconds):
                return await once.get()
        except TimeoutError:
            raise NoAnswer(f"{jump.name}: no answer within {seconds:g} s.") from None

    async def _open(
        self, target: Target, config: SshConfig, through: asyncssh.SSHClientConnection | None
    ) -> asyncssh.SSHClientConnection:
        home = self._openssh.local.home
        known_hosts = await self._openssh.known_hosts(config)
        usual = await self._openssh.defaults()
        named = config.identity_files != usual.identity_files
        handshake = Handshake(target, config, known_hosts, home, self._openssh.file, named)
        seconds = config.connect_timeout or _LOGIN
        try:
            chosen = await self._openssh.chosen(config)
            handshake.look_up()
            possible = usual.algorithms.host_key or _PLAIN
            algorithms = host_keys.first(chosen.host_key, possible, handshake)
            settings = _settings(config, replace(chosen, host_key=algorithms))
            async with self._turn, asyncio.timeout(seconds):
                handshake.offers = await ssh_keys.offers(config, home)
                try:
                    return await _connect(config, settings, handshake, through)
                except asyncssh.HostKeyNotVerifiable:
                    keys = host_keys.plain(algorithms or host_keys.first(possible, possible, handshake))
                    if not (keys and handshake.certificate_refused):
                        raise
                    handshake = replace(handshake, tried=[], foreign_authority=False)
                    settings = _settings(config, replace(chosen, host_key=keys))
                    return await _connect(config, settings, handshake, through)
        except TimeoutError:
            raise NoAnswer(
                f"{target.name}: no answer from {handshake.place} over SSH within {seconds:g} s."
            ) from None
        except _NotPossible as error:
            raise NotConfigured(
                f"{target.name}: the SSH configuration cannot be used here: {error}."
            ) from None
        except (asyncssh.Error, OSError, ValueError) as error:
            raise NoAnswer(f"{target.name}: {handshake.explain(error)}") from None
        finally:
            handshake.offers.close()


class _NotPossible(Exception):
    """What OpenSSH could do, and asyncssh cannot."""


async def _connect(
    config: SshConfig,
    settings: dict[str, Any],
    handshake: Handshake,
    through: asyncssh.SSHClientConnection | None,
) -> asyncssh.SSHClientConnection:
    if config.proxy_command and through is None:
        proxy = await proxy_command.start(config.proxy_command, config.proxy_passes_socket)
        handshake.on_end = proxy.end
        settings = {**settings, "sock": proxy.socket}
    try:
        return await asyncssh.connect(
            config.hostname,
            config.port,
            **settings,
            tunnel=through or (),
            known_hosts=handshake.trusted,
            client_factory=lambda: handshake,
        )
    except BaseException:
        handshake.on_end()
        raise


def _settings(config: SshConfig, chosen: Algorithms) -> dict[str, Any]:
    """asyncssh's own words for a configuration; raises `_NotPossible`."""
    if config.bind_interface:
        raise _NotPossible(f"BindInterface {config.bind_interface} is not known; BindAddress is")
    public_keys = get_public_key_algs()
    settings: dict[str, Any] = {
        "config": None,  # its own parser refuses or loses what OpenSSH takes
        "username": config.user,
        "client_keys": None,  # the handshake offers them, one by one
        "public_key_auth": config.public_key_login,
        "gss_auth": config.gssapi_login,
        "gss_kex": False,
        "agent_forwarding": False,
        "keepalive_interval": config.alive_interval or _KEEPALIVE,
        "keepalive_count_max": config.alive_count,
        "family": _FAMILIES.get(config.address_family, socket.AF_UNSPEC),
        "encryption_algs": _known("Ciphers", chosen.ciphers, get_encryption_algs()) or _CIPHERS,
        "kex_algs": _known("KexAlgorithms", chosen.key_exchange, get_kex_algs()),
        "signature_algs": _known("PubkeyAcceptedAlgorithms", chosen.public_key, public_keys),
        "server_host_key_algs": _known(
            "HostKeyAlgorithms", chosen.host_key, [*get_certificate_algs(), *public_keys]
        ),
        "host_key_alias": config.host_key_alias or None,
    }
    if chosen.macs:  # none in common is no matter: AES-GCM and ChaCha20 need none
        known = {name.decode() for name in get_mac_algs()}
        settings["mac_algs"] = [name for name in chosen.macs if name in known]
    if config.bind_address:
        settings["local_addr"] = (config.bind_address, 0)
    if config.preferred_logins:
        settings["preferred_auth"] = config.preferred_logins
    return settings


def _known(option: str, names: Sequence[str], possible: Sequence[bytes]) -> tuple[str, ...]:
    """Those of a configuration's algorithms that asyncssh has."""
    known = {name.decode() for name in possible}
    found = tuple(name for name in names if name in known)
    if names and not found:
        raise _NotPossible(f"{option} allows only {', '.join(names)}, and asyncssh has none of them")
    return found
