"""What the probes ask, where that depends on earlier facts; and how their lines are written."""

from __future__ import annotations

import re
import subprocess

import pytest

from actions.facts._support import agent_bindings
from actions.facts.all import PROBES
from actions.facts.broker import broker_logins
from actions.facts.cinder import older_volumes, volume_services, volumes
from actions.facts.cinder.volumes import Volume
from actions.facts.database import database_status, db_logins
from actions.facts.keystone import catalog, endpoint_health
from actions.facts.keystone.catalog import Address, Offered
from actions.facts.neutron import dhcp_networks, instance_ports, l3_routers, network_agents
from actions.facts.neutron.network_agents import Agent
from actions.facts.nova import cell_databases, cell_instances, cell_mappings, instances, volume_uses
from actions.facts.nova.cell_mappings import CELL0
from actions.facts.nova.instances import Instance
from actions.model.fact import Reading, Snapshot
from actions.model.query import AmqpQuery, ApiQuery, ShellQuery, SqlQuery, UrlQuery
from actions.model.site import Host, Site
from actions.model.tls import Tls
from tests.checks.building import build
from tests.checks.healthy import CELL1, DB, RABBIT

BARE = Snapshot(Site("lab", (Host("controller", frozenset({"controller"})), Host("compute1"))))


def test_nothing_is_asked_of_databases_before_nova_conf_is_known() -> None:
    dependents = (cell_mappings.PROBE, cell_databases.PROBE, cell_instances.PROBE, db_logins.PROBE)
    assert [probe.ask(BARE) for probe in dependents] == [{}, {}, {}, {}]


def test_cells_are_asked_as_their_mappings_say_with_templates_filled() -> None:
    snapshot = build({"cells": {"cell0": {"url": "{scheme}://{username}:{password}@{hostname}/x"}}})
    questions = cell_databases.PROBE.ask(snapshot)
    urls = {
        u: q.url.wire()
        for u, q in questions.items()
        if isinstance(q, SqlQuery) and q.via == "controller"
    }
    assert urls == {CELL0: f"{DB}/x", CELL1: f"{DB}/nova"}


def test_a_cell_on_sqlite_is_not_asked() -> None:
    snapshot = build({"cells": {"cell0": {"url": "sqlite:////var/lib/nova/nova.sqlite"}}})
    assert set(cell_databases.PROBE.ask(snapshot)) == {CELL1}
    assert set(cell_instances.PROBE.ask(snapshot)) == {CELL1}


def test_each_connection_key_is_tried_from_its_own_host() -> None:
    url = "mysql+pymysql://glance:GLANCE_DBPASS@controller/glance"
    conf = {"/etc/glance/glance-api.conf": {"[database] connection": url}}
    questions = db_logins.PROBE.ask(build({"hosts": {"controller": {"conf": conf}}}))
    assert sorted(questions) == [
        "controller /etc/glance/glance-api.conf [database] connection",
        "controller /etc/nova/nova.conf [api_database] connection",
        "controller /etc/nova/nova.conf [database] connection",
    ]


def test_a_broker_is_asked_with_the_certificates_of_the_file() -> None:
    more = {
        "[DEFAULT] transport_url": f"{RABBIT}?ssl_cert_file=/own.pem",
        "[oslo_messaging_rabbit] rabbit_use_ssl": "true",
        "[oslo_messaging_rabbit] ssl_ca_file": "/ca.pem",
        "[oslo_messaging_rabbit] kombu_ssl_keyfile": "/own.key",
    }
    questions = broker_logins.PROBE.ask(
        build({"hosts": {"compute1": {"conf": {"/etc/nova/nova.conf": more}}}})
    )
    asked = {subject.partition(" ")[0]: question for subject, question in questions.items()}
    with_tls, without = asked["compute1"], asked["compute2"]
    assert isinstance(with_tls, AmqpQuery)
    assert isinstance(without, AmqpQuery)
    assert without.tls is None
    tls = Tls("amqp", ca="/ca.pem", cert="/own.pem", key="/own.key", verify=True, names=True)
    assert with_tls.tls == tls
    assert "ssl" not in with_tls.url.wire()


def test_a_member_of_a_cluster_is_asked_whatever_its_certificate_calls_it() -> None:
    nova = {"[api_database] connection": f"{DB}/nova_api?ssl_ca=/ca.pem"}
    other = {"roles": ["database"], "conf": {}}
    case = {"hosts": {"controller": {"conf": {"/etc/nova/nova.conf": nova}}, "db2": other}}
    question = database_status.PROBE.ask(build(case))["db2"]
    assert isinstance(question, SqlQuery)
    assert question.url.wire().endswith("@db2/nova_api?ssl_ca=/ca.pem&ssl_check_hostname=false")


def test_an_api_is_asked_where_the_catalog_has_it_or_is_not_known() -> None:
    def known(*types: str) -> Snapshot:
        offered = tuple(Offered(kind, kind, kind, ()) for kind in types)
        return Snapshot(BARE.site, 1.0, {catalog.PROBE.name: {"": Reading(offered, 1.0)}})

    assert set(volume_services.PROBE.ask(BARE)) == {""}
    assert set(volume_services.PROBE.ask(known("identity", "volumev3"))) == {""}
    assert volume_services.PROBE.ask(known("identity", "network")) == {}
    assert set(network_agents.PROBE.ask(known("identity", "network"))) == {""}


def test_agents_are_asked_what_they_hold_and_never_more_than_a_few() -> None:
    agents = tuple(
        Agent(f"id{n:02}", "DHCP agent" if n < 40 else "Metadata agent", "", f"host{n:02}", True, True)
        for n in range(50)
    )
    snapshot = Snapshot(BARE.site, 1.0, {network_agents.PROBE.name: {"": Reading(agents, 1.0)}})
    questions = dhcp_networks.PROBE.ask(snapshot)
    assert sorted(questions) == [f"id{n:02}" for n in range(agent_bindings.MOST)]
    assert questions["id07"] == ApiQuery("network", "/agents/id07/dhcp-networks", "networks")
    assert l3_routers.PROBE.ask(snapshot) == {}


def test_ports_are_asked_by_few_instances_at_once() -> None:
    known = tuple(Instance(f"{n:036}", "", "ACTIVE", "") for n in range(120))
    snapshot = Snapshot(BARE.site, 1.0, {instances.PROBE.name: {"": Reading(known, 1.0)}})
    questions = [q for q in instance_ports.PROBE.ask(snapshot).values() if isinstance(q, ApiQuery)]
    assert [q.path.count("device_id=") for q in questions] == [50, 50, 20]
    assert max(len(q.path) for q in questions) < 4000


def test_older_volumes_are_asked_for_only_where_the_newest_are_not_all() -> None:
    def known(count: int) -> Snapshot:
        found = tuple(Volume(str(n), "", "available", 1, "", None) for n in range(count))
        return Snapshot(BARE.site, 1.0, {volumes.PROBE.name: {"": Reading(found, 1.0)}})

    assert older_volumes.PROBE.ask(BARE) == older_volumes.PROBE.ask(known(volumes.LIMIT - 1)) == {}
    assert sorted(older_volumes.PROBE.ask(known(volumes.LIMIT))) == list(older_volumes.STATES)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://controller:8774/v2.1", "http://controller:8774/"),
        ("http://controller:8776/v3/%(project_id)s", "http://controller:8776/"),
        ("http://controller:8776/v3/0cd8bf0e97d94beabd1b2c8b1ae23c8f", "http://controller:8776/"),
        ("http://controller:9292", "http://controller:9292/"),
        ("http://controller/identity", "http://controller/identity/"),
        ("http://controller/compute/v2.1", "http://controller/compute/"),
        ("http://controller:8080/v1/AUTH_%(project_id)s", "http://controller:8080/"),
        ("http://controller/volume/v3/$(project_id)s", "http://controller/volume/"),
        ("https://[fd00::11]:5000/v3/", "https://[fd00::11]:5000/"),
        ("http://[controller:5000/v3/", "http://[controller:5000/v3/"),
    ],
)
def test_endpoints_are_asked_at_their_roots(url: str, asked: str) -> None:
    offered = (Offered("1", "nova", "compute", (Address("public", "R", url),)),)
    snapshot = Snapshot(BARE.site, 1.0, {catalog.PROBE.name: {"": Reading(offered, 1.0)}})
    assert endpoint_health.PROBE.ask(snapshot) == {asked: UrlQuery(asked)}


@pytest.mark.parametrize(
    ("kinds", "url", "asked"),
    [
        (("object-store",), "http://controller:8080/v1/AUTH_abc", "http://controller:8080/info"),
        (("object-store", "s3"), "http://c:7480/swift/v1/AUTH_abc", "http://c:7480/swift/info"),
        (("object-store", "s3"), "http://controller:8080", "http://controller:8080/info"),
        (("compute", "object-store"), "https://cloud.example.com", "https://cloud.example.com/"),
        (("s3",), "http://controller:7480", "http://controller:7480/"),
    ],
)
def test_swift_is_asked_for_what_it_has(kinds: tuple[str, ...], url: str, asked: str) -> None:
    offered = tuple(Offered(kind, kind, kind, (Address("public", "R", url),)) for kind in kinds)
    snapshot = Snapshot(BARE.site, 1.0, {catalog.PROBE.name: {"": Reading(offered, 1.0)}})
    assert endpoint_health.PROBE.ask(snapshot) == {endpoint_health.root(url): UrlQuery(asked)}


LINES = sorted(
    {
        question.line
        for probe in PROBES
        for question in probe.ask(build({})).values()
        if isinstance(question, ShellQuery)
    }
)


@pytest.mark.parametrize("line", LINES)
def test_lines_are_of_the_small_shell_and_hold_no_secret(line: str) -> None:
    subprocess.run(["sh", "-n", "-c", line], check=True)
    unquoted = re.sub(r"'[^']*'|\"[^\"]*\"", "", line).replace("2>/dev/null", "").replace("&&", ";")
    unquoted = re.sub(r"\{ (timeout -k 1 \d+ sh -c +)& \} \|", r"\1 |", unquoted)
    assert not set("`(){}<>&") & set(unquoted)
    assert "$(" not in unquoted  # what is quoted another shell reads
    assert "PASS" not in line


def test_novas_databases_are_asked_about_every_volume_in_the_middle_of_an_attachment() -> None:
    well, ids = build({}), [f"00000000-0000-4000-8000-{n:012}" for n in range(1300)]
    found = tuple(Volume(id_, "", "reserved", 10, "", None) for id_ in ids)
    there = {**well.readings, volumes.PROBE.name: {"": Reading(found, 1.0)}}
    questions = volume_uses.PROBE.ask(Snapshot(well.site, 1.0, there))
    assert sorted(questions) == [CELL0, CELL1]
    for question in questions.values():
        assert isinstance(question, SqlQuery)
        assert all(id_ in statement for id_ in ids for statement in question.statements)
