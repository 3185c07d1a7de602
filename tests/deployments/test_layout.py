"""Which deployment a host is taken for: by cases of what is on hosts, and the sentence of each."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from actions.deployments import life
from actions.deployments.all import DEPLOYMENTS, RECOGNISED
from actions.deployments.kolla import KOLLA, KOLLA_PODMAN
from actions.deployments.layout import Layout, deployment_of
from actions.deployments.openstack_ansible import OPENSTACK_ANSIBLE
from actions.deployments.packages import PACKAGES

CASES = json.loads((Path(__file__).parent.parent / "cases/deployments/layouts.json").read_text())


@pytest.mark.parametrize("about", CASES)
def test_what_a_host_is_taken_for(about: str) -> None:
    case = CASES[about]
    layout = Layout(
        case.get("system", "debian"),
        tuple(case.get("paths", ())),
        tuple(case.get("units", ())),
        case.get("engine", ""),
    )
    found = deployment_of(layout)
    assert (found.name if found else None) == case["is"]


def test_each_can_be_recognised() -> None:
    assert {d.name for d in DEPLOYMENTS} == {d.name for d in RECOGNISED}
    assert {case["is"] for case in CASES.values()} >= {d.name for d in DEPLOYMENTS}


def test_what_is_changed_with_other_tools_says_with_which() -> None:
    assert {d.name for d in DEPLOYMENTS if d.managed} == {
        "OpenStack on OpenShift (RHOSO)",
        "Sunbeam",
        "juju charms",
    }


def test_a_change_that_a_deployer_undoes_names_where_to_make_it() -> None:
    path = "/etc/kolla/nova-api/nova.conf"
    assert KOLLA.overwritten(path, [("database", "connection")]) == (
        "The next `kolla-ansible reconfigure` writes /etc/kolla/nova-api/nova.conf anew: set "
        "nova_database_password of /etc/kolla/passwords.yml on the deployment host to the same, or it "
        "is undone then."
    )
    assert "it in /etc/kolla/config/nova.conf" in KOLLA.overwritten(path, [("DEFAULT", "host")])
    assert "nova_service_password of user_secrets.yml" in OPENSTACK_ANSIBLE.overwritten(
        "/etc/nova/nova.conf", [("keystone_authtoken", "password")]
    )
    assert not PACKAGES.overwritten("/etc/nova/nova.conf", [("database", "connection")])
    assert not KOLLA.overwritten("/etc/hosts")


def test_a_unit_is_started_by_systemd_and_a_container_alone_by_its_engine() -> None:
    assert life.line("restart", ["nova-api"]) == "systemctl restart nova-api"
    northd = "{ systemctl restart ovn-northd; } && { systemctl start ovn-ovsdb-server-nb "
    assert life.line("restart", ["ovn-northd"]).startswith(northd)
    assert life.started_too("restart", ["nova-api", "ovn-northd"]) in northd + "ovn-ovsdb-server-sb"
    assert not life.started_too("stop", ["ovn-northd"]) and not life.started_too(
        "restart", ["nova-api"]
    )
    assert life.line("restart", ["a", "b"]) == "systemctl restart a b || systemctl start a b"
    assert life.line("restart", ["kolla-nova_api-container"]) == (
        "systemctl restart kolla-nova_api-container"
    )
    assert life.line("start", ["docker:nova_api", "docker:nova_conductor"]) == (
        "docker start nova_api nova_conductor"
    )
    assert life.line("restart", [r"dev-disk-by\x2duuid"]) == r"systemctl restart 'dev-disk-by\x2duuid'"
    assert life.shown("restart", ["docker:nova_api"]) == "docker restart"


def test_only_where_docker_may_run_them_alone_there_are_such_units() -> None:
    assert KOLLA.units_of("nova-api") == ("kolla-nova_api-container", "docker:nova_api")
    assert KOLLA_PODMAN.units_of("nova-api") == ("kolla-nova_api-container",)
    assert KOLLA.container_of("docker:nova_api") == KOLLA.container_of("kolla-nova_api-container")


@pytest.mark.parametrize("unit", ["nova-api", "kolla-nova_api-container", "docker:rabbitmq", "edpm_x"])
def test_what_follows_a_log_is_a_line_of_the_shells(unit: str) -> None:
    for line in (life.follow(unit), life.shell(unit)):
        subprocess.run(["sh", "-n", "-c", line], check=True)


@pytest.mark.parametrize(
    ("unit", "file", "output"),
    [
        ("nova-api", "", "journalctl -u nova-api"),
        ("kolla-keepalived-container", "", "journalctl -u kolla-keepalived-container"),
        ("kolla-memcached-container", "", "journalctl -u kolla-memcached-container"),
        ("kolla-fluentd-container", "", "journalctl -u kolla-fluentd-container"),
        (
            "kolla-nova_scheduler-container",
            "/var/log/kolla/nova/nova-scheduler.log",
            "journalctl -u kolla-nova_scheduler-container",
        ),
        (
            "kolla-neutron_server-container",
            "/var/log/kolla/neutron/neutron-server.log",
            "journalctl -u kolla-neutron_server-container",
        ),
        (
            "kolla-rabbitmq-container",
            "/var/log/kolla/rabbitmq/rabbit@*.log",
            "journalctl -u kolla-rabbitmq-container",
        ),
        ("docker:nova_api", "/var/log/kolla/nova/nova-api.log", "docker logs nova_api"),
        (
            "tripleo_neutron_api",
            "/var/log/containers/neutron/server.log",
            "journalctl -u tripleo_neutron_api",
        ),
        (
            "tripleo_nova_conductor",
            "/var/log/containers/nova/nova-conductor.log",
            "journalctl -u tripleo_nova_conductor",
        ),
        ("edpm_nova_compute", "", "journalctl -u edpm_nova_compute"),
    ],
)
def test_a_sentence_names_where_what_a_unit_runs_logs(unit: str, file: str, output: str) -> None:
    """kolla's and TripleO's services log to files alone; of others nobody knows it, or it is so."""
    told = f"`tail -n 100 {file}` or, of its start, `{output}`" if file else f"`{output}`"
    assert life.log(unit) == told


def test_a_container_is_followed_by_its_own_file() -> None:
    assert life.follow("nova-api") == "journalctl -n 100 -f -o short-iso --no-pager -u nova-api"
    line = life.follow("kolla-nova_api-container")
    assert "/var/log/kolla/nova/nova-api.log" in line
    assert "/var/lib/containers/storage/volumes/kolla_logs/_data/nova/nova-api.log" in line
    assert "exec journalctl -n 100 -f" in line and "exec tail -n 100 -F" in line
    assert "exec docker logs --tail 100 -f nova_api" in life.follow("docker:nova_api")
