"""Steps that make Keystone know a service: its user, its roles, its entry and its endpoints.

Nothing is made twice: `openstack service create` and `endpoint create` would, silently (T-ID-01).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from actions.facts.keystone import (
    endpoints,
    identity_projects,
    identity_roles,
    identity_services,
    identity_users,
    role_assignments,
)
from actions.facts.keystone.endpoints import Endpoint
from actions.facts.keystone.identity_services import IdentityService
from actions.facts.keystone.role_assignments import Assignment
from actions.install.passwords import service_password
from actions.install.settings import Settings, read
from actions.install.step import Blocked, deciding, require
from actions.model.command import COMING, Api, Command
from actions.model.plan import Decision, Situation, Step, already, do

INTERFACES = ("public", "internal", "admin")
PROJECT = "service"
ROLES = ("admin", "service")


@dataclass(frozen=True)
class Service:
    """One entry of the catalog."""

    name: str
    type: str
    description: str
    url: Callable[[Settings], str]


def users_step(name: str, title: str, users: tuple[str, ...], after: tuple[str, ...]) -> Step:
    """Make the services' users; that of one which is there already gets its password later."""

    def plan(situation: Situation) -> Decision:
        found = require(situation, identity_users.PROBE, empty={}, after=after)
        missing = [user for user in users if user not in found]
        if not missing:
            return already(f"Keystone has {', '.join(users)}")
        return do(*(_create_user(situation, user) for user in missing), why="users are missing")

    return deciding(name, title, (identity_users.PROBE,), plan)


def _create_user(situation: Situation, user: str) -> Command:
    body = {
        "name": user,
        "domain_id": "default",
        "password": service_password(situation, user),
        "enabled": True,
    }
    show = f"openstack user create --domain default --password **** {user}"
    return Api("identity", "POST", "/users", show, {"user": body})


def roles_step(
    name: str, title: str, users: tuple[str, ...], after: tuple[str, ...], deviation: str = ""
) -> Step:
    """Give the services' users their roles in the project of the services."""
    named = (identity_users.PROBE, identity_projects.PROBE, identity_roles.PROBE)

    def plan(situation: Situation) -> Decision:
        user_ids, projects, role_ids = (require(situation, p, empty={}, after=after) for p in named)
        given = require(situation, role_assignments.PROBE, empty=frozenset(), after=after)
        project = _id(situation, projects, PROJECT, "project", after)
        commands = []
        for user in users:
            user_id = _id(situation, user_ids, user, "user", after)
            for role in ROLES:
                role_id = _id(situation, role_ids, role, "role", after)
                if Assignment(user_id, role_id, project) not in given:
                    commands.append(_add_role((user, user_id), (role, role_id), project))
        if not commands:
            return already(f"{', '.join(users)} have {' and '.join(ROLES)} in {PROJECT}")
        return do(*commands, why="role assignments are missing")

    return deciding(name, title, (*named, role_assignments.PROBE), plan, deviation=deviation)


def _id(
    situation: Situation, ids: Mapping[str, str], name: str, kind: str, after: tuple[str, ...]
) -> str:
    if name in ids:
        return ids[name]
    if situation.pending.intersection(after):
        return COMING
    raise Blocked(f"Keystone has no {kind} {name}; an earlier step of the chapter makes it.")


def _add_role(user: tuple[str, str], role: tuple[str, str], project: str) -> Command:
    path = f"/projects/{project}/users/{user[1]}/roles/{role[1]}"
    show = f"openstack role add --project {PROJECT} --user {user[0]} {role[0]}"
    return Api("identity", "PUT", path, show)


def services_step(
    name: str, title: str, services: tuple[Service, ...], after: tuple[str, ...], deviation: str = ""
) -> Step:
    """Make the catalog's entries, one of each type."""

    def plan(situation: Situation) -> Decision:
        found = require(situation, identity_services.PROBE, empty=(), after=after)
        missing = [s for s in services if not _entries(found, s)]
        if not missing:
            return already(f"the catalog has one {', one '.join(s.type for s in services)}")
        return do(*map(_create_service, missing), why="services are missing in the catalog")

    return deciding(name, title, (identity_services.PROBE,), plan, deviation=deviation)


def _entries(found: tuple[IdentityService, ...], service: Service) -> list[IdentityService]:
    """The entry of a service's type; raises `Blocked` where there are several."""
    same = [entry for entry in found if entry.type == service.type]
    if len(same) > 1:
        ids = ", ".join(entry.id for entry in same)
        raise Blocked(
            f"The catalog has {len(same)} services of type {service.type} ({ids}): delete all but "
            "the one whose endpoints are in use, with `openstack service delete ID`."
        )
    return same


def _create_service(service: Service) -> Command:
    body = {"name": service.name, "type": service.type, "description": service.description}
    show = (
        f"openstack service create --name {service.name} "
        f"--description '{service.description}' {service.type}"
    )
    return Api("identity", "POST", "/services", show, {"service": body})


def endpoints_step(
    name: str, title: str, services: tuple[Service, ...], after: tuple[str, ...], deviation: str = ""
) -> Step:
    """Make the endpoints of each service, one an interface, and set right the URLs that differ."""

    def plan(situation: Situation) -> Decision:
        entries = require(situation, identity_services.PROBE, empty=(), after=after)
        found = require(situation, endpoints.PROBE, empty=(), after=after)
        commands = [c for s in services for c in _endpoints(situation, s, entries, found, after)]
        if not commands:
            return already("each has one endpoint an interface, with the right URL")
        return do(*commands, why="endpoints are missing, or have another URL")

    return deciding(name, title, (identity_services.PROBE, endpoints.PROBE), plan, deviation=deviation)


def _endpoints(
    situation: Situation,
    service: Service,
    entries: tuple[IdentityService, ...],
    found: tuple[Endpoint, ...],
    after: tuple[str, ...],
) -> Iterator[Command]:
    chosen = read(situation.site)
    entry = next((e.id for e in _entries(entries, service)), None)
    if entry is None and not situation.pending.intersection(after):
        raise Blocked(f"The catalog has no service of type {service.type} to give endpoints to.")
    own = [e for e in found if e.service == entry]
    _refuse_other_case(own, chosen.region, service)
    for interface in INTERFACES:
        here = [e for e in own if (e.interface, e.region) == (interface, chosen.region)]
        if len(here) > 1:
            ids = ", ".join(e.id for e in here)
            raise Blocked(
                f"{service.type} has {len(here)} {interface} endpoints in {chosen.region} ({ids}): "
                "delete all but one with `openstack endpoint delete ID`."
            )
        url = service.url(chosen)
        if not here:
            yield _create_endpoint(service, entry or COMING, interface, chosen.region, url)
        elif here[0].url != url:
            show = f"openstack endpoint set --url {url} {here[0].id}"
            yield Api("identity", "PATCH", f"/endpoints/{here[0].id}", show, {"endpoint": {"url": url}})


def _refuse_other_case(own: list[Endpoint], region: str, service: Service) -> None:
    """Keystone's database finds RegionOne and regionone alike, its clients do not (T-ID-02)."""
    for endpoint in own:
        if endpoint.region != region and endpoint.region.lower() == region.lower():
            raise Blocked(
                f"{service.type} has an endpoint in region {endpoint.region}, which differs from "
                f"{region} only in its capitals: delete it with `openstack endpoint delete "
                f"{endpoint.id}`, or choose that region in [install] of the site file."
            )


def _create_endpoint(service: Service, entry: str, interface: str, region: str, url: str) -> Command:
    body = {"service_id": entry, "interface": interface, "region_id": region, "url": url}
    show = f"openstack endpoint create --region {region} {service.type} {interface} {url}"
    return Api("identity", "POST", "/endpoints", show, {"endpoint": body})
