"""The keys that OpenSSH would offer a host, in its order: files, certificates and the agent's."""

from __future__ import annotations

import asyncio
import base64
import copy
import functools
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh

from actions.transport.ssh_config import SshConfig, shown_path

_AGENT = 3.0
"""Seconds in which the agent must list its keys."""


@dataclass(frozen=True)
class Offer:
    """A key to offer, and how a message calls it."""

    label: str
    pair: asyncssh.SSHKeyPair
    in_agent: bool = False


@dataclass
class Offers:
    """What there is to offer, and what was passed over that could have been."""

    keys: list[Offer] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    """Sentences, each with what to do."""
    missing: list[str] = field(default_factory=list)
    """Identity files that are not there."""
    agent: asyncssh.SSHAgentClient | None = None

    def close(self) -> None:
        """Leave the agent."""
        if self.agent is not None:
            self.agent.close()


@dataclass(frozen=True)
class _File:
    """An identity file as far as it can be read."""

    path: str
    key: asyncssh.SSHKey | None = None
    public: bytes = b""
    trouble: str = ""
    """Why its private key cannot be used, with what to do."""


async def offers(config: SshConfig, home: str) -> Offers:
    """All keys for a host, as ssh would offer them."""
    made = Offers()
    if not config.public_key_login:
        return made
    agent = await _agent_keys(config, made)
    files = await asyncio.to_thread(_files, config.identity_files, home)
    made.missing = [shown_path(file.path, home) for file in files if not (file.key or file.public)]
    certificates = await asyncio.to_thread(_certificates, config.certificate_files)
    beside: dict[str, asyncssh.SSHCertificate] = {}
    if not config.certificate_files:
        names = [f"{file.path}-cert.pub" for file in files]
        beside = await asyncio.to_thread(_certificates, names)
    made.keys = _in_order(config, files, agent, certificates, beside, home)
    held = {pair.public_data for pair in agent}
    made.passed_over = [file.trouble for file in files if file.trouble and file.public not in held]
    accepted = {name.encode() for name in config.algorithms.public_key}
    made.keys = [offer for offer in made.keys if not accepted or _accepted(offer.pair, accepted)]
    return made


def _in_order(
    config: SshConfig,
    files: Sequence[_File],
    agent: Sequence[asyncssh.SSHKeyPair],
    certificates: dict[str, asyncssh.SSHCertificate],
    beside: dict[str, asyncssh.SSHCertificate],
    home: str,
) -> list[Offer]:
    """CertificateFile, the agent's that files name, the agent's others, then those of files alone."""
    named = {file.public for file in files if file.public}
    named |= {cert.public_data for cert in beside.values()}
    usable = [p for p in agent if p.public_data in named or not config.identities_only]
    signers: dict[bytes, asyncssh.SSHKeyPair | asyncssh.SSHKey]
    signers = {file.key.public_data: file.key for file in files if file.key is not None}
    signers |= {pair.public_data: pair for pair in usable}
    keys = [
        Offer(shown_path(path, home), pair)
        for path, cert in certificates.items()
        if (pair := _with_certificate(signers, cert)) is not None
    ]
    keys += [
        Offer(_agent_label(pair), pair, in_agent=True)
        for pair in sorted(usable, key=lambda pair: pair.public_data not in named)
    ]
    held = {pair.public_data for pair in usable}
    for file in files:
        if file.key is not None and file.public not in held:
            keys.append(Offer(shown_path(file.path, home), asyncssh.load_keypairs(file.key)[0]))
        cert_path = f"{file.path}-cert.pub"
        if cert_path in beside and beside[cert_path].public_data not in held:
            pair = _with_certificate(signers, beside[cert_path])
            keys += [Offer(shown_path(cert_path, home), pair)] if pair is not None else []
    return keys


def _with_certificate(
    signers: dict[bytes, asyncssh.SSHKeyPair | asyncssh.SSHKey], cert: asyncssh.SSHCertificate
) -> asyncssh.SSHKeyPair | None:
    signer = signers.get(cert.key.public_data)
    if signer is None:
        return None
    if isinstance(signer, asyncssh.SSHKeyPair):
        pair = copy.copy(signer)
        pair.set_certificate(cert)
        return pair
    return asyncssh.load_keypairs([(signer, cert)])[0]


def _accepted(pair: asyncssh.SSHKeyPair, accepted: set[bytes]) -> bool:
    """RSA keys and certificates go by their signatures' names too."""
    names = {pair.algorithm, *pair.host_key_algorithms}
    if pair.algorithm == b"ssh-rsa-cert-v01@openssh.com":
        names |= {b"rsa-sha2-256-cert-v01@openssh.com", b"rsa-sha2-512-cert-v01@openssh.com"}
    return bool(names & accepted)


def _agent_label(pair: asyncssh.SSHKeyPair) -> str:
    return pair.get_comment(errors="replace") or _fingerprint(pair.public_data)


def _fingerprint(public: bytes) -> str:
    digest = base64.b64encode(hashlib.sha256(public).digest()).decode()
    return f"SHA256:{digest.rstrip('=')}"


async def _agent_keys(config: SshConfig, made: Offers) -> Sequence[asyncssh.SSHKeyPair]:
    """What the agent holds; ssh goes on without one that does not answer, too."""
    if not config.identity_agent:
        return ()
    made.agent = asyncssh.SSHAgentClient(config.identity_agent)
    try:
        async with asyncio.timeout(_AGENT):
            return await made.agent.get_keys()
    except (ValueError, OSError, TimeoutError):
        return ()


def _files(paths: Sequence[str], home: str) -> list[_File]:
    return [_file(path, *_stamp(path), _stamp(f"{path}.pub"), home) for path in dict.fromkeys(paths)]


def _stamp(path: str) -> tuple[int, int]:
    try:
        found = Path(path).stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_mode


@functools.lru_cache(maxsize=256)
def _file(path: str, _changed: int, _mode: int, _public: tuple[int, int], home: str) -> _File:
    """Read once for all hosts, until it changes."""
    shown = shown_path(path, home)
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        return _File(path, public=_public_half(path, b""))
    except OSError as error:
        trouble = f"{shown} cannot be read ({error.strerror})"
        return _File(path, public=_public_half(path, b""), trouble=trouble)
    try:
        key = asyncssh.import_private_key(data)
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError, ValueError) as error:
        public = _public_half(path, data)
        locked = "assphrase" in str(error)
        return _File(
            path,
            public=public,
            trouble=f"{shown} has a passphrase and is not in the agent (ssh-add {shown})"
            if locked
            else "",
        )
    if _open_to_others(path):
        trouble = f"{shown} can be read by others, so that OpenSSH ignores it (chmod 600 {shown})"
        return _File(path, public=key.public_data, trouble=trouble)
    return _File(path, key, key.public_data)


def _open_to_others(path: str) -> bool:
    found = Path(path).stat()
    return found.st_uid == os.getuid() and bool(found.st_mode & 0o077)


def _public_half(path: str, data: bytes) -> bytes:
    """The public key of a file that holds no usable private one: its own, or beside it."""
    for text in (data, _read(f"{path}.pub")):
        try:
            return asyncssh.import_public_key(text).public_data
        except (asyncssh.KeyImportError, ValueError):
            pass
    return _clear_half(data)


def _clear_half(data: bytes) -> bytes:
    """OpenSSH's own format keeps the public key in the clear before the encrypted one."""
    lines = data.decode("latin-1").split("-----")
    if len(lines) < 3 or "OPENSSH PRIVATE KEY" not in lines[1]:
        return b""
    try:
        blob = base64.b64decode("".join(lines[2].split()))
        rest = blob.removeprefix(b"openssh-key-v1\0")
        for _ in range(3):  # cipher, derivation, its options
            rest = rest[4 + int.from_bytes(rest[:4], "big") :]
        return rest[8 : 8 + int.from_bytes(rest[4:8], "big")]  # after the number of keys
    except ValueError:
        return b""


def _certificates(paths: Sequence[str]) -> dict[str, asyncssh.SSHCertificate]:
    found: dict[str, asyncssh.SSHCertificate] = {}
    for path in paths:
        try:
            found[path] = asyncssh.import_certificate(_read(path))
        except (asyncssh.KeyImportError, ValueError):
            continue
    return found


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""
