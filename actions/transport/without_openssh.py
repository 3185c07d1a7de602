"""Where OpenSSH's client is not installed, as in a container of Python alone: asyncssh reads its files.

It knows less of them (no canonical names, no `Match final`, no trailing comments), so `ssh -G` is asked
wherever there is one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from actions.transport.ssh_config import Local, SshConfig, Target

_KEYS = ("id_rsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk")
"""In OpenSSH's order."""


def read(file: str, target: Target, local: Local) -> SshConfig:
    """What the configuration comes to for a target; raises `ValueError` where it cannot be read."""
    from asyncssh.config import SSHClientConfig  # the console knows this module before its first frame

    own = f"{local.home}/.ssh"
    paths = [file] if file else [f"{own}/config", "/etc/ssh/ssh_config"]
    config: Any = SSHClientConfig.load(
        None,
        [path for path in paths if Path(path).is_file()],
        False,
        False,
        False,
        local.user,
        target.user or (),
        target.address,
        target.port or (),
    )

    def said(option: str, usual: Any = "") -> Any:
        return config.get(option) or usual

    keys = [*_given_keys(target), *said("IdentityFile", [f"{own}/{name}" for name in _KEYS])]
    known = said("UserKnownHostsFile", [f"{own}/known_hosts", f"{own}/known_hosts2"])
    return SshConfig(
        hostname=str(said("Hostname", target.address)),
        port=int(target.port or said("Port", 22)),
        user=str(target.user or said("User", local.user)),
        identity_files=_paths(keys, local),
        certificate_files=_paths(said("CertificateFile", ()), local),
        identities_only=bool(said("IdentitiesOnly")),
        identity_agent=_agent(config.get("IdentityAgent", "SSH_AUTH_SOCK"), local),
        user_known_hosts=_paths(known, local),
        global_known_hosts=_paths(said("GlobalKnownHostsFile", ["/etc/ssh/ssh_known_hosts"]), local),
        host_key_alias=str(said("HostKeyAlias")),
        proxy_jump=target.jumps or _unless_none(said("ProxyJump")),
        proxy_command=_unless_none(said("ProxyCommand")),
        connect_timeout=int(said("ConnectTimeout", 0)),
        alive_interval=int(said("ServerAliveInterval", 0)),
        alive_count=int(said("ServerAliveCountMax", 3)),
    )


def _given_keys(target: Target) -> list[str]:
    """Key files of the target's own options; raises `ValueError` for any other of them."""
    options = [option.partition("=") for option in target.options]
    if other := next((name for name, _, _ in options if name != "IdentityFile"), ""):
        raise ValueError(f"its option {other}, of the inventory, cannot be followed")
    return [path.strip('"') for _, _, path in options]


def _paths(given: object, local: Local) -> tuple[str, ...]:
    words = given if isinstance(given, list | tuple) else ()
    homes = (
        str(word).replace("~", local.home, 1) if str(word).startswith("~/") else word for word in words
    )
    return tuple(str(path) for path in homes if str(path).lower() != "none")


def _agent(given: object, local: Local) -> str:
    if given == "SSH_AUTH_SOCK":
        return local.environment.get("SSH_AUTH_SOCK", "")
    return _unless_none(given)


def _unless_none(given: object) -> str:
    words = " ".join(map(str, given)) if isinstance(given, list | tuple) else str(given or "")
    return "" if words.lower() == "none" else words
