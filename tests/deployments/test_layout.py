"""Which deployment a host is taken for: by cases of what is on hosts, and the sentence of each."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from actions.deployments import life
from actions.deployments.all import DEPLOYMENTS, RECOGNISED
from actions.deployments.debian import DEBIAN
from actions.deployments.deployment import Deployment
from actions.deployments.devstack import DEVSTACK
from actions.deployments.kolla import KOLLA, KOLLA_PODMAN
from actions.deployments.layout import Layout, deployment_of
from actions.deployments.openstack_ansible import OPENSTACK_ANSIBLE
from actions.deployments.packages import PACKAGES
from actions.deployments.rdo import RDO
from actions.deployments.rhoso import RHOSO
from actions.deployments.tripleo import TRIPLEO
from actions.deployments.ubuntu import UBUNTU

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
    ("own", "unit", "file"),
    [
        (None, "kolla-nova_api-container", ""),
        (DEBIAN, "nova-compute", "/var/log/nova/nova-compute.log"),
        (DEBIAN, "keystone", "/var/log/keystone/keystone.log"),
        (DEBIAN, "rabbitmq-server", "/var/log/rabbitmq/rabbit@*.log"),
        (DEBIAN, "ovn-ovsdb-server-sb", "/var/log/ovn/ovsdb-server-sb.log"),
        (DEBIAN, "mariadb", ""),
        (DEBIAN, "keepalived", ""),
        (DEBIAN, "e2scrub_reap", ""),
        (UBUNTU, "apache2", ""),
        (OPENSTACK_ANSIBLE, "nova-compute", ""),
        (OPENSTACK_ANSIBLE, "rabbitmq-server", "/var/log/rabbitmq/rabbit@*.log"),
        (DEVSTACK, "devstack@n-cpu", ""),
        (RDO, "openstack-nova-compute", "/var/log/nova/nova-compute.log"),
        (RDO, "neutron-server", "/var/log/neutron/server.log"),
        (RDO, "neutron-l3-agent", "/var/log/neutron/l3-agent.log"),
        (RDO, "openstack-cinder-volume", "/var/log/cinder/volume.log"),
        (RDO, "mariadb", "/var/log/mariadb/mariadb.log"),
        (RDO, "httpd", ""),
        (TRIPLEO, "tripleo_neutron_api", "/var/log/containers/neutron/server.log"),
        (TRIPLEO, "tripleo_nova_conductor", "/var/log/containers/nova/nova-conductor.log"),
        (RHOSO, "edpm_nova_compute", ""),
        (KOLLA, "docker:nova_api", "/var/log/kolla/nova/nova-api.log"),
        (KOLLA_PODMAN, "kolla-nova_scheduler-container", "/var/log/kolla/nova/nova-scheduler.log"),
        (KOLLA_PODMAN, "kolla-nova_metadata-container", "/var/log/kolla/nova/nova-metadata.log"),
        (KOLLA_PODMAN, "kolla-neutron_server-container", "/var/log/kolla/neutron/neutron-server.log"),
        (KOLLA_PODMAN, "kolla-nova_libvirt-container", "/var/log/kolla/libvirt/libvirtd.log"),
        (KOLLA_PODMAN, "kolla-ovn_sb_db-container", "/var/log/kolla/openvswitch/ovn-sb-db.log"),
        (KOLLA_PODMAN, "kolla-rabbitmq-container", "/var/log/kolla/rabbitmq/rabbit@*.log"),
        (KOLLA_PODMAN, "kolla-keepalived-container", ""),
        (KOLLA_PODMAN, "kolla-memcached-container", ""),
        (KOLLA_PODMAN, "kolla-fluentd-container", ""),
    ],
)
def test_a_sentence_names_where_what_a_unit_runs_logs(
    own: Deployment | None, unit: str, file: str
) -> None:
    """Its output where nobody knows better: in it is what keeps a service from coming so far."""
    output = "docker logs nova_api" if unit == "docker:nova_api" else f"journalctl -u {unit}"
    told = f"`tail -n 100 {file}` or, of its start, `{output}`" if file else f"`{output}`"
    assert life.log(unit, own) == told


def test_a_container_is_followed_by_its_own_file() -> None:
    assert life.follow("nova-api") == "journalctl -n 100 -f -o short-iso --no-pager -u nova-api"
    line = life.follow("kolla-nova_api-container")
    assert "/var/log/kolla/nova/nova-api.log" in line
    assert "/var/lib/containers/storage/volumes/kolla_logs/_data/nova/nova-api.log" in line
    assert "exec journalctl -n 100 -f" in line and "exec tail -n 100 -F" in line
    assert "exec docker logs --tail 100 -f nova_api" in life.follow("docker:nova_api")
