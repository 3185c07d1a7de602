"""Silence because a fact is missing is never health: every check without each fact that it needs.

New checks are covered by being in CHECKS.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from actions.causes.report import report
from actions.causes.unchecked import NOBODY
from actions.checks.all import CHECKS
from actions.facts.hosts import host_status, units
from actions.facts.keystone import catalog
from actions.facts.nova import cell_mappings, instances
from actions.model.dependencies import with_needs
from actions.model.fact import Probe, Reading, Snapshot
from actions.model.finding import Check
from actions.model.invocation import Invocation
from tests.checks.building import NOW, build

NOVA = "/etc/nova/nova.conf"
CLOUD = {
    "catalog": {
        "image": {"name": "glance", "url": "https://controller:9292"},
        "placement": {"name": "placement", "url": "http://controller:8778"},
    },
    "facts": {
        "certificates": {
            "": {
                "controller:9292": {
                    "expires": NOW + 90 * 86400.0,
                    "names": ["controller"],
                    "issuer": "CN=own",
                    "error": "",
                }
            }
        },
        "resource-providers": {"": []},
    },
    "hosts": {"controller": {"units": {"cinder-volume": {}}}},
    "volumes": {"cinder-scheduler controller": {}, "cinder-volume controller@nfs": {}},
}
HEALTHY = build(CLOUD)
EMPTY: dict[str, Any] = {
    "catalog": (),
    "compute-services": (),
    "conf": {},
    "network-agents": (),
    "units": {},
    "volume-services": (),
}
"""Facts of a probe that answered, and found nothing of what must be there."""


def _needed() -> Iterator[tuple[Check, Probe[Any]]]:
    for check in CHECKS:
        for probe in with_needs(check.needs):
            if probe.ask(HEALTHY):
                yield check, probe


def _name(value: Check | Probe[Any]) -> str:
    return value.code if isinstance(value, Check) else value.name


every_need = pytest.mark.parametrize(("check", "probe"), tuple(_needed()), ids=_name)
every_cheap_need = pytest.mark.parametrize(
    ("check", "probe"), [(c, p) for c, p in _needed() if p.reason is None], ids=_name
)
"""Those that every look asks; a dear one that nothing gave a reason to ask hides nothing."""


def _seen(snapshot: Snapshot, check: Check) -> bool:
    """Whether a check is told to have seen all, and to have found nothing."""
    seen = report(snapshot, (check,))
    return not seen.findings and not seen.unchecked


def _with(probe: str, readings: dict[str, Reading[Any]]) -> Snapshot:
    return replace(HEALTHY, readings={**HEALTHY.readings, probe: readings})


def test_the_cloud_is_healthy_with_all_that_it_has() -> None:
    seen = report(HEALTHY)
    assert (seen.findings, seen.unchecked) == ((), ())


def test_only_what_is_asked_of_big_clouds_or_of_one_thing_each_is_left_out() -> None:
    left = {p.name for c in CHECKS for p in with_needs(c.needs)} - {p.name for _, p in _needed()}
    each = {
        "account-states",
        "balancers",
        "ovn-controllers",
        "ovn-databases",
        "ovn-northbound",
        "ovn-southbound",
        "provider-allocations",
        "provider-inventories",
        "stale-allocations",
        "store-folders",
        "unknown-consumers",
        "volume-uses",
    }
    assert left == {"older-instances", "older-volumes", *each}


@every_cheap_need
def test_a_probe_that_was_not_asked(check: Check, probe: Probe[Any]) -> None:
    without = {name: known for name, known in HEALTHY.readings.items() if name != probe.name}
    snapshot = replace(HEALTHY, readings=without)
    assert not _seen(snapshot, check)
    assert all(one.pending and one.error == NOBODY for one in report(snapshot, (check,)).unchecked)


@every_cheap_need
def test_one_subject_of_it_that_was_not_asked(check: Check, probe: Probe[Any]) -> None:
    known = dict(HEALTHY.readings[probe.name])
    for subject in known:
        assert not _seen(_with(probe.name, {s: r for s, r in known.items() if s != subject}), check)


@every_need
def test_one_that_failed_and_has_no_earlier_fact(check: Check, probe: Probe[Any]) -> None:
    known = dict(HEALTHY.readings[probe.name])
    for subject in known:
        failed = {**known, subject: Reading[Any](error="it broke", tried=1.0)}
        assert not _seen(_with(probe.name, failed), check)


@pytest.mark.parametrize(
    ("check", "probe"), [(c, p) for c, p in _needed() if p.name in EMPTY], ids=_name
)
def test_one_that_found_nothing_of_what_must_be_there(check: Check, probe: Probe[Any]) -> None:
    known = HEALTHY.readings[probe.name]
    emptied = {subject: replace(reading, fact=EMPTY[probe.name]) for subject, reading in known.items()}
    assert not _seen(_with(probe.name, emptied), check)


def test_a_host_where_df_names_nothing() -> None:
    known = HEALTHY.each(host_status.PROBE)
    without = {h: Reading[Any](replace(status, file_systems=())) for h, status in known.items()}
    (first, *_) = report(_with("host-status", without)).unchecked
    assert (first.subject, first.says) == ("controller", "df named no file system on controller")


ABSENT = {
    "no-cinder": {"catalog": {"volumev3": None}, "volumes": {}},
    "no-neutron": {"catalog": {"network": None}},
    "no-agents-of-neutrons": {
        "agents": dict.fromkeys(
            (
                "neutron-l3-agent controller",
                "neutron-linuxbridge-agent compute1",
                "neutron-linuxbridge-agent compute2",
            )
        ),
        "hosts": {
            "controller": {"units": {"neutron-l3-agent": None}},
            "compute1": {"units": {"neutron-linuxbridge-agent": None}},
            "compute2": {"units": {"neutron-linuxbridge-agent": None}},
        },
    },
    "no-nova-api-on-a-compute-host": {},
    "a-storage-host-of-another-kind": {"hosts": {"ceph1": {"roles": ["storage"]}}},
    "a-host-without-a-role": {"hosts": {"jump": {"roles": []}}},
}


@pytest.mark.parametrize("case", ABSENT.values(), ids=ABSENT.keys())
def test_what_may_rightly_be_absent_is_not_missed(case: dict[str, Any]) -> None:
    snapshot = build(case)
    asked = {probe.name for check in CHECKS for probe in check.needs if probe.ask(snapshot)}
    readings = {name: known for name, known in snapshot.readings.items() if name in asked}
    seen = report(replace(snapshot, readings=readings))
    assert (seen.findings, seen.unchecked) == ((), ())


def test_ovn_without_a_host_that_is_known_to_run_its_databases() -> None:
    central = {"ovn-northd": None, "ovn-ovsdb-server-nb": None, "ovn-ovsdb-server-sb": None}
    nowhere = build({"ovn": {}, "hosts": {"controller": {"units": central}}})
    assert [one.says for one in report(nowhere).unchecked] == [
        "neutron lists agents of OVN's, and no host of the site file runs its databases, so chassis "
        "were not checked: neutron notices late that one is dead"
    ]
    assert report(build({"ovn": {}})).unchecked == ()


def test_ports_that_ovn_did_not_list() -> None:
    assert [one.says for one in report(build({"ovn": {"bound": None}})).unchecked] == [
        "OVN's southbound database on controller did not list its ports in time, or refused: which of "
        "them are on dead chassis was not checked"
    ]


UNKNOWN: dict[str, Any] = {
    "hosts": {
        name: {
            "conf": {NOVA: None},
            "units": dict.fromkeys(build({}).each(units.PROBE)[name]),
        }
        for name in ("controller", "compute1", "compute2")
    },
    "cells": {"cell0": {"url": "mysql+pymysql://nova:NOVA_DBPASS@controller/nova"}},
}
"""The configuration and the units are where nobody looked; cell0 is on cell1's database."""


KNOWN = (
    "Debian 13 packages, Debian packages, DevStack, OpenStack on OpenShift (RHOSO), RDO packages, "
    "Sunbeam, TripleO, Ubuntu packages, juju charms, kolla-ansible (docker), kolla-ansible (podman), "
    "openstack-ansible"
)


def _asked(snapshot: Snapshot) -> Snapshot:
    """Less what cannot be asked on these facts."""
    readings: dict[str, dict[str, Reading[Any]]] = {}
    for probe in with_needs(probe for check in CHECKS for probe in check.needs):
        subjects = probe.ask(replace(snapshot, readings=readings))
        known = snapshot.readings.get(probe.name, {})
        readings[probe.name] = {subject: known[subject] for subject in subjects if subject in known}
    return replace(snapshot, readings=readings)


def test_a_controller_without_a_configuration_is_not_healthy() -> None:
    seen = report(_asked(build(UNKNOWN)))
    assert seen.findings == ()
    assert [one.says for one in seen.unchecked] == [
        "no nova.conf was found on controller, nor the marks of any deployment that stackmend knows",
        "no nova.conf was found on compute1 and compute2, nor the marks of any deployment that "
        "stackmend knows",
        "no unit of OpenStack's was found on compute1, compute2 and controller (looked for those of "
        f"{KNOWN})",
    ]


def test_a_host_that_was_recognised_and_has_no_such_file_is_not_healthy_either() -> None:
    hosts = {
        name: {"layout": {"system": "rhel", "units": ["edpm_nova_compute"]}, "conf": {NOVA: None}}
        for name in ("compute1", "compute2")
    }
    seen = report(_asked(build({"hosts": hosts})))
    assert [one.says for one in seen.unchecked] == [
        "no nova.conf was found on compute1 and compute2, which is OpenStack on OpenShift (RHOSO): "
        "there it would be in a secret of OpenShift, which SSH does not reach",
    ]


def test_the_only_controller_does_not_answer() -> None:
    seen = report(_asked(build({"hosts": {"controller": {"unreachable": "no route to host"}}})))
    assert [finding.code for finding in seen.findings] == ["host-unreachable"]
    assert [one.says for one in seen.unchecked] == [
        "no controller could be reached (controller), so nova's databases were not checked",
    ]


def test_a_host_that_the_inventory_does_not_lead_to() -> None:
    site = replace(HEALTHY.site, left_out={"hv9": "ansible_host is vaulted, and not opened here"})
    found = report(replace(HEALTHY, site=site)).unchecked
    why = "hv9 of the inventory was not looked at: ansible_host is vaulted, and not opened here"
    assert [(one.subject, one.says) for one in found] == [("hv9", why)]


@pytest.mark.parametrize(("version", "told"), [("44", True), ("50", False), ("67", False)])
def test_a_nova_that_is_too_old_is_told(version: str, told: bool) -> None:
    api = HEALTHY.get(cell_mappings.PROBE)
    assert api is not None
    old = Reading(replace(api, schema_version=version), NOW, tried=NOW)
    readings = {**HEALTHY.readings, cell_mappings.PROBE.name: {"": old}}
    found = [one.says for one in report(replace(HEALTHY, readings=readings)).unchecked]
    assert any("of a nova before Queens" in says for says in found) == told


def test_a_region_that_the_catalog_has_not() -> None:
    offered = HEALTHY.get(catalog.PROBE) or ()
    far = tuple(
        replace(one, addresses=tuple(replace(a, elsewhere=True) for a in one.addresses))
        for one in offered
    )
    site = replace(HEALTHY.site, invocation=Invocation(region="west"))
    readings = {**HEALTHY.readings, catalog.PROBE.name: {"": Reading(far, NOW, tried=NOW)}}
    found = [one.says for one in report(replace(HEALTHY, site=site, readings=readings)).unchecked]
    assert (
        "Keystone's catalog has no endpoint in region west, only in RegionOne, so no API was asked"
        in found
    )


def test_novas_lists_of_instances_need_neutron() -> None:
    error = "compute /servers/detail: HTTP 500: <class 'keystoneauth1.exceptions.ConnectFailure'>"
    cloud = build({**CLOUD, "endpoints": {"http://controller:9696/": "Connection refused"}})
    failed = {"": Reading[Any](at=NOW, error=error)}
    seen = report(replace(cloud, readings={**cloud.readings, instances.PROBE.name: failed}))
    told = [one.says for one in seen.unchecked if "instances" in one.probe]
    assert [one.endswith("which endpoint-down http://controller:9696/ explains") for one in told] == [
        True
    ]
