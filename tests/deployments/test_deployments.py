"""Each deployment against itself, against the chapters, and a third one that lies otherwise."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import Any

import pytest

from actions.checks._support import reachability
from actions.deployments import all as every
from actions.deployments import life, parts, services
from actions.deployments.all import DEPLOYMENTS, PACKAGE_NAMES, SMALL_FILES
from actions.deployments.deployment import Deployment
from actions.deployments.kolla import KOLLA
from actions.deployments.layout import Layout
from actions.deployments.nova_manage import nova_manage
from actions.deployments.packages import PACKAGES
from actions.deployments.services import (
    DATABASE_SERVER,
    KEYSTONE_API,
    MESSAGE_BROKER,
    NEUTRON_API,
    NOVA_API,
    NOVA_COMPUTE,
    NOVA_CONDUCTOR,
    NOVA_METADATA,
    NOVA_SCHEDULER,
)
from actions.facts.hosts import conf, host_layout, small_files, units
from actions.facts.hosts.conf import ConfFile
from actions.facts.hosts.units import Unit
from actions.model.fact import Probe, Reading, Snapshot
from actions.model.site import Host, Site

PODMAN = Layout("debian", ("/etc/kolla/nova-api/config.json",), (), "podman")
SITE = Site("lab", (Host("c1", frozenset({"controller", "compute"})),))


@pytest.fixture(params=DEPLOYMENTS, ids=lambda deployment: deployment.name)
def deployment(request: pytest.FixtureRequest) -> Deployment:
    found = request.param
    assert isinstance(found, Deployment)
    return found


def test_they_are_sorted_and_named_once() -> None:
    names = [deployment.name for deployment in DEPLOYMENTS]
    assert names == sorted(set(names))


def test_no_two_install_on_one_release() -> None:
    releases = [release for deployment in DEPLOYMENTS for release in deployment.releases]
    assert len(releases) == len(set(releases))
    for deployment in DEPLOYMENTS:
        for release in deployment.releases:
            assert [d for d in DEPLOYMENTS if d.installs_on(f"{release} (name)")] == [deployment]


def test_what_it_speaks_of_are_services(deployment: Deployment) -> None:
    known = {value for name, value in vars(services).items() if name.isupper()}
    assert deployment.configurations.keys() | deployment.units.keys() <= known
    assert {file[0] for files in deployment.configurations.values() for file in files} <= {"/"}


def test_units_that_are_installed_are_asked_for(deployment: Deployment) -> None:
    installed = {unit for part in deployment.parts.values() for unit in part.units}
    told = {unit for several in deployment.units.values() for unit in several}
    for unit in {one for one in installed | told if not any(life.alone(one))}:
        assert any(fnmatch(unit, pattern) for pattern in deployment.unit_patterns), unit


def test_a_service_that_is_configured_has_a_unit_that_reads_the_file(deployment: Deployment) -> None:
    for service, files in deployment.configurations.items():
        for path in files:
            patterns = [
                p
                for folder, some in deployment.readers.items()
                for p in some
                if path.startswith(folder)
            ]
            for unit in deployment.units_of(service):
                assert any(fnmatch(unit, pattern) for pattern in patterns), (path, unit)


def test_apis_of_the_packages_are_the_units_of_their_parts(deployment: Deployment) -> None:
    installed = {unit for part in deployment.parts.values() for unit in part.units}
    choices = {services.NEUTRON_LINUXBRIDGE_AGENT, services.NEUTRON_OVN_METADATA_AGENT}
    for service in deployment.configurations if deployment.parts else ():
        if service not in choices or service in installed:
            assert set(deployment.units_of(service)) & installed, service


def test_the_packages_are_sorted_and_the_files_read() -> None:
    assert list(PACKAGE_NAMES) == sorted(PACKAGE_NAMES)
    assert set(SMALL_FILES) <= set(small_files.FILES)


def test_what_shared_services_are_run_by() -> None:
    shared = every.units_of(DATABASE_SERVER, KEYSTONE_API, MESSAGE_BROKER, NEUTRON_API, NOVA_API)
    assert set(shared) >= {
        "apache2", "keystone", "mariadb", "mysql", "neutron-api", "neutron-server", "nova-api",
        "rabbitmq-server",
    }  # fmt: skip
    cells = every.units_of(NOVA_API, NOVA_METADATA, NOVA_CONDUCTOR, NOVA_SCHEDULER)
    own = {"nova-api", "nova-api-metadata", "nova-conductor", "nova-scheduler"}
    assert own | {"kolla-nova_conductor-container", "openstack-nova-scheduler"} <= set(cells)
    assert all(every.service_of(unit).removeprefix("nova-") != "compute" for unit in cells)


def test_whose_a_file_is() -> None:
    assert every.whose("/etc/nova/nova.conf").tools[parts.NOVA] == PACKAGES.tools[parts.NOVA]
    assert every.readers("/etc/placement/placement.conf")[:2] == ("placement-*", "apache2*")
    assert every.readers("/etc/hosts") == ()


def _snapshot(**facts: Any) -> Snapshot:
    probes: dict[str, Probe[Any]] = {
        "conf": conf.PROBE,
        "layout": host_layout.PROBE,
        "units": units.PROBE,
    }
    readings = {probes[name].name: {"c1": Reading(fact, at=100.0)} for name, fact in facts.items()}
    return Snapshot(SITE, 100.0, readings)


def test_kolla_keeps_a_file_for_each_service() -> None:
    api = ConfFile({("api_database", "connection"): "mysql+pymysql://nova_api:x@vip/nova_api"})
    own = ConfFile({("database", "connection"): "mysql+pymysql://nova:x@vip/nova"})
    files = {KOLLA.conf(NOVA_API): api, KOLLA.conf(NOVA_CONDUCTOR): own}
    running = Unit("kolla-nova_compute-container", "loaded", "active", "running", "enabled")
    snapshot = _snapshot(conf=files, units={running.name: running}, layout=PODMAN)

    found = conf.nova_conf(snapshot)
    assert found is not None
    assert (found.path, found.file) == ("/etc/kolla/nova-api/nova.conf", api)
    conductor = conf.cell_conf(snapshot)
    assert conductor is not None and conductor.file is own
    assert conductor.nova_manage == "podman exec nova_conductor nova-manage"
    command = nova_manage(found.deployment, found.host, "db sync")
    assert (command.line, command.user) == ("podman exec nova_api nova-manage db sync", "root")
    assert conf.nova_manage(snapshot) == "podman exec nova_api nova-manage"
    assert reachability.unit(snapshot, "c1", NOVA_COMPUTE) is running
    assert every.readers(found.path) == ("kolla-nova_api-container", "docker:nova_api")


def test_where_nobody_looked_the_file_that_was_found_decides() -> None:
    api = ConfFile({("api_database", "connection"): "mysql+pymysql://nova_api:x@vip/nova_api"})
    for path, line, user in (
        ("/etc/nova/nova.conf", "nova-manage db sync", "nova"),
        ("/etc/kolla/nova-api/nova.conf", "docker exec nova_api nova-manage db sync", "root"),
    ):
        found = conf.nova_conf(_snapshot(conf={path: api}))
        assert found is not None
        command = nova_manage(found.deployment, found.host, "db sync")
        assert (command.line, command.user) == (line, user)


def test_a_file_that_is_no_part_of_the_deployment_is_nobodys() -> None:
    """Left over from packages that were there before kolla."""
    api = ConfFile({("api_database", "connection"): "mysql+pymysql://nova_api:x@old/nova_api"})
    assert conf.nova_conf(_snapshot(conf={"/etc/nova/nova.conf": api}, layout=PODMAN)) is None


def test_what_comes_with_a_package_holds_where_its_own_file_is_silent() -> None:
    files = {
        "/usr/share/nova/nova-dist.conf": ConfFile({("DEFAULT", "a"): "1", ("DEFAULT", "b"): "1"}),
        "/etc/nova/nova.conf": ConfFile({("DEFAULT", "b"): "2"}),
    }
    layout = Layout("centos", ("/etc/nova/nova.conf",), ("openstack-nova-api",))
    found = conf.conf_of(_snapshot(conf=files, layout=layout), "c1", NOVA_API)
    assert found is not None
    assert found.file.keys == {("DEFAULT", "a"): "1", ("DEFAULT", "b"): "2"}
    assert found.deployment.name == "RDO packages"


@pytest.mark.parametrize(
    ("unit", "service"),
    [
        ("nova-compute", NOVA_COMPUTE),
        ("nova-api", NOVA_API),
        ("neutron-server", NEUTRON_API),
        ("apache2", "apache2"),
        ("mysql", DATABASE_SERVER),
        ("neutron-dhcp-agent", "neutron-dhcp-agent"),
        ("openstack-nova-compute", NOVA_COMPUTE),
        ("kolla-nova_compute-container", NOVA_COMPUTE),
        ("kolla-rabbitmq-container", MESSAGE_BROKER),
        ("kolla-neutron_server-container", NEUTRON_API),
        ("tripleo_nova_conductor", NOVA_CONDUCTOR),
        ("tripleo_neutron_dhcp", services.NEUTRON_DHCP_AGENT),
        ("tripleo_neutron_ovs_agent", services.NEUTRON_OPENVSWITCH_AGENT),
        ("tripleo_ovn_metadata_agent", services.NEUTRON_OVN_METADATA_AGENT),
        ("edpm_nova_compute", NOVA_COMPUTE),
        ("docker:nova_compute", NOVA_COMPUTE),
        ("docker:rabbitmq", MESSAGE_BROKER),
        ("nova-api-os-compute", NOVA_API),
        ("snap.openstack-hypervisor.nova-compute", NOVA_COMPUTE),
        ("devstack@n-cpu", NOVA_COMPUTE),
        ("devstack@q-ovn-metadata-agent", services.NEUTRON_OVN_METADATA_AGENT),
        ("devstack@etcd", "devstack@etcd"),
        ("edpm_ovn_controller", "ovn-controller"),
        ("sshd", "sshd"),
    ],
)
def test_the_service_of_a_unit_whoever_named_it(unit: str, service: str) -> None:
    assert every.service_of(unit) == service


def test_units_of_a_service_whoever_named_them() -> None:
    assert every.units_of(NOVA_COMPUTE) == (
        "nova-compute",
        "devstack@n-cpu",
        "edpm_nova_compute",
        "openstack-nova-compute",
        "snap.openstack-hypervisor.nova-compute",
        "tripleo_nova_compute",
        "kolla-nova_compute-container",
        "docker:nova_compute",
    )


def test_a_unit_of_a_service_runs_that_service(deployment: Deployment) -> None:
    known = {value for name, value in vars(services).items() if name.isupper()}
    for service in known:
        for unit in deployment.units_of(service):
            told = deployment.service_of(unit)
            if told not in ("", service, unit):  # one unit runs several of a project's
                assert unit in deployment.units_of(told), (service, unit)
                assert services.project(told) == services.project(service)


@pytest.mark.parametrize(
    ("unit", "file"),
    [
        ("mariadb", "/var/log/mariadb/mariadb.log"),
        ("mariadb", "/var/log/mysql/error.log"),
        ("httpd", "/var/log/httpd/*error*log"),
        ("httpd", "/var/log/keystone/keystone.log"),
        ("httpd", "/var/log/placement/placement-api.log"),
        ("apache2", "/var/log/apache2/keystone.log"),
        ("apache2", "/var/log/placement/placement-api.log"),
    ],
)
def test_logs_are_read_where_each_deployment_writes_them(unit: str, file: str) -> None:
    """RDO's MariaDB logs to a folder of its own, and a web server what runs in it to theirs."""
    assert file in " ".join(every.log_files(unit)).split()
