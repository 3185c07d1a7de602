"""TLS as a service's own client speaks it: with its files, read on its host over SSH into memory.

A host is asked what is in the files at most once a minute, by digests; what is new comes with a second
question, and what other hosts have too is not fetched again. A client's key is held as long as the
connection to the site, in memory alone.
"""

from __future__ import annotations

import hashlib
import os
import re
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from actions.deployments.all import in_python
from actions.formats.tls_options import AMQP, PYMYSQL
from actions.formats.tool_json import first_json
from actions.model.errors import NoAnswer
from actions.model.tls import SYSTEM, Tls
from actions.transport.lazy import Lazy
from actions.transport.ssh import Ssh

LOOK = """\
import glob, hashlib, json, os, re, sys
def read(path):
    if path == "system":
        import ssl
        found = ssl.get_default_verify_paths()
        path = found.cafile or found.capath or found.openssl_cafile
    text = b""
    for one in sorted(glob.glob(path + "/*.[0-9]")) if os.path.isdir(path) else [path]:
        with open(one, "rb") as file:
            text += file.read(max(0, 2000000 - len(text))) + b"\\n"
    blocks = re.findall("(-----BEGIN ([^-]+)-----.*?-----END \\\\2-----)", text.decode("latin1"), re.S)
    return "\\n".join(block for block, _ in blocks)
def version(name):
    try:
        return __import__("importlib.metadata").metadata.version(name)
    except Exception:
        return ""
names = ("PyMySQL", "amqp", "oslo.messaging")
files = {}
for path in sys.argv[2:]:
    try:
        text = read(path)
        digest = hashlib.sha256(text.encode()).hexdigest()
        files[path] = [digest, "", text if sys.argv[1] == "all" else ""]
    except Exception as error:
        files[path] = ["", getattr(error, "strerror", None) or str(error), ""]
versions = {name: version(name) for name in names}
print(json.dumps([files, dict(versions, python=".".join(map(str, sys.version_info[:3])))]))
"""
"""Runs in the service's own Python, where one is found: in its container, or its environment."""

KEPT = 60.0
"""Seconds for which a host's files are taken as they were."""

_TIME = 8.0
_MOST = 64
"""Texts and contexts that are held; a site has one or two of each."""

Versions = Mapping[str, tuple[int, ...]]


class Unusable(Exception):
    """The client could not even begin; says why, as Python would."""


@dataclass(frozen=True)
class _Seen:
    """What a host has: digests or reasons by path, and versions by distribution."""

    digests: Mapping[str, str]
    errors: Mapping[str, str]
    versions: Versions
    at: float


class ClientTls:
    """The clients' TLS of one site."""

    def __init__(self, ssh: Ssh, now: Callable[[], float] = time.monotonic) -> None:
        self._ssh = ssh
        self._now = now
        self._seen: dict[tuple[str, tuple[str, ...]], Lazy[_Seen]] = {}
        self._texts: dict[str, Lazy[str]] = {}
        self._contexts: dict[object, ssl.SSLContext] = {}

    def forget(self) -> None:
        """A command was run: files may be others now."""
        self._seen.clear()

    async def versions(self, host: str) -> Versions:
        """Of the libraries that services speak with there; empty where nothing told."""
        try:
            return (await self._look(host, ())).versions
        except NoAnswer:
            return {}

    async def context(self, host: str, tls: Tls) -> ssl.SSLContext:
        """As the client on that host would make it; raises `Unusable`, and `NoAnswer`."""
        seen = await self._look(host, tls.files)
        for path in tls.files:
            if path in seen.errors:
                raise Unusable(f"{path} on {host}: {seen.errors[path]}")
        made = (tls, tuple(seen.digests.items()), _judges(tls, seen.versions))
        if made not in self._contexts:
            texts = {path: await self._text(host, path, seen.digests[path]) for path in tls.files}
            try:
                context = _context(tls, texts, *made[2])
            except (OSError, ValueError) as error:  # of OpenSSL's, too
                raise Unusable(f"{_about(tls)} on {host}: {words(error)}") from None
            _hold(self._contexts, made, context)
        return self._contexts[made]

    async def _look(self, host: str, paths: tuple[str, ...]) -> _Seen:
        name = host, paths
        lazy = self._seen.get(name)
        known = lazy.value if lazy else None
        if lazy is None or (known is not None and self._now() - known.at > KEPT):
            lazy = self._seen[name] = Lazy(lambda: self._asked(host, paths))
        return await lazy.get()

    async def _asked(self, host: str, paths: tuple[str, ...]) -> _Seen:
        files, versions = await self._answer(host, "digests", paths)
        return _Seen(
            {path: digest for path, (digest, _, _) in files.items() if digest},
            {path: why for path, (digest, why, _) in files.items() if not digest},
            {name: _numbers(version) for name, version in versions.items() if version},
            self._now(),
        )

    async def _text(self, host: str, path: str, digest: str) -> str:
        async def fetched() -> str:
            files, _ = await self._answer(host, "all", (path,))
            return str(files[path][2])

        if digest not in self._texts:
            _hold(self._texts, digest, Lazy(fetched))
        text = await self._texts[digest].get()
        if hashlib.sha256(text.encode()).hexdigest() != digest:  # changed between the two questions
            del self._texts[digest]
            self.forget()
            raise NoAnswer(f"{host}: {path} was changed while it was read.")
        return text

    async def _answer(self, host: str, what: str, paths: tuple[str, ...]) -> Any:
        asked = (what, *("system" if path == SYSTEM else path for path in paths))
        answer = await self._ssh.ask(host, in_python(LOOK, asked), _TIME)
        try:
            files, versions = first_json(answer.out, list) or []
            return {path: files[word] for path, word in zip(paths, asked[1:], strict=True)}, versions
        except (KeyError, ValueError):
            raise NoAnswer(f"{host}: the files of its TLS options cannot be read there.") from None


def unverified() -> ssl.SSLContext:
    """TLS with anybody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def words(error: BaseException) -> str:
    """What went wrong, without the line of Python's own source."""
    said = " ".join(str(part) for part in error.args if part and not isinstance(part, int))
    return re.sub(r" \(_ssl\.c:\d+\)", "", said) or type(error).__name__


def _judges(tls: Tls, versions: Versions) -> tuple[bool, bool, int]:
    """Whether a client of these versions verifies, and names too, and OpenSSL's flags with which.

    Of a version that is not known, the least is taken: what it may let in is not called refused.
    """
    if tls.client == AMQP:
        verify = tls.ca != SYSTEM or versions.get("amqp", ()) >= (5,)
        names = verify and versions.get("oslo.messaging", ()) >= (18, 1)
        return tls.verify and verify, tls.names and names, 0
    if versions.get("python", ()) < (3, 13):
        return tls.verify, tls.names, 0
    strict = ssl.VERIFY_X509_STRICT if () < versions.get(PYMYSQL, ()) < (1, 1, 2) else 0
    return tls.verify, tls.names, ssl.VERIFY_X509_PARTIAL_CHAIN | strict


def _context(
    tls: Tls, texts: Mapping[str, str], verify: bool, names: bool, flags: int
) -> ssl.SSLContext:
    context = unverified()
    if verify:
        context.verify_mode = ssl.CERT_REQUIRED
        context.check_hostname = names
        context.verify_flags |= flags
        trusted = "\n".join(texts[path] for path in (tls.ca, tls.folder) if path)
        context.load_verify_locations(cadata=trusted)
    if tls.cert:
        _show(context, texts[tls.key] if tls.key else "", texts[tls.cert])
    if tls.ciphers:
        context.set_ciphers(tls.ciphers)
    if tls.version:
        context.minimum_version = context.maximum_version = ssl.TLSVersion[tls.version]
    return context


def _show(context: ssl.SSLContext, *pems: str) -> None:
    """Python takes a certificate from a file alone: from one of memory, which no folder names."""
    with os.fdopen(os.memfd_create("certificate"), "wb") as file:
        file.write("\n".join(pems).encode())
        file.flush()
        # Without the password of a key OpenSSL would ask for one on the terminal.
        context.load_cert_chain(f"/proc/self/fd/{file.fileno()}", password="")


def _about(tls: Tls) -> str:
    return " and ".join(tls.files) or "its TLS options"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def _hold(kept: dict[Any, Any], name: object, value: object) -> None:
    """The oldest goes where there is no room."""
    if len(kept) >= _MOST:
        del kept[next(iter(kept))]
    kept[name] = value
