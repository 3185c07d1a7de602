"""What is planned on hosts whose deployer keeps what is on them."""

from __future__ import annotations

import pytest

from actions.deployments.layout import Layout
from actions.facts.hosts import host_layout
from actions.formats.config_edit import Key, Owned, edit
from actions.model.command import Api, Command, Shell, Sql
from actions.model.fact import Reading, Snapshot
from actions.model.plan import do
from actions.model.secret import Text
from actions.model.site import Host, Site
from actions.run.deployers import allowed, notices

CHARMS = Layout("ubuntu", ("/var/lib/juju/agents/unit-nova-compute-0", "/etc/nova/nova.conf"))
KOLLA = Layout("debian", ("/etc/kolla/nova-api/config.json",), (), "podman")
SITE = Site("lab", (Host("c1"), Host("c2"), Host("c3")))
SNAPSHOT = Snapshot(
    SITE,
    1.0,
    {host_layout.PROBE.name: {"c1": Reading(CHARMS, 1.0), "c2": Reading(KOLLA, 1.0)}},
)
API = Api("compute", "DELETE", "/os-services/1", "openstack compute service delete 1")


@pytest.mark.parametrize(
    "command", [Shell("c1", "systemctl restart nova-compute"), Sql("c1", Text.of("x"), (Text.of("y"),))]
)
def test_what_a_charm_keeps_is_left_to_juju(command: Command) -> None:
    decision = allowed(SNAPSHOT, do(API, command, why="it is down"))
    assert decision.blocked and decision.final and not decision.commands
    assert decision.why.startswith("c1 is of juju charms: ") and "`juju config`" in decision.why


@pytest.mark.parametrize("command", [API, Shell("c2", "true"), Shell("c3", "true")])
def test_requests_and_other_hosts_go_through(command: Command) -> None:
    decision = do(command, why="it is down")
    assert allowed(SNAPSHOT, decision) is decision


def test_only_a_file_that_the_deployer_writes_has_a_sentence() -> None:
    keys = (Key("placement", "password", "x"),)
    paths = ("/etc/kolla/nova-api/nova.conf", "/etc/nova/nova.conf", "/etc/hosts")
    edits = [edit(host, path, None, Owned(), keys) for host in ("c2", "c3") for path in paths]
    told = notices(SNAPSHOT, [do(*filter(None, edits), why="another password")])
    assert len(told) == 1
    assert "placement_keystone_password" in told[0] and "/etc/kolla/nova-api/nova.conf" in told[0]
