"""What may come in to instances: SSH and ping (TEST-11)."""

from __future__ import annotations

from typing import Any

from actions.facts.neutron.security_groups import SecurityGroup
from actions.facts.tenant import own_security_groups
from actions.install.tenant.choices import Choices
from actions.install.tenant.things import named, tenant_step
from actions.model.command import COMING, Api, Undo
from actions.model.plan import Decision, Situation, already, do

GROUP = "default"
_RULES: dict[str, dict[str, Any]] = {
    "--proto icmp": {"protocol": "icmp"},
    "--proto tcp --dst-port 22": {"protocol": "tcp", "port_range_min": 22, "port_range_max": 22},
}
"""As the openstack command has them, and as the API does."""
_SHOWN = '"$(openstack security group list --project admin -f value -c ID)"'
"""An admin sees the groups of all projects, and many are called default."""


def plan(situation: Situation, _: Choices) -> Decision:
    """Both in the project's own default group, whose id tells it from those of other projects."""
    group = named(situation, own_security_groups.PROBE, GROUP, "security group")
    missing = {
        words: rule for words, rule in _RULES.items() if group is None or not _lets_in(group, rule)
    }
    if not missing:
        return already(f"the group {GROUP} lets SSH and ping in from anywhere")
    id_ = group.id if group else COMING
    told = ", ".join(rule["protocol"] for rule in missing.values())
    commands = (_create(id_, words, rule) for words, rule in missing.items())
    return do(*commands, why=f"the group {GROUP} does not let in: {told}")


def _lets_in(group: SecurityGroup, wanted: dict[str, Any]) -> bool:
    port = wanted.get("port_range_min")
    return any(
        (rule.version, rule.source) == (4, "")
        and rule.protocol in ("", wanted["protocol"])
        and (rule.ports is None or (port and rule.ports[0] <= port <= rule.ports[1]))
        for rule in group.rules
    )


def _create(group: str, words: str, rule: dict[str, Any]) -> Api:
    body = {"security_group_id": group, "direction": "ingress", "ethertype": "IPv4", **rule}
    undo = Undo(
        title=f"Delete the security group rule {words}",
        method="DELETE",
        path="/security-group-rules/{id}",
        show="openstack security group rule delete {id}",
        under="security_group_rule",
    )
    show = f"openstack security group rule create {words} {_SHOWN}"
    return Api(
        "network",
        "POST",
        "/security-group-rules",
        show,
        {"security_group_rule": body},
        undo=undo,
    )


STEP = tenant_step(
    "rules",
    "SSH and ping may come in",
    (own_security_groups.PROBE,),
    plan,
    deviation="a rule for TCP port 22 alone, so that its ping at the end fails (T-TEST-01); and to an "
    "admin the group's name is not unique (TEST-11). Here both are made, in the project's own group.",
)
