"""align-service-account: Keystone takes the password that a service's configuration holds.

The other way is a person's: which of several passwords is right, no file says.
"""

from __future__ import annotations

from collections.abc import Iterator

from actions.causes.first import guarded
from actions.checks._support import unread_confs
from actions.checks._support.service_accounts import (
    PERSONS,
    homeless,
    in_default_domain,
    not_to_set,
    opens,
    refused,
    unread_of,
)
from actions.checks._support.wording import count, listed, verb
from actions.facts.keystone import identity_users, service_logins
from actions.facts.keystone.service_logins import Key, Login, Use
from actions.formats.suggest import suggest
from actions.model.command import Api
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do

Tried = tuple[Key, tuple[Use, ...], Login]


def plan(situation: Situation) -> Decision:
    """Set it where all files agree; where one of several passwords opens, the others are wrong.

    A file that was not read, or whose login got no answer, may have the one that opens.
    """
    user = situation.target
    found = [one for one in service_logins.tried(situation.snapshot) if one[0].user == user]
    if not found:
        return blocked(_unknown(situation))
    closed = [one for one in found if refused(one[2])]
    if not closed:
        return _open(user, found)
    if user in PERSONS:
        return blocked(
            f"{user} is no service's own account: who else logs in with it has its password. Set it "
            f"right in {_where(closed)}.",
            final=True,
        )
    domains = {in_default_domain(key) for key, _, _ in closed}
    opened = [one for one in found if opens(one[2]) and in_default_domain(one[0]) in domains]
    if opened:
        return blocked(
            f"Keystone takes the password of {user} in {_where(opened)}, and not that in "
            f"{_where(closed)}: write the first into the second, and restart the services that read "
            "it. Another password in Keystone would lock out what works.",
            final=True,
        )
    if len({key.password for key, _, _ in closed}) > 1:
        each = "; ".join(_where([one]) for one in closed)
        return blocked(
            f"Several passwords of {user} are in the configuration, and Keystone takes none of them: "
            f"{each}. Write one into all of these first.",
            final=True,
        )
    if why := not_to_set(situation.snapshot, user):
        return blocked(why, final=True)
    return _set(situation, user, closed)


def _set(situation: Situation, user: str, closed: list[Tried]) -> Decision:
    users = situation.get(identity_users.PROBE)
    if users is None:
        error = situation.snapshot.reading(identity_users.PROBE).error
        return blocked(f"Keystone's users could not be listed: {error or 'nobody looked yet'}")
    if user not in users:
        return blocked(
            f"Keystone has no user {user} in the default domain: make it with the password of "
            f"{_where(closed)} by `openstack user create --domain default --password-prompt {user}`, "
            f"and give it its role by `openstack role add --project service --user {user} admin`.",
            final=True,
        )
    command = Api(
        "identity",
        "PATCH",
        f"/users/{users[user]}",
        f"openstack user set --password **** {user}",
        {"user": {"password": closed[0][0].password}},
    )
    places = count(len({use for _, some, _ in closed for use in some}), "place")
    return do(command, why=f"Keystone refuses {user} with the one password that {places} have")


def _open(user: str, found: list[Tried]) -> Decision:
    lost = [one for one in found if homeless(one[2])]
    if lost:
        return blocked(
            f"Keystone takes the password of {user}, and gives it no token for the project "
            f"{lost[0][0].project}: `openstack role add --project {lost[0][0].project} --user {user} "
            "admin`.",
            final=True,
        )
    silent = [one for one in found if not opens(one[2])]
    if silent:
        return blocked(
            f"Keystone does not say whether {user} may log in with {_where(silent)}: HTTP "
            f"{silent[0][2].status}."
        )
    lets = verb(len(found), "the password", "each password")
    return already(f"Keystone lets {user} in with {lets} of the configuration")


def _where(found: list[Tried]) -> str:
    return listed({str(use) for _, some, _ in found for use in some})


def _unknown(situation: Situation) -> str:
    tried = {key.user for key, _, _ in service_logins.tried(situation.snapshot)}
    if not tried:
        return "No login of a service was tried: see whether the hosts can be reached."
    return (
        f"No configuration that was read logs in as {situation.target!r}."
        f"{suggest(situation.target, sorted(tried))}"
    )


def notes(situation: Situation) -> tuple[str, ...]:
    """What it does to who is logged in, and the other way."""
    return tuple(_notes(situation))


def _notes(situation: Situation) -> Iterator[str]:
    user = situation.target
    yield (
        f"The configuration keeps its password, and Keystone takes it over; tokens that {user} has now "
        "end, and its services fetch new ones by themselves."
    )
    yield (
        f"If {user}'s password was changed on purpose, do it the other way: write the new one into "
        "each file that the finding names, and restart the services that read it."
    )
    yield from unread_of(situation.snapshot, user).notes


ACTION = Action(
    "align-service-account",
    "Give a service's account in Keystone the password of its configuration",
    (
        guarded(
            Step(
                "password",
                "Set the password in Keystone that all its files hold",
                (*unread_confs.NEEDS, identity_users.PROBE, service_logins.PROBE),
                plan,
                verify_timeout=15.0,
            )
        ),
    ),
    takes="user",
    notes=notes,
)
