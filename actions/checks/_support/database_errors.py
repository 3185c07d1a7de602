"""What the error numbers of MySQL, MariaDB and ProxySQL mean where no URL is wrong, and what helps.

From 2000 to 2999 they are the client's, all others a server's: MySQL's go on at 3000, MariaDB's at
4000, and ProxySQL has its own from 9001.
"""

from __future__ import annotations

from typing import NamedTuple


class Known(NamedTuple):
    """One number."""

    says: str
    """Behind "The database server NAME", or "The account NAME"."""
    do: str = ""
    """What helps, with {host} as URLs call it, and {user}; empty: a check of its own says."""
    account: bool = False
    """It is one account's matter, and others may be let in."""


_LIMITS = "see there `SHOW VARIABLES LIKE 'max_%'`, the server's log, and the limits of its unit"
_EACH = "and the same for each place that mysql.user has"
_LOCKED = "is locked"
_UNLOCK = f"as root on {{host}}, `ALTER USER '{{user}}'@'%' ACCOUNT UNLOCK`, {_EACH}"
_EXPIRED = "has a password that has expired"
_RENEW = (
    "as root on {host}, `ALTER USER '{user}'@'%' IDENTIFIED BY …` with the password that the files "
    f"have, {_EACH}; default_password_lifetime says when it expires again"
)
_PLUGIN = "is to log in by a way that the client does not know"
_CHANGE = (
    "as root on {host}, `SELECT user, host, plugin FROM mysql.user` shows which way, and `ALTER USER "
    "'{user}'@'%' IDENTIFIED BY …` gives it a password (MySQL: `IDENTIFIED WITH mysql_native_password "
    "BY …`)"
)
_RIGHTS = "is let in, and has no rights on what it asks for"
_GRANT = "as root on {host}, `SHOW GRANTS FOR '{user}'@'%'`, and GRANT what is missing"
_BEHIND = "is ProxySQL, and no server behind it takes its connections"
_SERVERS = (
    "see there `SELECT hostgroup, srv_host, status, ConnERR FROM stats_mysql_connection_pool` in its "
    "admin interface (port 6032), and whether MariaDB runs on each: no account and no URL is wrong"
)
_GROUPS = "is ProxySQL, and its rules lead one connection to several groups of servers"
_RULES = (
    "see mysql_query_rules and mysql-set_query_lock_on_hostgroup in its admin interface (port 6032)"
)

KNOWN = {
    1040: Known("has all the connections open that max_connections allows"),
    1041: Known("is out of memory", "see `free` there, and what was killed for it: `journalctl -k`"),
    1042: Known(
        "cannot resolve the address of the host that asks",
        "set skip_name_resolve in its configuration, or mend the resolver of {host}",
    ),
    1047: Known("is no part of its Galera cluster's primary component and takes no statement"),
    1053: Known(
        "is being shut down",
        "somebody, or systemd, ends it: see its unit on {host} and the end of its log, and start it "
        "once it has ended",
    ),
    1129: Known(
        "has blocked the host that asks, after too many broken connections",
        "`mariadb-admin flush-hosts` on {host} lets it in again, and max_connect_errors says how soon "
        "it is blocked",
    ),
    1130: Known(
        "has no account that may log in from the host that asks",
        "as root on {host}, `SELECT user, host FROM mysql.user` shows from where: make the account for "
        "that address, or for '%'",
    ),
    1135: Known("can start no thread for another connection", _LIMITS),
    1142: Known(_RIGHTS, _GRANT, account=True),
    1143: Known(_RIGHTS, _GRANT, account=True),
    1203: Known("has all the connections open that max_user_connections allows the account"),
    1226: Known(
        "gives the account no more than it is allowed (max_user_connections, or so much in an hour)"
    ),
    1251: Known(_PLUGIN, _CHANGE, account=True),
    1275: Known(_PLUGIN, _CHANGE, account=True),
    1524: Known(_PLUGIN, _CHANGE, account=True),
    1698: Known(
        "is let in by its user of the system, and by no password (unix_socket, auth_socket)",
        _CHANGE,
        account=True,
    ),
    1820: Known(_EXPIRED, _RENEW, account=True),
    1862: Known(_EXPIRED, _RENEW, account=True),
    2013: Known("was connected to and gave no answer"),
    2026: Known("agrees on no TLS with who asks it"),
    2059: Known(_PLUGIN, _CHANGE, account=True),
    2061: Known(_PLUGIN, _CHANGE, account=True),
    3118: Known(_LOCKED, _UNLOCK, account=True),
    3159: Known("lets nobody in without TLS (require_secure_transport, or REQUIRE SSL of the account)"),
    3955: Known("is locked after too many wrong passwords", _UNLOCK, account=True),
    4150: Known(
        "is blocked after too many wrong passwords (max_password_errors)",
        "as root on {host}, `FLUSH PRIVILEGES` lets it in again; see who still has an old password",
        account=True,
    ),
    4151: Known(_LOCKED, _UNLOCK, account=True),
    9001: Known(_BEHIND, _SERVERS),
    9002: Known(_BEHIND, _SERVERS),
    9005: Known(_GROUPS, _RULES),
    9006: Known(_GROUPS, _RULES),
}
OF_URLS = (1044, 1045, 1049, 1054, 1146)
"""The password, the name of the schema, or what is in it: another URL, grant or schema may help."""
_CLIENTS = range(2000, 3000)


_BY_PROXYSQL = "ProxySQL Error: "
"""So begins what it says itself, and not a server behind it."""


def by_proxysql(code: int, error: str) -> bool:
    """ProxySQL refuses the password, by its own table of users: no server behind it was asked."""
    return code == 1045 and error.startswith(_BY_PROXYSQL)


def in_proxysql(user: str) -> str:
    """How an account gets its password there; a sentence."""
    change = f"UPDATE mysql_users SET password = … WHERE username = '{user}'"  # noqa: S608 - is told
    return (
        "ProxySQL refuses it by its own table of users, before MariaDB is asked, and `ALTER USER` on "
        f"MariaDB changes nothing there: where the files are right, `{change}; LOAD MYSQL USERS TO "
        "RUNTIME; SAVE MYSQL USERS TO DISK` in its admin interface (port 6032), on each host that has "
        "one, and the same password in MariaDB. A deployer that has written both, and the files, "
        "writes them alike again when it is run."
    )


def answered(code: int) -> bool:
    """A server said it, and no client: it was reached."""
    return code not in _CLIENTS


def servers_own(code: int) -> bool:
    """With these no mapping is wrong: each is told of the server, or of the account there."""
    return code != 0 and code not in OF_URLS and (code in KNOWN or answered(code))


def told(code: int, error: str = "") -> str:
    """What a server's own refusal means, with the number to search for; else its own words."""
    known = KNOWN.get(code)
    if known is None:
        return f"answers with MySQL error {code}" + (f": {error.rstrip('.')}" if error else "")
    if known.account:
        return f"says that the account {known.says} (MySQL error {code})"
    return f"{known.says} (MySQL error {code})"
