"""What is asked of APIs, hosts and databases, and what each answers: frozen, standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.model.errors import StackmendError
from actions.model.secret import Text
from actions.model.tls import Tls


@dataclass(frozen=True)
class ApiQuery:
    """GET a list or an object through the SDK's session; lists come whole, page after page.

    The answer is the decoded value under `key`.
    """

    service: str
    """The service type in the catalog: compute, network, identity, block-storage, placement, image."""
    path: str
    """`{project}` in it stands for the id of the login's own project."""
    key: str
    microversion: str = ""
    page: int = 0
    """Rows per request where the API pages (limit and marker); 0: ask once."""
    absent: bool = False
    """HTTP 404 is an answer too: None."""


@dataclass(frozen=True)
class UrlQuery:
    """GET a URL without a token; the answer is a `UrlResult`, also when nothing answers."""

    url: str


@dataclass(frozen=True)
class ShellQuery:
    """Run a read-only line in a host's shell as root; the answer is a `ShellResult`."""

    host: str
    line: str


@dataclass(frozen=True)
class SqlQuery:
    """Read from a database through an SSH forward of `via`; the answer is a `SqlResult`.

    A refused login and an unreachable server are answers too: they are what one wants to know.
    """

    via: str
    url: Text
    """A database URL as nova writes it: mysql+pymysql://user:password@host[:port]/schema[?query].

    The files of its ssl options are on `via`."""
    statements: tuple[str, ...]
    older: tuple[str, ...] = ()
    """By the statements' places, what is asked instead of tables that lack a column or a table that
    came with a later release (1054, 1146); empty: nothing is."""


@dataclass(frozen=True)
class AmqpQuery:
    """Log in to one place of a message broker through an SSH forward of `via`; an `AmqpResult`.

    Nothing is declared and nothing sent: it is the handshake that a service does at its start.
    """

    via: str
    url: Text
    """One place as oslo.messaging writes it: rabbit://user:password@host[:port]/virtual-host."""
    tls: Tls | None = None
    """With it, as the service is configured; its files are on `via`."""


@dataclass(frozen=True)
class FileQuery:
    """Look at a file of the machine that stackmend runs on; the answer is its size in bytes."""

    path: str


@dataclass(frozen=True)
class LoginQuery:
    """Log in over SSH to an instance, with the site's key for instances, and run a read-only line.

    The connection goes through a host of the site. The instance's host key is accepted when it is
    first seen, kept with stackmend's state, and must be the same ever after. The answer is a
    `LoginResult`.
    """

    via: str
    address: str
    user: str
    known_as: str
    """What its host key is kept under: the instance's id, for addresses are given again."""
    line: str


Query = ApiQuery | UrlQuery | ShellQuery | SqlQuery | AmqpQuery | FileQuery | LoginQuery


@dataclass(frozen=True)
class UrlResult:
    """What a URL answered: the HTTP status, or 0 and the reason why there is none."""

    status: int
    error: str = ""
    took: float = 0.0
    """Seconds from the request to the answer's headers."""


@dataclass(frozen=True)
class ShellResult:
    """What a command gave: its exit code and both streams."""

    exit: int
    out: str
    err: str = ""


@dataclass(frozen=True)
class LoginResult:
    """What an instance said, and how one gets in."""

    exit: int
    out: str
    host_key: str
    """The fingerprint of its host key."""
    key_file: str
    """The private key that it let in."""


@dataclass(frozen=True)
class SqlResult:
    """Rows for each statement, or MySQL's error; rows are dicts by column name."""

    results: tuple[tuple[Mapping[str, Any], ...], ...] = ()
    code: int = 0
    """MySQL's error number (1045 access denied, 1049 unknown database, 2003 no connection, 2005 the
    name has no address, 2026 no TLS could be agreed on, 3159 it wants TLS, whatever it said); 0: none.

    With an error, `results` holds what the statements before it gave.
    """
    error: str = ""


@dataclass(frozen=True)
class AmqpResult:
    """What became of a login: it opened, or who says what against it."""

    code: int = 0
    """AMQP's own number where the broker refused: 403 the login, 530 the virtual host."""
    error: str = ""
    """AMQP's own words, or why there was no answer; empty: it opened."""
    connected: bool = True
    """Something took the connection."""


class ParseError(StackmendError, ValueError):
    """An answer that the parser cannot read: its text says what was expected, and what came."""
