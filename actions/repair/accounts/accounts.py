"""Database accounts as the configuration files use them: their keys, and the password to keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from actions.checks._support import account_logins, reachability
from actions.checks._support.account_logins import Account
from actions.checks._support.database_errors import by_proxysql
from actions.facts.database import database_status, db_logins
from actions.facts.database.db_logins import Login
from actions.facts.hosts import conf
from actions.formats.url import TORN, Url
from actions.model.fact import Probe
from actions.model.plan import Situation
from actions.model.secret import Secret

KEYS_NEEDS: tuple[Probe[Any], ...] = (conf.PROBE, db_logins.PROBE)
"""What `accounts` reads."""
BY_SERVER_NEEDS: tuple[Probe[Any], ...] = (*KEYS_NEEDS, *reachability.HEARD_NEEDS)
"""What `by_server` reads."""
AT_HAND_NEEDS: tuple[Probe[Any], ...] = (*BY_SERVER_NEEDS, database_status.PROBE)
"""And `at_hand`."""

_RANK = {"database": 0, "api_database": 1}


@dataclass(frozen=True)
class Key:
    """One key of one file whose URL logs in with the account."""

    host: str
    file: str
    section: str
    key: str
    url: Url
    login: Login | None
    """What the server answered; None: it could not be asked."""

    @property
    def told(self) -> str:
        """As a sentence says it."""
        return f"[{self.section}]/{self.key} of {self.host}'s {self.file}"

    @property
    def password(self) -> Secret:
        """The password as the server would want it."""
        return self.url.login[1]

    @property
    def refused(self) -> bool:
        """The server says that it is not the account's password."""
        return self.login is not None and self.login.code == 1045

    @property
    def by_proxysql(self) -> bool:
        """ProxySQL says so, of its own table of users."""
        return self.login is not None and by_proxysql(self.login.code, self.login.error)

    @property
    def opens(self) -> bool:
        """The password is right, whatever the account may then do with the schema."""
        return self.login is not None and self.login.code in (0, 1044, 1049)

    @property
    def plain(self) -> bool:
        """The password needs no encoding in a URL, and no oslo.config or template reads into it."""
        return self.password.reveal().isalnum()

    def with_password_of(self, other: Key) -> Url:
        """Its URL with another key's password, percent-encoded as there."""
        return replace(self.url, password=other.url.password)


Accounts = Mapping[str, tuple[Key, ...]]
"""Keys by the account's name: the first controller's come first, [database] before the others."""


def accounts(situation: Situation) -> Accounts:
    """Every account that a configuration file logs in with."""
    first = conf.nova_conf(situation.snapshot)
    order = {host.name: n for n, host in enumerate(situation.site.hosts, 1)}
    if first:
        order[first.host] = 0
    keys = sorted(
        _keys(situation), key=lambda k: (order.get(k.host, 0), k.file, _RANK.get(k.section, 2))
    )
    names = dict.fromkeys(key.url.login[0] for key in keys)
    return {name: tuple(k for k in keys if k.url.login[0] == name) for name in names}


def account_of(situation: Situation, url: Url) -> Account:
    """The account that a URL logs in to; of a torn one, by what follows the last @."""
    if url.torn:
        host, _, path = f"{url.host}/{url.path}".rpartition("@")[2].partition("/")
        url = replace(url, host=host, path=path)
    return account_logins.account(url, reachability.host_names(situation.snapshot))


def by_server(situation: Situation) -> Mapping[Account, tuple[Key, ...]]:
    """The keys of each account of each server, in the same order."""
    found: dict[Account, list[Key]] = {}
    for keys in accounts(situation).values():
        for key in keys:
            found.setdefault(account_of(situation, key.url), []).append(key)
    return {account: tuple(keys) for account, keys in found.items()}


def broken(situation: Situation) -> Mapping[Account, tuple[Key, ...]]:
    """The accounts that refuse the password of one of their keys."""
    return {
        account: keys
        for account, keys in by_server(situation).items()
        if any(key.refused for key in keys)
    }


def at_hand(situation: Situation, account: Account) -> bool:
    """Its server may be the one that is asked as root."""
    return not account_logins.elsewhere(situation.snapshot, account)


def _keys(situation: Situation) -> Iterator[Key]:
    for host, files in situation.each(conf.PROBE).items():
        for path, file in files.items():
            for section, key in db_logins.KEYS:
                url = file.url(section, key)
                if url is not None and url.mysql:
                    subject = db_logins.subject(host, path, section, key)
                    login = situation.get(db_logins.PROBE, subject)
                    yield Key(host, path, section, key, url, login)


def chosen(keys: tuple[Key, ...]) -> Key:
    """The key whose password everything gets: one that a file has already, so that other tools go on.

    The first that opens, for then the account itself need not change; or else the first that is safe
    in any URL; or else the first: [database] of the first controller's nova.conf, from which the
    stored cell mappings were made.
    """
    opening = [key for key in keys if key.opens]
    plain = [key for key in keys if key.plain]
    return (opening or plain or list(keys))[0]


def torn(key: Key) -> str:
    """Why a password that holds a bare @ can neither be read nor written."""
    return f"The password in {key.told} {TORN}"
