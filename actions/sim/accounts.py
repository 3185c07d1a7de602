"""Accounts and grants of the simulated database server, kept in mysql.user and mysql.db."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from hashlib import sha1

from actions.sim.database import Database, Outcome, SqlError


@dataclass(frozen=True)
class Account:
    """Who a connection is: an account as mysql.user names it; root comes through the socket."""

    user: str
    host: str

    @property
    def root(self) -> bool:
        """The administrator, who may do everything."""
        return self.user == "root"

    def __str__(self) -> str:
        return f"'{self.user}'@'{self.host}'"


ROOT = Account("root", "localhost")


def hashed(password: str) -> str:
    """A password as mysql_native_password stores it."""
    return "*" + sha1(sha1(password.encode()).digest()).hexdigest().upper()  # noqa: S324


def find(database: Database, user: str, peer: str) -> tuple[Account, str] | None:
    """The account that a user from that host gets, and its stored hash: exact hosts come first."""
    for row in database.select("mysql.user", "User = ?", user, order="Host = '%', Host"):
        if fnmatchcase(peer, row["Host"].replace("%", "*")):
            return Account(user, row["Host"]), row["authentication_string"]
    return None


def denied(user: str, peer: str) -> SqlError:
    """The error for a wrong password or an unknown user."""
    return SqlError(1045, f"Access denied for user '{user}'@'{peer}' (using password: YES)")


def login(database: Database, user: str, password: str, peer: str, schema: str = "") -> Account:
    """Log in from a host as a client does; raises `SqlError` 1045, 1044 or 1049."""
    found = find(database, user, peer)
    if found is None or found[1] != hashed(password):
        raise denied(user, peer)
    if schema:
        check_schema(database, found[0], schema)
    return found[0]


def check_schema(database: Database, account: Account, schema: str) -> None:
    """Raise 1044 where the account may not use the schema, 1049 where there is none."""
    if not may_use(database, account, schema):
        raise SqlError(1044, f"Access denied for user {account} to database '{schema}'")
    if not database.has_schema(schema):
        raise SqlError(1049, f"Unknown database '{schema}'")


def may_use(database: Database, account: Account, schema: str) -> bool:
    """Whether the account has privileges on the schema."""
    if account.root or schema == "information_schema":
        return True
    where = "User = ? AND Host = ? AND Db IN (?, '*')"
    return bool(database.select("mysql.db", where, account.user, account.host, schema))


def set_password(database: Database, user: str, host: str, password: str) -> None:
    """Make an account, or give it another password."""
    database.run(
        'INSERT INTO "mysql.user" VALUES (?, ?, ?, ?, unix_timestamp()) ON CONFLICT DO UPDATE '
        "SET authentication_string = excluded.authentication_string, changed = excluded.changed",
        (host, user, "mysql_native_password", hashed(password)),
    )


def grant(database: Database, user: str, host: str, schema: str) -> None:
    """GRANT ALL PRIVILEGES ON schema.*."""
    database.run('INSERT OR IGNORE INTO "mysql.db" VALUES (?, ?, ?)', (host, schema, user))


def revoke(database: Database, user: str, host: str, schema: str) -> None:
    """REVOKE ALL PRIVILEGES ON schema.*."""
    database.delete("mysql.db", "Host = ? AND Db = ? AND User = ?", host, schema, user)


_WHO = r"""['"`]?(?P<user>[\w.-]+)['"`]?\s*@\s*['"`]?(?P<host>[\w.%:-]+)['"`]?"""
_IDENTIFIED = r"""(?:\s+IDENTIFIED\s+BY\s+'(?P<password>(?:[^'\\]|\\.|'')*)')"""
_ON = r"""ON\s+[`]?(?P<schema>[\w*\\]+)[`]?\s*\.\s*\*"""
_PRIVILEGES = r"(?P<privileges>[\w\s,]+?)\s+"


def _statement(pattern: str) -> re.Pattern[str]:
    return re.compile(r"\s*" + pattern + r"\s*$", re.IGNORECASE | re.DOTALL)


_CREATE = _statement(
    r"CREATE\s+(?P<or>OR\s+REPLACE\s+)?USER\s+(?P<if>IF\s+NOT\s+EXISTS\s+)?" + _WHO + _IDENTIFIED + "?"
)
_ALTER = _statement(r"ALTER\s+USER\s+(?P<if>IF\s+EXISTS\s+)?" + _WHO + _IDENTIFIED)
_DROP = _statement(r"DROP\s+USER\s+(?P<if>IF\s+EXISTS\s+)?" + _WHO)
_GRANT = _statement(
    r"GRANT\s+"
    + _PRIVILEGES
    + _ON
    + r"\s+TO\s+"
    + _WHO
    + _IDENTIFIED
    + r"?(?:\s+WITH\s+GRANT\s+OPTION)?"
)
_REVOKE = _statement(r"REVOKE\s+" + _PRIVILEGES + _ON + r"\s+FROM\s+" + _WHO)
_SHOW = _statement(r"SHOW\s+GRANTS\s+FOR\s+" + _WHO)
_FLUSH = _statement(r"FLUSH\s+PRIVILEGES")


def statement(database: Database, account: Account, sql: str) -> Outcome | None:
    """Run a statement about accounts; None where it is none."""
    for pattern, act in _STATEMENTS:
        match = pattern.match(sql)
        if match is None:
            continue
        if not account.root:
            raise SqlError(
                1227, "Access denied; you need (at least one of) the CREATE USER privilege(s)"
            )
        return act(database, match.groupdict())
    return None


Words = dict[str, str | None]


def _exists(database: Database, words: Words) -> bool:
    return bool(database.select("mysql.user", "User = ? AND Host = ?", *_who(words)))


def _who(words: Words) -> tuple[str, str]:
    return str(words["user"]), str(words["host"])


def _password(words: Words) -> str:
    return re.sub(r"\\(.)", r"\1", (words["password"] or "").replace("''", "'"))


def _failed(operation: str, words: Words) -> SqlError:
    return SqlError(1396, f"Operation {operation} failed for {Account(*_who(words))}")


def _create(database: Database, words: Words) -> Outcome:
    if _exists(database, words) and not words["or"]:
        if words["if"]:
            return Outcome()
        raise _failed("CREATE USER", words)
    set_password(database, *_who(words), _password(words))
    return Outcome()


def _alter(database: Database, words: Words) -> Outcome:
    if _exists(database, words):
        set_password(database, *_who(words), _password(words))
    elif not words["if"]:
        raise _failed("ALTER USER", words)
    return Outcome()


def _drop(database: Database, words: Words) -> Outcome:
    if not _exists(database, words) and not words["if"]:
        raise _failed("DROP USER", words)
    for table in ("user", "db"):
        database.delete(f"mysql.{table}", "User = ? AND Host = ?", *_who(words))
    return Outcome()


def _grant(database: Database, words: Words) -> Outcome:
    if words["password"] is not None:
        set_password(database, *_who(words), _password(words))
    elif not _exists(database, words):
        raise SqlError(1133, "Can't find any matching row in the user table")
    grant(database, *_who(words), str(words["schema"]).replace("\\_", "_"))
    return Outcome()


def _revoke(database: Database, words: Words) -> Outcome:
    revoke(database, *_who(words), str(words["schema"]).replace("\\_", "_"))
    return Outcome()


def _show(database: Database, words: Words) -> Outcome:
    user, host = _who(words)
    found = database.select("mysql.user", "User = ? AND Host = ?", user, host)
    if not found:
        raise SqlError(1141, f"There is no such grant defined for user '{user}' on host '{host}'")
    told = found[0]["authentication_string"]
    lines = [f"GRANT USAGE ON *.* TO `{user}`@`{host}` IDENTIFIED BY PASSWORD '{told}'"]
    lines += [
        f"GRANT ALL PRIVILEGES ON `{row['Db']}`.* TO `{user}`@`{host}`"
        for row in database.select("mysql.db", "User = ? AND Host = ?", user, host, order="Db")
    ]
    return Outcome((f"Grants for {user}@{host}",), tuple((line,) for line in lines))


def _nothing(_database: Database, _words: Words) -> Outcome:
    return Outcome()


_STATEMENTS = (
    (_CREATE, _create),
    (_ALTER, _alter),
    (_DROP, _drop),
    (_GRANT, _grant),
    (_REVOKE, _revoke),
    (_SHOW, _show),
    (_FLUSH, _nothing),
)
