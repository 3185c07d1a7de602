"""A step that gives services' users in Keystone the passwords of their configuration."""

from __future__ import annotations

from actions.facts.hosts import conf
from actions.facts.keystone import identity_users, service_logins
from actions.install.passwords import service_password
from actions.install.step import Blocked, current, deciding, require
from actions.install.step_factories.configuration import Configuration
from actions.model.command import COMING, Api, Command
from actions.model.plan import Decision, Situation, Step, already, do

_LET_IN, _REFUSED = 201, 401


def passwords_step(
    name: str,
    title: str,
    users: tuple[tuple[str, str, Configuration], ...],
    after: tuple[str, ...],
    deviation: str = "",
) -> Step:
    """Set the password of each user whom Keystone does not let in with what the file says.

    `users` are names, the files that hold their passwords, and the configurations that put them there;
    `after` are the steps that make the users.
    """

    def plan(situation: Situation) -> Decision:
        ids = current(situation, identity_users.PROBE)
        if ids is None:
            require(situation, identity_users.PROBE, empty={}, after=after)
        commands = [
            _set_password(situation, user, ids.get(user, "") if ids else COMING)
            for user, path, configuration in users
            if (ids is None or user in ids)
            and _is_refused(situation, user, path, configuration, ids is not None)
        ]
        if not commands:
            names = ", ".join(user for user, _, _ in users)
            return already(f"Keystone lets {names} in, or is to make them with that password")
        return do(*commands, why="Keystone has other passwords than the configuration")

    needs = (identity_users.PROBE, conf.PROBE, service_logins.PROBE)
    return deciding(name, title, needs, plan, verify_timeout=10, deviation=deviation)


def _is_refused(
    situation: Situation, user: str, path: str, configuration: Configuration, is_there: bool
) -> bool:
    """Whether the user's login fails, or will with the password that is about to be in the file.

    Of a user that nobody could look for, a file without a password says that it is still to be made.
    """
    host = situation.site.having("controller")[0].name
    coming = configuration.name in situation.pending
    file = require(situation, conf.PROBE, host).get(path)
    has = file.value("keystone_authtoken", "password") if file else ""
    if coming and has != service_password(situation, user).reveal():
        return bool(has) or is_there
    login = require(situation, service_logins.PROBE, host).get((path, service_logins.AUTHTOKEN))
    status = login.alone if login else 0
    if status in (_LET_IN, _REFUSED):
        return status == _REFUSED
    if coming or not is_there:
        return False
    raise Blocked(f"Keystone does not say whether {user} may log in: HTTP {status} for {path}.")


def _set_password(situation: Situation, user: str, user_id: str) -> Command:
    body = {"user": {"password": service_password(situation, user)}}
    show = f"openstack user set --password **** {user}"
    return Api("identity", "PATCH", f"/users/{user_id}", show, body)
