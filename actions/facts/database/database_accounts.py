"""The database server's accounts with what it keeps of their passwords; read when a plan needs it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from actions.deployments.parts import DATABASE
from actions.facts.database.database_server import database_host
from actions.facts.hosts import host_layout
from actions.formats.repeated_secrets import ending
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult
from actions.model.secret import Secret

_QUERY = (
    "SELECT user, host, plugin, authentication_string FROM mysql.user; "
    'SELECT User, Host, UNIX_TIMESTAMP() - JSON_VALUE(Priv, "$.password_last_changed") '
    "FROM mysql.global_priv"
)
"""MySQL has no global_priv: it fails after the first answer, and that is enough."""


@dataclass(frozen=True)
class Account:
    """One account: a user from one place."""

    plugin: str
    """Empty where a server has none written down: MariaDB before 10.4, MySQL before 5.7."""
    hash: Secret
    age: float | None = None
    """Seconds since its password was changed, by the server's clock; None: it does not say."""

    def has(self, password: Secret) -> bool:
        """Whether that is its password: mysql_native_password keeps SHA-1 of SHA-1, in hex."""
        once = hashlib.sha1(password.reveal().encode(), usedforsecurity=False).digest()
        twice = hashlib.sha1(once, usedforsecurity=False).hexdigest()
        return self.plugin == "mysql_native_password" and self.hash.reveal() == f"*{twice.upper()}"


Accounts = Mapping[tuple[str, str], Account]
"""By user and host."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Through the socket as root, as Debian's and Ubuntu's MariaDB allow."""
    host = database_host(snapshot.site)
    if host is None:
        return {}
    client = host_layout.tool(snapshot, host.name, DATABASE).line
    return {host.name: ShellQuery(host.name, f"{client} -NB -e '{_QUERY}'")}


def parse(answer: ShellResult) -> Accounts:
    """Lines of words between tabs."""
    rows = [line.split("\t") for line in answer.out.splitlines()]
    if answer.exit and not rows:
        raise ParseError(f"mysql as root said: {ending(answer.err) or 'nothing'}")
    ages = {(row[0], row[1]): _age(row[2]) for row in rows if len(row) == 3}
    return {
        (row[0], row[1]): Account(row[2], Secret(row[3]), ages.get((row[0], row[1])))
        for row in rows
        if len(row) == 4
    }


def _age(text: str) -> float | None:
    return None if text == "NULL" else max(0.0, float(text))


PROBE = Probe("database-accounts", ask, parse, period=0, needs=(host_layout.PROBE,))
