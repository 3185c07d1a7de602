"""What OpenSSH's client says of a host (`ssh -G`), as a value. No input, no output.

`ssh -G` gives what the configuration comes to, with Match, Include and canonical names resolved. A few
values it prints as they were written: their tokens and `~` are expanded here, as ssh does it later.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import unquote

from actions.formats.proxy_command import hidden
from actions.model.site import Host


@dataclass(frozen=True)
class Target:
    """Whom to connect to; port 0 and user "" leave it to the configuration."""

    name: str
    """How messages call it."""
    address: str
    port: int = 0
    user: str = ""
    jumps: str = ""
    """As `ssh -J`: the hosts on the way that a ProxyJump names before this one."""
    options: tuple[str, ...] = ()
    """As `ssh -o`, which counts before the configuration: "ProxyCommand=…"."""


@dataclass(frozen=True)
class Local:
    """The side that connects, as tokens name it."""

    home: str
    user: str
    uid: int
    hostname: str
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Algorithms:
    """In the order in which OpenSSH would offer them."""

    ciphers: tuple[str, ...] = ()
    macs: tuple[str, ...] = ()
    key_exchange: tuple[str, ...] = ()
    host_key: tuple[str, ...] = ()
    public_key: tuple[str, ...] = ()


@dataclass(frozen=True)
class SshConfig:
    """What OpenSSH would use for one host. Whether host keys are checked is no part of it: they are."""

    hostname: str
    port: int
    user: str
    identity_files: tuple[str, ...] = ()
    certificate_files: tuple[str, ...] = ()
    identities_only: bool = False
    identity_agent: str = ""
    """The agent's socket; empty: none."""
    user_known_hosts: tuple[str, ...] = ()
    global_known_hosts: tuple[str, ...] = ()
    host_key_alias: str = ""
    revoked_host_keys: str = ""
    proxy_jump: str = ""
    proxy_command: str = ""
    proxy_passes_socket: bool = False
    """ProxyUseFdpass: the command connects and hands its socket over."""
    connect_timeout: int = 0
    alive_interval: int = 0
    alive_count: int = 3
    address_family: str = "any"
    bind_address: str = ""
    bind_interface: str = ""
    public_key_login: bool = True
    gssapi_login: bool = False
    preferred_logins: tuple[str, ...] = ()
    algorithms: Algorithms = Algorithms()


_YES = ("yes", "true", "unbound", "host-bound")
_URI = re.compile(r"((?P<user>[^@]*(?:@[^@]*)*)@)?(?P<host>\[[^\]]+\]|[^:@\[\]]+)(:(?P<port>\d{1,5}))?")
_TOKEN = re.compile(r"%(.?)")
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_NEXT_PATH = re.compile(r"\s+(?=[/~]|none$)")


def parse(answer: str, target: Target, local: Local, connection: str = "") -> SshConfig:
    """The value of an answer of `ssh -G`; raises `ValueError` with what cannot be used.

    `connection` is what %C stands for, a hash whose parts are others in each release of ssh.
    """
    said = _values(answer)
    one = {key: values[0] for key, values in said.items()}
    tokens = _tokens(one, target, local, connection)

    def paths(option: str) -> tuple[str, ...]:
        given = (value for value in said.get(option.lower(), ()) if value.lower() != "none")
        return tuple(expand_path(value, option, tokens, local) for value in given)

    return SshConfig(
        hostname=one["hostname"],
        port=int(one["port"]),
        user=one.get("user", local.user),
        identity_files=paths("IdentityFile"),
        certificate_files=paths("CertificateFile"),
        identities_only=_is(one, "identitiesonly"),
        identity_agent=_agent(one.get("identityagent", ""), local),
        user_known_hosts=_path_list(one.get("userknownhostsfile", ""), local),
        global_known_hosts=_path_list(one.get("globalknownhostsfile", ""), local),
        host_key_alias=_unless_none(one.get("hostkeyalias", "")),
        revoked_host_keys=(*paths("RevokedHostKeys"), "")[0],
        proxy_jump=_jumps(one, tokens),
        proxy_command=_proxy_command(one, tokens),
        proxy_passes_socket=_is(one, "proxyusefdpass"),
        connect_timeout=_number(one, "connecttimeout"),
        alive_interval=_number(one, "serveraliveinterval"),
        alive_count=_number(one, "serveralivecountmax") or 3,
        address_family=one.get("addressfamily", "any"),
        bind_address=_unless_none(one.get("bindaddress", "")),
        bind_interface=_unless_none(one.get("bindinterface", "")),
        public_key_login=_is(one, "pubkeyauthentication"),
        gssapi_login=_is(one, "gssapiauthentication"),
        preferred_logins=_names(one, "preferredauthentications"),
        algorithms=_algorithms(one),
    )


def target_of(host: Host) -> Target:
    """A host of the site file; what that leaves open is the configuration's."""
    return Target(host.name, host.address or host.name, host.port, host.user, options=host.ssh_options)


def jump_target(proxy_jump: str) -> Target:
    """The last host of a ProxyJump, those before it as its -J; raises `ValueError`."""
    before, _, last = proxy_jump.rpartition(",")
    uri = last.startswith("ssh://")
    place = _URI.fullmatch(last.removeprefix("ssh://").rstrip("/") if uri else last)
    if place is None:
        raise ValueError(f"ProxyJump {proxy_jump}: {last} is not [user@]host[:port]")
    user, host = place["user"] or "", place["host"].strip("[]")
    return Target(
        f"jump host {host}", host, int(place["port"] or 0), unquote(user) if uri else user, before
    )


def ssh_options(file: str, target: Target) -> list[str]:
    """The options by which ssh is given a configuration file, and what is known of a target."""
    given = (
        ("-F", file),
        ("-p", str(target.port or "")),
        ("-l", target.user),
        ("-J", target.jumps),
        *(("-o", option) for option in target.options),
    )
    return [word for option, value in given if value for word in (option, value)]


def shown_ssh(file: str, target: Target, *flags: str) -> str:
    """A command line of ssh's for messages; a ProxyCommand that may hold a password is not in it."""
    told = replace(target, options=tuple(one for one in target.options if not hidden(one)))
    return shlex.join(["ssh", *flags, *ssh_options(file, told), target.address])


def expand_path(path: str, option: str, tokens: Mapping[str, str], local: Local) -> str:
    """A path as ssh expands it: `~`, `%` tokens and `${VARIABLES}`; raises `ValueError`."""
    head, slash, rest = path.partition("/")
    try:
        expanded = _expand(rest, tokens, local.environment)
        head = local.home if head == "~" else _expand(head, tokens, local.environment)
    except ValueError as error:
        raise ValueError(f"{option} {path}: {error}") from None
    return f"{head}{slash}{expanded}"


def shown_path(path: str, home: str) -> str:
    """A path as a person writes it: `~/.ssh/key`."""
    own = PurePosixPath(home)
    return (
        f"~/{PurePosixPath(path).relative_to(own)}" if PurePosixPath(path).is_relative_to(own) else path
    )


def _values(answer: str) -> dict[str, list[str]]:
    """By the option's name in small letters."""
    said: dict[str, list[str]] = {}
    for line in answer.splitlines():
        key, _, value = line.partition(" ")
        said.setdefault(key.lower(), []).append(value.strip())
    if "hostname" not in said or not said.get("port", [""])[0].isdigit():
        raise ValueError("ssh -G names no hostname and port")
    return said


def _algorithms(one: Mapping[str, str]) -> Algorithms:
    return Algorithms(
        _names(one, "ciphers"),
        _names(one, "macs"),
        _names(one, "kexalgorithms"),
        _names(one, "hostkeyalgorithms"),
        # its name before OpenSSH 8.5
        _names(one, "pubkeyacceptedalgorithms") or _names(one, "pubkeyacceptedkeytypes"),
    )


def _tokens(one: Mapping[str, str], target: Target, local: Local, connection: str) -> dict[str, str]:
    user, jump = one.get("user", local.user), _unless_none(one.get("proxyjump", ""))
    return {
        "%": "%",
        "C": connection,
        "h": one["hostname"],
        "n": target.address,
        "p": one["port"],
        "r": user,
        "k": _unless_none(one.get("hostkeyalias", "")) or target.address,
        "j": jump,
        "d": local.home,
        "i": str(local.uid),
        "u": local.user,
        "l": local.hostname,
        "L": local.hostname.partition(".")[0],
    }


def _expand(text: str, tokens: Mapping[str, str], environment: Mapping[str, str] | None = None) -> str:
    def token(found: re.Match[str]) -> str:
        if found[1] not in tokens:
            raise ValueError(f"unknown token {found[0]}")
        return tokens[found[1]]

    def variable(found: re.Match[str]) -> str:
        if environment is None:
            return found[0]
        if found[1] not in environment:
            raise ValueError(f"the environment has no {found[1]}")
        return environment[found[1]]

    # what a token stands for is not expanded again
    pieces = re.split(r"(\$\{[^}]*\})", text)
    return "".join(
        _VARIABLE.sub(variable, piece) if piece.startswith("${") else _TOKEN.sub(token, piece)
        for piece in pieces
    )


def _jumps(one: Mapping[str, str], tokens: Mapping[str, str]) -> str:
    given = _unless_none(one.get("proxyjump", ""))
    return _expand(given, tokens) if given else ""


def _proxy_command(one: Mapping[str, str], tokens: Mapping[str, str]) -> str:
    given = _unless_none(one.get("proxycommand", ""))
    return _expand(given, {k: tokens[k] for k in "%hnprk"}) if given else ""


def _agent(given: str, local: Local) -> str:
    """ssh has expanded the path of a socket already."""
    if given.lower() == "none":
        return ""
    if given.startswith("$"):
        return local.environment.get(given[1:].strip("{}"), "")
    if given in ("", "SSH_AUTH_SOCK"):
        return local.environment.get("SSH_AUTH_SOCK", "")
    return _from_home(given, local)


def _path_list(given: str, local: Local) -> tuple[str, ...]:
    """ssh prints paths with spaces in them unquoted: the next one begins at a slash."""
    pieces = _NEXT_PATH.split(given) if given.startswith(("/", "~")) else given.split()
    return tuple(_from_home(piece, local) for piece in pieces if piece.lower() != "none")


def _from_home(path: str, local: Local) -> str:
    """Before OpenSSH 8.4, ssh -G left `~` in all paths."""
    return f"{local.home}{path[1:]}" if path.startswith("~/") else path


def _is(one: Mapping[str, str], key: str) -> bool:
    return one.get(key, "").lower() in _YES


def _number(one: Mapping[str, str], key: str) -> int:
    given = one.get(key, "")
    return int(given) if given.isdigit() else 0


def _names(one: Mapping[str, str], key: str) -> tuple[str, ...]:
    return tuple(name for name in one.get(key, "").split(",") if name)


def _unless_none(given: str) -> str:
    return "" if given.lower() == "none" else given
