"""What Keystone of the demo's cloud keeps: projects, users, roles, services and endpoints."""

from __future__ import annotations

import uuid

from actions.sim.confs import REGION
from actions.sim.state import Cloud

SERVICES = (
    ("keystone", "identity", "/v3/"),
    ("nova", "compute", "/v2.1"),
    ("neutron", "network", ""),
    ("cinderv3", "volumev3", "/v3/%(project_id)s"),
    ("glance", "image", ""),
    ("placement", "placement", ""),
)
"""(name, type, the endpoint's path)."""
PROJECTS = ("admin", "service", "webshop", "analytics", "ci")
USERS = ("admin", "nova", "neutron", "cinder", "glance", "placement")


def uid(name: str) -> str:
    """An id that is the same at every start, so that pictures of the demo stay the same."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.demo.stackmend"))


def key(name: str) -> str:
    """The same without dashes, as Keystone makes them."""
    return uid(name).replace("-", "")


def build(cloud: Cloud) -> None:
    """Fill Keystone; the APIs' addresses must be known."""
    cloud.add("identity/domains", {"id": "default", "name": "Default", "enabled": True})
    cloud.add("identity/regions", {"id": REGION, "description": "", "parent_region_id": None})
    for name in ("admin", "member", "reader", "service"):
        cloud.add("identity/roles", {"id": key(f"role {name}"), "name": name, "domain_id": None})
    for name in PROJECTS:
        cloud.add(
            "identity/projects",
            {"id": key(f"project {name}"), "name": name, "domain_id": "default", "enabled": True},
        )
    for name in USERS:
        _user(cloud, name)
    for name, type_, path in SERVICES:
        service = {"id": key(f"service {name}"), "name": name, "type": type_, "enabled": True}
        cloud.add("identity/services", service)
        for interface in ("public", "internal", "admin"):
            _endpoint(cloud, service["id"], interface, cloud.urls[type_] + path)


def _user(cloud: Cloud, name: str) -> None:
    user = cloud.add(
        "identity/users",
        {
            "id": key(f"user {name}"),
            "name": name,
            "domain_id": "default",
            "enabled": True,
            "password": cloud.password(name),
        },
    )
    project = key("project admin" if name == "admin" else "project service")
    row = {"user": user["id"], "project": project, "role": key("role admin")}
    cloud.add("identity/assignments", {"id": "/".join((project, user["id"], row["role"])), **row})


def _endpoint(cloud: Cloud, service: object, interface: str, url: str) -> None:
    cloud.add(
        "identity/endpoints",
        {
            "id": key(f"endpoint {service} {interface}"),
            "service_id": service,
            "interface": interface,
            "region_id": REGION,
            "url": url,
            "enabled": True,
        },
    )
