"""A database account takes another password than configuration files hold (T-DB-01).

`GRANT … IDENTIFIED BY` changes the account's password: three such statements with three passwords
leave the last one, and `api_db sync` and `db sync` end with 1045, the latter with "Could not access
cell0", which no re-mapping of cell0 can help. Source: a login with each `connection` key.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import account_logins, cell0, database_servers, entities
from actions.checks._support.account_logins import Account, Use
from actions.checks._support.database_errors import in_proxysql
from actions.checks._support.database_servers import Answer
from actions.checks._support.host_aliases import Names
from actions.checks._support.wording import DENIED, listed, verb
from actions.deployments.all import DEPLOYMENTS, confs, service_of
from actions.deployments.services import NOVA_API
from actions.facts.database import database_status
from actions.facts.hosts import units
from actions.facts.nova import cell_databases
from actions.facts.nova.cell_mappings import CELL0
from actions.model.entity import Entity, service
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "db-account"
_TAKEN = (0, 1044, 1049)
"""The password is right, whatever the account may then do."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each account that refuses a key of a configuration file."""
    for account, uses in account_logins.accounts(snapshot, Names.of(snapshot)).items():
        refused = [use for use in uses if use.code == 1045 and use.path]
        if refused:
            yield _finding(snapshot, account, uses, refused)
    yield from _without_grant(snapshot)


def _without_grant(snapshot: Snapshot) -> Iterable[Finding]:
    """Accounts that are let in, and what a file names they may not use, or it is not there.

    nova's API database tells its own; and cell0 its own, which its repair makes and grants: an API by
    kolla-ansible has it in [database].
    """
    told = _of_cell0(snapshot)
    tried = [one for some in database_servers.answers(snapshot).values() for one in some]
    for one in tried:
        about = entities.schema(snapshot, one.url)
        own = one.where.startswith("[") and not one.where.startswith("[api_database]")
        if one.code not in (1044, 1049) or not own or about in told:
            continue
        told.add(about)
        user = one.url.login[0]
        yield Finding(
            CODE,
            Severity.CRITICAL,
            f"{user}@{one.url.host}",
            _ungranted(one) if one.code == 1044 else _missing(one),
            entity=about,
            down=True,
        )


def _of_cell0(snapshot: Snapshot) -> set[Entity]:
    """cell0's database, where its own check says that it is not there or not granted."""
    url, found = cell_databases.database_url(snapshot, CELL0), cell0.diagnose(snapshot)
    absent = found is not None and found.cause is cell0.Cause.ABSENT
    return {entities.schema(snapshot, url)} if absent and url is not None else set()


def _ungranted(one: Answer) -> str:
    user, schema = one.url.login[0], one.url.path
    return (
        f"The account {user} on {one.url.host} is let in, and may not use {schema} ({one.where} gets "
        f"1044): as root there, `GRANT ALL PRIVILEGES ON {schema}.* TO '{user}'@'%'`, and the same for "
        "each place that mysql.user has; if there is no such database, it has to be made, or the name "
        "in the file set right."
    )


def _missing(one: Answer) -> str:
    return (
        f"{one.url.path} does not exist on {one.url.host} ({one.where} gets 1049): restore it or "
        "create it there, or set the name in the file right."
    )


def _finding(snapshot: Snapshot, account: Account, uses: list[Use], refused: list[Use]) -> Finding:
    user, server = account.user, account.server
    closed = {_where(use) for use in refused}
    opened = {_where(use) for use in uses if use.code == 0}
    still = verb(len(opened), "opens", "open")
    rest = f"while {listed(opened)} still {still}" if opened else "and nothing that was tried opens"
    says = (
        f"The account {user} on {server} does not take the password in {_files(refused)}: "
        f"{listed(closed)} {verb(len(closed), 'gets', 'get')} {DENIED}, {rest}"
    )
    subject = f"{user}@{server}"
    about = _about(snapshot, refused, nothing_opens=not opened)
    if any(use.path in confs(NOVA_API) for use in refused):
        taken = any(use.path and use.code in _TAKEN for use in uses)
        why = "" if taken else _not_to_set(snapshot, account, refused)
        says, action = f"{says}. {why}".rstrip(), "" if why else "align-db-account"
    else:
        how = "set one password, by `ALTER USER` on the server or in the file."
        proxied = any(use.by_proxysql for use in refused)
        says, action = f"{says}: {in_proxysql(user) if proxied else how}", ""
    return Finding(CODE, Severity.CRITICAL, subject, says, action, entity=about, down=True)


def _not_to_set(snapshot: Snapshot, account: Account, refused: list[Use]) -> str:
    """Why the server may not be given the password of files that are all refused; empty: it may."""
    if any(use.by_proxysql for use in refused):
        return in_proxysql(account.user)
    if account_logins.elsewhere(snapshot, account):
        return "Set one password, by `ALTER USER` on that server or in the file."
    return account_logins.unread_of(snapshot, account.user).why


def _about(snapshot: Snapshot, refused: list[Use], *, nothing_opens: bool) -> Entity:
    """The account, where it lets nobody in; else the service whose file holds the wrong password."""
    if nothing_opens:
        return entities.database_account(snapshot, refused[0].url)
    use = min(refused, key=lambda use: (use.host, use.path))
    return service(use.host, _service(snapshot, use))


def _service(snapshot: Snapshot, use: Use) -> str:
    """The one that a unit of that host runs with the file; of several, its project's first."""
    readers = [
        name for d in DEPLOYMENTS for name, files in d.configurations.items() if use.path in files
    ]
    running = {service_of(unit) for unit in snapshot.get(units.PROBE, use.host) or ()}
    return next((name for name in readers if name in running), readers[0])


def _where(use: Use) -> str:
    return f"{use.where} ({use.schema})"


def _files(uses: list[Use]) -> str:
    hosts: dict[str, set[str]] = {}
    for use in uses:
        hosts.setdefault(use.path, set()).add(use.host)
    return listed({f"{path} on {listed(where)}" for path, where in hosts.items()})


CHECK = Check(
    CODE,
    "Database accounts and passwords that differ",
    (*database_servers.PROBES, database_status.PROBE, units.PROBE, *cell0.READS),
    find,
    Area.CELLS,
)
