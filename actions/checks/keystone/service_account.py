"""Keystone does not let a service in with its own account, or the account has lost its role.

Then the service runs and answers its root, and everything that needs Keystone fails: an API cannot have
its callers' tokens checked and answers 503 or 401, nova-scheduler falls for want of Placement. Tokens
that are in memcached hide it for minutes. Source: a login with each configuration, on its own host.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from actions.checks._support import entities, unread_confs
from actions.checks._support.service_accounts import (
    PERSONS,
    api_of,
    homeless,
    in_project,
    not_to_set,
    one_login,
    owner,
    refused,
    weak,
)
from actions.checks._support.wording import listed, verb
from actions.facts.keystone import account_states, service_logins
from actions.facts.keystone.account_states import ABSENT, DISABLED
from actions.facts.keystone.service_logins import AUTHTOKEN, Key, Login, Use
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "service-account"
Tried = tuple[Key, tuple[Use, ...], Login]


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding an account where all its logins fail, else one for each login that fails.

    And one for all accounts whose project is closed to them.
    """
    closed: dict[str, list[Tried]] = {}
    accounts: dict[str, list[Tried]] = {}
    for one in service_logins.tried(snapshot):
        accounts.setdefault(one[0].user, []).append(one)
    answers = {key.url for found in accounts.values() for key, _, login in found if login.status}
    for user, found in accounts.items():
        whys = [(one, _why(snapshot, one, answers)) for one in found]
        for one, _ in (pair for pair in whys if pair[1] == "closed"):
            closed.setdefault(one[0].project, []).append(one)
        bad = [(one, why) for one, why in whys if why not in ("", "closed")]
        if len(bad) == len(found) and len({why for _, why in bad}) == 1:
            yield _finding(snapshot, user, [one for one, _ in bad], bad[0][1])
        else:
            for one, why in bad:
                yield _finding(snapshot, user, [one], why, found)
    for project, some in closed.items():
        yield _closed(snapshot, project, some)


def _why(snapshot: Snapshot, one: Tried, answers: Collection[str]) -> str:
    """A key of `_SAYS`, or closed, of its project; empty: well, or Keystone's own trouble (slow).

    `answers`: the URLs at which any login was answered.
    """
    key, places, login = one
    if refused(login):
        state = snapshot.get(account_states.PROBE, account_states.user(key.user))
        return state if state in (DISABLED, ABSENT) else "refused"
    if homeless(login):
        state = snapshot.get(account_states.PROBE, account_states.project(key.project))
        return "closed" if state in (DISABLED, ABSENT) else "homeless"
    if any(weak(use, login) for use in places):
        return "weak"
    return "silent" if login.status == 0 and answers and key.url not in answers else ""


def _closed(snapshot: Snapshot, project: str, found: list[Tried]) -> Finding:
    """A project that is disabled, or not there: whoever has the roles, none gets a token for it."""
    uses = [use for _, some, _ in found for use in some]
    gone = snapshot.get(account_states.PROBE, account_states.project(project)) == ABSENT
    why = "Keystone has no project of that name" if gone else "it is disabled there"
    then = (
        f"`openstack project create --domain default {project}` makes it anew, and `openstack role "
        "add` each account's role in it"
        if gone
        else f"`openstack project set --enable {project}` opens it again"
    )
    users = listed({key.user for key, _, _ in found})
    return Finding(
        CODE,
        Severity.CRITICAL,
        f"project {project}",
        f"Keystone takes the passwords of {users}, and gives them no token for the project {project} "
        f"(HTTP {found[0][2].status}): {why}. {_follows(uses)}; {then}.",
        entity=in_project(project),
        down=True,
    )


_SAYS: Mapping[str, str] = {
    "refused": "Keystone refuses the login of {user} (HTTP 401) with the password in {where}",
    DISABLED: "Keystone refuses the login of {user} (HTTP 401), which {where} {has}: the user is "
    "disabled",
    ABSENT: "Keystone refuses the login of {user} (HTTP 401), which {where} {has}: it has no such user",
    "homeless": "Keystone takes the password of {user} in {where}, and gives it no token for the "
    "project {project} (HTTP {status}): it has no role there, or there is no such project or domain",
    "weak": "{user}, by {where}, has in the project {project} only the "
    "{roles}: Keystone's default policy lets only admin and service check tokens",
    "silent": "Keystone does not answer at {url}, where {where} {leads} {user} ({said})",
}
_THEN: Mapping[str, str] = {
    DISABLED: "`openstack user set --enable {user}` lets it in again",
    ABSENT: "`openstack user create --domain default --password-prompt {user}` and `openstack role add "
    "--project {project} --user {user} admin` make it anew, with the password that is there",
    "homeless": "`openstack role add --project {project} --user {user} admin` gives it the role of the "
    "install guide",
    "weak": "`openstack role add --project {project} --user {user} admin` gives it the role of the "
    "install guide",
    "silent": "set auth_url (and cafile) there as it is in the other files, and restart the service",
}


def _finding(
    snapshot: Snapshot, user: str, found: list[Tried], why: str, among: list[Tried] | None = None
) -> Finding:
    """`among` are all logins of the account, where not all fail alike."""
    key, places, login = found[0]
    uses = [use for _, some, _ in found for use in some]
    roles = f"{verb(len(login.roles), 'role', 'roles')} {listed(login.roles)}"
    words = {
        "user": user,
        "where": _where(uses),
        "project": key.project or "that it names",
        "status": login.status,
        "roles": roles,
        "url": key.url,
        "leads": verb(len(uses), "sends", "send"),
        "has": verb(len(uses), "has", "have"),
        "said": login.said.rstrip(".") or "no answer in time",
    }
    whole = among is None
    then, action = _THEN.get(why, "").format(**words), ""
    end = f"; {then}" if then else ""
    if why == "refused":
        end, action = _of_refused(snapshot, user, found, among)
    reading = snapshot.reading(service_logins.PROBE, places[0].host)
    return Finding(
        CODE,
        Severity.WARNING if why == "weak" else Severity.CRITICAL,
        user if whole else f"{user} {places[0].host}",
        f"{_SAYS[why].format(**words)}. {_follows(uses)}{end}.",
        action,
        user if action else "",
        entity=entities.account("keystone", user) if whole else one_login(key, places),
        down=True,
        evidence=(
            Evidence(
                f"login of {user} by {places[0]}",
                f"HTTP {login.status}" + (f": {login.said}" if login.said else ""),
                reading.at,
            ),
        ),
    )


def _of_refused(
    snapshot: Snapshot, user: str, found: list[Tried], among: list[Tried] | None
) -> tuple[str, str]:
    """What is to be done, as the end of a message, and the repair, where that would do it."""
    one_password = len({key.password for key, _, _ in found}) == 1
    if among is None and one_password and user not in PERSONS:
        why = not_to_set(snapshot, user)
        if why:
            return f". {why.rstrip('.')}", ""
        return f"; {_then(user, found, one_password)}", "align-service-account"
    return f"; {_then(user, among or found, one_password)}", ""


def _then(user: str, found: list[Tried], one_password: bool) -> str:
    opened = [use for _, some, login in found if login.status == 201 for use in some]
    if opened:
        return f"write the password that {opened[0]} has in there, and restart what reads it"
    if not one_password:
        return "its passwords there differ, and none is taken: write one into all of them first"
    return f"the user may also be disabled or gone: `openstack user show {user}` says"


def _where(uses: list[Use]) -> str:
    hosts: dict[str, set[str]] = {}
    for use in uses:
        hosts.setdefault(f"[{use.section}] of {use.path}", set()).add(use.host)
    return listed({f"{place} on {listed(where)}" for place, where in hosts.items()})


def _follows(uses: list[Use]) -> str:
    """Who answers errors because of it: the API that checks tokens so, and who calls others so."""
    apis = {api_of(use.path) for use in uses if use.section == AUTHTOKEN} - {""}
    calls = {f"{owner(use.path)}'s [{use.section}]" for use in uses if use.section != AUTHTOKEN}
    says = []
    if apis:
        several = verb(len(apis), "API answers", "APIs answer")
        says.append(f"the {listed(apis)} {several} 503 or 401 to callers whose tokens it must check")
    if calls:
        says.append(f"what goes out by {listed(calls)} fails")
    text = ", and ".join(says)
    return text[0].upper() + text[1:]


CHECK = Check(
    CODE,
    "Services' own accounts at Keystone",
    (account_states.PROBE, service_logins.PROBE, *unread_confs.NEEDS),
    find,
    Area.APIS,
)
