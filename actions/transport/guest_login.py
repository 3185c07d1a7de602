"""Logging in to instances with the site's own key, through a host that can reach them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncssh

from actions.model.errors import NoAnswer
from actions.model.query import LoginQuery, LoginResult
from actions.model.site import Site
from actions.site.files import append_line
from actions.site.guest_key import key_file
from actions.site.paths import known_hosts, private_dir, state_dir
from actions.transport.local import LocalConnection
from actions.transport.ssh_connect import spoken
from actions.transport.ssh_connections import Connection

_HOST_KEYS = ("ssh-ed25519", "ecdsa-sha2-nistp256", "rsa-sha2-512", "rsa-sha2-256", "ssh-rsa")
"""dropbear 2022.83 hangs up on a list as long as asyncssh's own."""
PORT = 22
WAIT = 10.0
"""Seconds in which an instance must let us in and answer."""


async def log_in(question: LoginQuery, site: Site, through: Connection) -> LoginResult:
    """Run the question's line on the instance; raises `NoAnswer` with a sentence."""
    key = key_file(site)
    place = f"{question.user}@{question.address}"
    if not key.is_file():
        raise NoAnswer(f"{place}: there is no key file {key} to log in with.")
    keeper = _Keeper(question.known_as)
    try:
        async with (
            asyncio.timeout(WAIT),
            asyncssh.connect(
                question.address,
                PORT,
                tunnel=() if isinstance(through, LocalConnection) else through,
                username=question.user,
                config=None,
                client_keys=[str(key)],
                agent_path=None,
                known_hosts=asyncssh.import_known_hosts(""),
                server_host_key_algs=_HOST_KEYS,
                client_factory=lambda: keeper,
                preferred_auth="publickey",
                request_pty=False,
            ) as connection,
        ):
            done = await connection.run(question.line, stdin=asyncssh.DEVNULL, stderr=asyncssh.STDOUT)
    except TimeoutError:
        raise NoAnswer(
            f"{place}: no answer over SSH within {WAIT:g} s, through {question.via}."
        ) from None
    except asyncssh.PermissionDenied:
        raise NoAnswer(
            f"{place}: the instance refuses the key {key}: did it get the public part from nova's "
            "metadata, and does its image have that user?"
        ) from None
    except asyncssh.ChannelOpenError as error:
        raise NoAnswer(f"{place}: {question.via} cannot connect there: {error.reason}.") from None
    except (asyncssh.Error, OSError) as error:
        raise NoAnswer(keeper.refusal or f"{place}, through {question.via}: {spoken(error)}.") from None
    exit_code = 255 if done.exit_status is None else done.exit_status
    return LoginResult(exit_code, str(done.stdout or ""), keeper.fingerprint, str(key))


class _Keeper(asyncssh.SSHClient):
    """Accepts an instance's host key when it is first seen, and no other one afterwards."""

    def __init__(self, known_as: str) -> None:
        self._known_as = known_as
        self._file = known_hosts()
        self.fingerprint = ""
        self.refusal = ""

    def validate_host_public_key(
        self, _host: str, _addr: str, _port: int, key: asyncssh.SSHKey
    ) -> bool:
        """Called for each connection: no file of OpenSSH's knows these keys."""
        self.fingerprint = key.get_fingerprint()
        line = f"{self._known_as} {key.export_public_key().decode().strip()}"
        known = [one for one in _lines(self._file) if one.split(" ", 1)[0] == self._known_as]
        if not known:
            try:
                state_dir()
                private_dir(self._file.parent)
                append_line(self._file, line)
            except OSError as error:
                self.refusal = f"{self._file} cannot be written: {error.strerror or error}."
        elif line.split()[:3] != known[0].split()[:3]:
            self.refusal = (
                f"The host key of instance {self._known_as} is not the one that was first seen "
                f"({self.fingerprint} now): somebody may answer in its place. If its image makes a new "
                f"one at each start, take its line out of {self._file}."
            )
        return not self.refusal


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except FileNotFoundError:
        return []
