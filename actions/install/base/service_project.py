"""The project and the role of the services (PRE-08, PRE-09)."""

from __future__ import annotations

from actions.facts.keystone import identity_projects, identity_roles
from actions.install.base import keystone_bootstrap
from actions.install.step import deciding, require
from actions.install.step_factories.identity import PROJECT, ROLES
from actions.model.command import Api, Command
from actions.model.plan import Decision, Situation, already, do


def plan(situation: Situation) -> Decision:
    """Both by name, once."""
    after = (keystone_bootstrap.STEP.name,)
    projects = require(situation, identity_projects.PROBE, empty={}, after=after)
    roles = require(situation, identity_roles.PROBE, empty={"admin": ""}, after=after)
    commands: list[Command] = []
    if PROJECT not in projects:
        body = {"project": {"name": PROJECT, "domain_id": "default", "description": "Services"}}
        show = f"openstack project create --domain default {PROJECT}"
        commands.append(Api("identity", "POST", "/projects", show, body))
    for role in ROLES:
        if role not in roles:
            show = f"openstack role create {role}"
            commands.append(Api("identity", "POST", "/roles", show, {"role": {"name": role}}))
    if not commands:
        return already(f"Keystone has the project {PROJECT} and the roles {' and '.join(ROLES)}")
    return do(*commands, why="the services' project or role is missing")


STEP = deciding(
    "service-project",
    "The services' project and role",
    (identity_projects.PROBE, identity_roles.PROBE),
    plan,
    deviation="neither. Without the project no role can be given (T-ID-04); cinder wants the role of "
    "nova's token, and Keystone's bootstrap makes it from 24.0 on only (T-NOVA-07).",
)
