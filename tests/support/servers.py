"""Servers at the wire for the engine's tests: sshd, an OpenStack cloud, and what hosts say."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh
from aiohttp import web

from actions.model.site import Host, Site

Process = asyncssh.SSHServerProcess[str]
Script = Callable[[Process], Awaitable[None]]


def says(out: str = "", err: str = "", status: int = 0) -> Script:
    """A command that prints and ends."""

    async def script(process: Process) -> None:
        process.stdout.write(out)
        process.stderr.write(err)
        process.exit(status)

    return script


def really(**environment: str) -> Script:
    """A host whose shell is this machine's own, with more in its environment."""

    async def script(process: Process) -> None:
        child = await asyncio.create_subprocess_shell(
            process.command or "",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, **environment},
        )
        out, err = await child.communicate()
        process.stdout.write(out.decode())
        process.stderr.write(err.decode())
        process.exit(child.returncode or 0)

    return script


def write_key(path: Path, key: asyncssh.SSHKey, passphrase: str = "") -> None:
    """A private key as ssh-keygen leaves it: OpenSSH ignores one that others can read."""
    path.touch(mode=0o600)
    key.write_private_key(path)
    if passphrase:
        subprocess.run(["ssh-keygen", "-q", "-p", "-N", passphrase, "-f", str(path)], check=True)


@dataclass
class SshHost:
    """A real SSH server on loopback whose commands are played by a script."""

    folder: Path
    user: str = "root"
    play: Script = field(default_factory=says)
    commands: list[str] = field(default_factory=list)
    logins: int = 0
    refusals: int = 0
    """How many sessions are refused from now on, as by sshd when it holds MaxSessions already."""
    host_key: asyncssh.SSHKey = field(
        default_factory=lambda: asyncssh.generate_private_key("ssh-ed25519")
    )
    certificate: asyncssh.SSHCertificate | None = None
    """Of its host key."""
    first_keys: tuple[asyncssh.SSHKey, ...] = ()
    """More host keys, which the client does not know."""
    port: int = 0
    connections: list[asyncssh.SSHServerConnection] = field(default_factory=list)
    forwards: list[tuple[str, int]] = field(default_factory=list)
    """The places that it was asked to connect to."""
    shared: bool = False
    """Whether a session and a forward have ever been on one connection."""
    granted: int = 0
    """MaxSessions: how many sessions a connection has at once at most; 0: any number."""
    crowd: int = 0
    """The most sessions that one connection ever had at once."""
    python: Script = field(default_factory=lambda: says(err="sh: 1: python3: not found", status=127))
    """What asks several questions in one session."""
    login: Callable[[], Awaitable[object]] | None = None
    """What a login waits for."""
    refused: list[str] = field(default_factory=list)
    """The keys that it did not let in, by fingerprint; a certificate by its authority's."""
    authorized: str = ""
    """More lines of authorized_keys."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[SshHost]:
        """Listen, and know each other: the client's key here, the host's key in its known_hosts."""
        login = asyncssh.generate_private_key("ssh-ed25519")
        write_key(self.folder / "id", login)
        server = await asyncssh.listen(
            "127.0.0.1",
            self.port,
            server_factory=lambda: _Server(self),
            server_host_keys=[*self.first_keys, (self.host_key, self.certificate)],
            authorized_client_keys=asyncssh.import_authorized_keys(
                login.export_public_key().decode() + self.authorized
            ),
        )
        self.port = server.sockets[0].getsockname()[1]
        self.trust(self.host_key)
        (self.folder / "ssh_config").write_text(
            f"Host *\n  User {self.user}\n  IdentityFile {self.folder}/id\n  IdentitiesOnly yes\n"
            f"  UserKnownHostsFile {self.folder}/known_hosts\n"
        )
        try:
            yield self
        finally:
            server.close()
            for connection in self.connections:
                connection.abort()
            await server.wait_closed()

    def trust(self, *keys: asyncssh.SSHKey) -> None:
        """Make these the keys that the client knows the host by."""
        lines = (f"[127.0.0.1]:{self.port} {key.export_public_key().decode()}" for key in keys)
        (self.folder / "known_hosts").write_text("".join(lines))

    def site(self, **more: Any) -> Site:
        """A site with this one host, called `ctl`."""
        host = Host("ctl", frozenset({"controller"}), "127.0.0.1", self.port)
        return Site("lab", (host,), ssh_config=str(self.folder / "ssh_config"), **more)

    def cut(self) -> None:
        """Drop every connection, as a reset network would."""
        for connection in self.connections:
            connection.abort()

    async def process(self, process: Process) -> None:
        """One command's session; several questions in one only where it has a Python."""
        if (process.command or "").endswith("python3 -IS -"):
            await self.python(process)
            return
        self.commands.append(process.command or "")
        await self.play(process)


class _Server(asyncssh.SSHServer):
    """One connection; as in sshd, a name that it looks up holds up everything on it."""

    def __init__(self, host: SshHost) -> None:
        self._host = host
        self._open = 0
        self._sessions = self._forwards = False
        self._flowing = asyncio.Event()
        self._flowing.set()

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._host.connections.append(conn)

    async def begin_auth(self, username: str) -> bool:
        if self._host.login is not None:
            await self._host.login()
        return True

    def auth_completed(self) -> None:
        self._host.logins += 1

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        self._host.refused.append(key.get_fingerprint())
        return False

    def validate_ca_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        self._host.refused.append(key.get_fingerprint())
        return False

    def session_requested(self) -> asyncssh.SSHServerProcess[str] | bool:
        if self._host.refusals:
            self._host.refusals -= 1
            return False
        if self._host.granted and self._open >= self._host.granted:
            return False
        self._open += 1
        self._host.crowd = max(self._host.crowd, self._open)
        self._sessions = True
        self._host.shared |= self._forwards
        return asyncssh.SSHServerProcess(self._process, None, 3, False)

    async def _process(self, process: Process) -> None:
        try:
            await self._flowing.wait()
            await self._host.process(process)
        finally:
            self._open -= 1

    def connection_requested(
        self, dest_host: str, dest_port: int, orig_host: str, orig_port: int
    ) -> bool | Callable[..., Awaitable[None]]:
        self._host.forwards.append((dest_host, dest_port))
        self._forwards = True
        self._host.shared |= self._sessions
        if dest_host.startswith("silent"):
            self._flowing.clear()
        return True if self._flowing.is_set() else self._stalled

    async def _stalled(self, _reader: object, _writer: object) -> None:
        await self._flowing.wait()


@asynccontextmanager
async def silent_port() -> AsyncIterator[int]:
    """A port that accepts connections and never says a word."""
    gone = asyncio.Event()

    async def accept(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await gone.wait()
        writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        gone.set()
        server.close()


Answer = Callable[[web.Request], web.StreamResponse | Awaitable[web.StreamResponse]]


def answers(value: Any, status: int = 200) -> Answer:
    """An API that says this, as JSON."""
    return lambda request: web.json_response(value, status=status)


_PASSWORD = """\
    auth:{auth_url}
      username: admin
      password: right
      project_name: admin
      user_domain_name: Default
      project_domain_name: Default
"""
APPLICATION_CREDENTIAL = """\
    auth_type: v3applicationcredential
    auth:{auth_url}
      application_credential_id: a
      application_credential_secret: right
"""
"""Logins of a clouds.yaml."""


@dataclass
class Apis:
    """Keystone, and whatever other services a test gives: all on one port of loopback."""

    folder: Path
    answers: dict[str, Answer] = field(default_factory=dict)
    """By path, as /compute/os-services."""
    password: str = "right"
    requests: list[web.Request] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    logins: int = 0
    """Those that were let in with a password, or with the secret of an application credential."""
    url: str = ""
    token: Callable[[], Awaitable[object]] | None = None
    """What Keystone waits for before it gives one."""
    rescoped: int = 201
    """What Keystone answers to who asks for a token with a token, "t": another one, "own"."""
    again: str = "t"
    """The token for a login that is not the first."""
    broken: bool = False
    """Every service but Keystone answers 503, as a proxy does for one that is down."""
    catalog: list[str] = field(default_factory=lambda: ["identity", "compute", "network"])
    regions: tuple[str, ...] = ("RegionOne",)
    """Each service has an endpoint in each."""
    scheme: str = "http"
    """Of the catalog's URLs; of https nobody listens."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Apis]:
        """Listen, and write a clouds.yaml that leads here."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self.write_clouds(f"{self.url}/identity/v3")
        try:
            yield self
        finally:
            await runner.cleanup()

    def write_clouds(self, auth_url: str, login: str = _PASSWORD) -> None:
        """The operator's clouds.yaml."""
        (self.folder / "clouds.yaml").write_text(
            "clouds:\n  lab:\n    region_name: RegionOne\n"
            + login.format(auth_url=auth_url and f"\n      auth_url: {auth_url}")
        )

    def site(self, **more: Any) -> Site:
        """A site of this cloud without hosts."""
        given = {"cloud": "lab", "clouds_file": str(self.folder / "clouds.yaml"), **more}
        return Site("lab", **given)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        self.bodies.append(await request.text())
        if request.path == "/identity/v3":
            return web.json_response({"version": self._version("identity", "v3.14")})
        if request.path == "/identity/v3/auth/tokens":
            if self.token is not None:
                await self.token()
            return self._token()
        if self.broken:
            return web.Response(text="<html>", status=503, content_type="text/html")
        service, _, rest = request.path.strip("/").partition("/")
        given = self.answers.get(request.path)
        if given is not None:
            answer = given(request)
            return answer if isinstance(answer, web.StreamResponse) else await answer
        if not rest or rest in ("v2.1", "v2.0"):
            return web.json_response({"versions": [self._version(service, "v2.1", "2.96")]})
        return web.json_response(
            {"itemNotFound": {"message": "No such path.", "code": 404}}, status=404
        )

    def _version(self, service: str, version: str, micro: str = "") -> dict[str, Any]:
        path = {"identity": "/v3", "compute": "/v2.1", "network": "/v2.0"}[service]
        return {
            "id": path.strip("/"),
            "status": "CURRENT",
            "version": micro,
            "min_version": "2.1" if micro else "",
            "links": [{"rel": "self", "href": f"{self.url}/{service}{path}"}],
        }

    def _token(self) -> web.StreamResponse:
        token = json.loads(self.bodies[-1])["auth"]["identity"].get("token", {}).get("id", "")
        good = f'": "{self.password}"' in self.bodies[-1]  # a password, or an application's secret
        status = self.rescoped if token == "t" else 201 if good else 401
        if status != 201:
            said = {"code": status, "message": "The request you have made requires authentication."}
            return web.json_response({"error": said}, status=status)
        paths = {"identity": "/v3", "compute": "/v2.1", "network": ""}
        catalog = [self._service(name, paths[name]) for name in self.catalog]
        issued = {
            "methods": ["password"],
            "expires_at": "2099-01-01T00:00:00.000000Z",
            "user": {"id": "u", "name": "admin", "domain": {"id": "default", "name": "Default"}},
            "project": {"id": "p", "name": "admin", "domain": {"id": "default", "name": "Default"}},
            "catalog": catalog,
        }
        given = "own" if token else self.again if self.logins else "t"
        self.logins += not token
        return web.json_response({"token": issued}, status=201, headers={"X-Subject-Token": given})

    def _service(self, name: str, path: str) -> dict[str, Any]:
        endpoints = [
            {
                "id": name,
                "interface": "public",
                "region": region,
                "region_id": region,
                "url": f"{self.url.replace('http', self.scheme)}/{name}{path}",
            }
            for region in self.regions
        ]
        return {"id": name, "type": name, "name": name, "endpoints": endpoints}
