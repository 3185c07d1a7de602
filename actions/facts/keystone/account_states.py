"""Whether the users and projects of logins that Keystone refuses are there, and enabled.

Keystone answers 401 alike to a wrong password, to a user who is disabled and to one who is not there.
Source: `openstack user list`, `openstack project list`, by name in every domain, as the administrator.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from actions.facts._support.api import rows
from actions.facts.keystone import service_logins
from actions.model.fact import Probe, Snapshot
from actions.model.query import ApiQuery, Query

ENABLED, DISABLED, ABSENT = "enabled", "disabled", "absent"


def user(name: str) -> str:
    """The subject of a user."""
    return f"user {name}"


def project(name: str) -> str:
    """The subject of a project."""
    return f"project {name}"


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Both of each login that failed, though Keystone answered."""
    questions: dict[str, Query] = {}
    for key, _, login in service_logins.tried(snapshot):
        if login.status in (401, 403, 404):
            for subject, kind in ((user(key.user), "users"), (project(key.project), "projects")):
                name = subject.partition(" ")[2]
                if name:
                    questions[subject] = ApiQuery("identity", f"/{kind}?name={quote(name)}", kind)
    return questions


def parse(raw: Any) -> str:
    """One word of the three; of several with one name in several domains, the best."""
    found = rows(raw, "users or projects")
    if any(row.get("enabled", True) for row in found):
        return ENABLED
    return DISABLED if found else ABSENT


PROBE = Probe(
    "account-states",
    ask,
    parse,
    period=60,
    needs=(service_logins.PROBE,),
)
