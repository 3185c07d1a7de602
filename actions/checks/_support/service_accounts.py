"""Services' own accounts at Keystone: what is wrong with a login, and what needs it."""

from __future__ import annotations

from collections.abc import Iterator

from actions.checks._support.entities import account
from actions.checks._support.unread_confs import Unread, unread
from actions.checks._support.wording import listed
from actions.deployments.all import service_of, whose
from actions.deployments.service_types import API_OF
from actions.deployments.services import (
    NOVA_COMPUTE,
    NOVA_SCHEDULER,
    project,
)
from actions.facts.hosts import units
from actions.facts.keystone import service_logins
from actions.facts.keystone.service_logins import AUTHTOKEN, Key, Login, Use
from actions.model.entity import Entity, Kind, api, service
from actions.model.fact import Snapshot

_NEEDED = {"placement": (NOVA_COMPUTE, NOVA_SCHEDULER)}
"""By the section, the services that stand still without that login: others fail call by call."""
ENOUGH = frozenset({"admin", "service"})
"""One of them lets a service validate tokens, by Keystone's default policy."""
PERSONS = frozenset({"admin"})
"""Accounts whose password is not the configuration's to say."""


def refused(login: Login) -> bool:
    """Keystone knows no such user, or not with that password."""
    return login.status == 401 and login.alone == 401


def homeless(login: Login) -> bool:
    """The password is right, and there is no token in the project: it, or every role there, is gone."""
    return login.status in (401, 403, 404) and login.alone == 201


def weak(use: Use, login: Login) -> bool:
    """It gets a token that may check nobody else's."""
    return (
        use.section == AUTHTOKEN
        and login.status == 201
        and bool(login.roles)
        and not ENOUGH & set(login.roles)
    )


def opens(login: Login) -> bool:
    """The password is right, whatever it may be used for."""
    return 201 in (login.status, login.alone)


def in_default_domain(key: Key) -> bool:
    """The domain whose users are listed; where a file names none, it is this one."""
    return key.domain in ("", "default")


def unread_of(snapshot: Snapshot, user: str) -> Unread:
    """The hosts whose files may have a password of it that nobody saw."""
    uses = [
        use for key, some in service_logins.uses(snapshot).items() for use in some if key.user == user
    ]
    return unread(snapshot, "keystone", user, {use.path for use in uses})


def not_to_set(snapshot: Snapshot, user: str) -> str:
    """Why Keystone may not be given the password that is refused; empty: nothing else can have one.

    Where none is known to open: a login that got no answer may be the one that works.
    """
    tried = {key: login for key, _, login in service_logins.tried(snapshot) if key.user == user}
    closed = {key for key, login in tried.items() if refused(login)}
    foreign = sorted(key.domain for key in closed if not in_default_domain(key))
    if foreign:
        return (
            f"{user} is of the domain {foreign[0]}, whose users are not listed here: set its password "
            f"by `openstack user set --domain {foreign[0]} --password-prompt {user}`."
        )
    for key, uses in service_logins.uses(snapshot).items():
        other = key.user == user and key.password not in {one.password for one in closed}
        if other and in_default_domain(key):
            error = snapshot.reading(service_logins.PROBE, uses[0].host).error
            said = tried[key].said if key in tried else error
            places = listed({str(use) for use in uses})
            return (
                f"Another password of {user} is in {places}, and whether Keystone "
                f"takes that is not known ({said.rstrip('.') or 'no answer yet'}): see to that "
                "login first."
            )
    return unread_of(snapshot, user).why


def one_login(key: Key, places: tuple[Use, ...]) -> Entity:
    """One password of an account, where others are well: by the first place that has it."""
    return by_login(key.user, places[0].host, places[0].path)


def by_login(user: str, host: str, path: str) -> Entity:
    """The same by its name and the file."""
    return Entity(Kind.ACCOUNT, f"keystone {user} by {host}:{path}")


def conf_login(host: str, path: str) -> Entity:
    """How one file says where Keystone and the other services are: what it lacks is no account's."""
    return Entity(Kind.ACCOUNT, f"keystone by {host}:{path}")


def users(snapshot: Snapshot, use: Use) -> Iterator[Entity]:
    """What needs the login of one place."""
    known = {service_of(name) for name in snapshot.get(units.PROBE, use.host) or {}}
    deployment = whose(use.path)
    for name in (name for name, files in deployment.configurations.items() if use.path in files):
        if name in known:
            if use.section == AUTHTOKEN and name in API_OF:
                yield api(API_OF[name])
            elif name in _NEEDED.get(use.section, ()):
                yield service(use.host, name)


def needs(snapshot: Snapshot) -> Iterator[tuple[Entity, Entity]]:
    """What needs an account, also the one login of it that is wrong, and which project that needs."""
    for key, places in service_logins.uses(snapshot).items():
        yield account("keystone", key.user), in_project(key.project)
        for use in places:
            for user in users(snapshot, use):
                yield user, account("keystone", key.user)
    for key, places, _ in service_logins.tried(snapshot):
        for use in places:
            for user in users(snapshot, use):
                yield user, one_login(key, places)


def in_project(name: str) -> Entity:
    """The project in which services' accounts have their roles."""
    return account("keystone", f"the project {name}")


def owner(path: str) -> str:
    """The project whose file it is."""
    files = whose(path).configurations
    return next(project(name) for name, paths in files.items() if path in paths)


def api_of(path: str) -> str:
    """The type of the API that checks tokens by that file; empty: none does."""
    files = whose(path).configurations
    return next((API_OF[name] for name, paths in files.items() if path in paths and name in API_OF), "")
