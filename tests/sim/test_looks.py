"""All probes, by the engine, on the simulated cloud; and each trouble as the right finding."""

from __future__ import annotations

from collections import Counter

import pytest

from actions.causes.report import report
from actions.checks.all import CHECKS
from actions.facts.all import PROBES
from actions.facts.neutron import network_agents, ports
from actions.facts.nova import compute_services, hypervisors
from actions.model.fact import Snapshot
from actions.sim import trouble, wire_trouble
from actions.sim.cloud import SimCloud
from actions.sim.names import NAMES, OPENING, UnknownTrouble
from actions.sim.state import Size
from actions.site.site_file import load_site
from actions.transport.gateway import Gateway
from actions.transport.poll import poll

SEEN = {
    "buried-instances": "instance-buried",
    "cell0-database-missing": "cell0-absent",
    "cell0-doubled-suffix": "cell0-doubled",
    "cell0-dropped": "cell0-absent",
    "cell0-empty": "cell0-schema",
    "cell0-not-granted": "cell0-absent",
    "cell0-not-mapped": "cell0-missing",
    "cell0-on-cell1-database": "cell0-shared",
    "cell0-rabbit": "cell0-transport",
    "cell0-wrong-host": "cell0-unreachable",
    "cell0-wrong-password": "cell0-refused",
    "cell1-wrong-password": "cell-unreachable",
    "clock-offset": "clock-offset",
    "dead-agent": "agent-dead",
    "dead-host": "host-unreachable",
    "deaf-compute": "service-down",
    "duplicate-agent": "agent-duplicate",
    "duplicate-cell": "cell-duplicate",
    "endpoint-503": "endpoint-down",
    "endpoint-gone": "endpoint-down",
    "failed-unit": "unit-failed",
    "full-disk": "disk-full",
    "full-pool": "pool-full",
    "keystone-keys": "keystone-keys",
    "lost-host-mapping": "host-mapping-lost",
    "old-compute": "compute-too-old",
    "rabbit-password": "broker-login",
    "region-mismatch": "region-unknown",
    "service-account": "service-account",
    "stopped-scheduler": "unit-inactive",
    "stuck-volume": "volume-stuck",
    "three-passwords": "db-account",
    "transport-differs": "transport-differs",
    "unit-that-fails-again": "unit-failed",
    "unmapped-compute": "host-unmapped",
    "unmapped-instance": "instance-unmapped",
    "unreachable-host": "host-unreachable",
}
"""The one kind of finding that each trouble is seen as."""
CHECKED = tuple({probe.name: probe for check in CHECKS for probe in check.needs}.values())


async def codes(*troubles: str) -> Counter[str]:
    """The findings on a cloud with those troubles, by code."""
    async with SimCloud(*troubles) as cloud:
        gateway = Gateway(load_site(cloud.site_path))
        try:
            found = report(await poll(gateway, Snapshot(gateway.site), CHECKED))
        finally:
            await gateway.close()
        return Counter(finding.code for finding in found.findings)


NOT_ASKED = {
    "account-states": "no login is refused",
    "agent-lists": "no agent of OVN's",
    "balancers": "no HAProxy and no keepalived",
    "certificates": "nothing speaks TLS",
    "instance-logins": "no instance that is to be logged in to",
    "instance-pings": "no floating IP",
    "log-lines": "nothing is in trouble",
    "older-instances": "the newest are all",
    "older-volumes": "the newest are all",
    **dict.fromkeys(
        ("ovn-controllers", "ovn-databases", "ovn-northbound", "ovn-ports", "ovn-southbound"),
        "no OVN",
    ),
    "provider-port": "no Open vSwitch",
    "stale-allocations": "no provider has any of what is gone",
    "unknown-consumers": "placement knows no consumer that nova does not",
    "volume-uses": "no volume is stuck",
}
"""Probes that ask nothing on the healthy simulated cloud, and why."""


async def test_every_probe_reads_a_healthy_cloud() -> None:
    async with SimCloud() as cloud:
        site = load_site(cloud.site_path)
        assert (site.simulated, site.name) == (True, "demo (simulated)")
        gateway = Gateway(site)
        seen = await poll(gateway, Snapshot(site), PROBES)
        await gateway.close()
        assert {p.name: seen.errors(p) for p in PROBES if seen.errors(p)} == {}
        assert {p.name for p in PROBES if not seen.each(p)} == NOT_ASKED.keys()


async def test_a_healthy_cloud_has_no_findings() -> None:
    assert await codes() == Counter()


async def test_the_demo_opens_with_one_finding_a_trouble() -> None:
    assert await codes(*OPENING) == Counter(SEEN[name] for name in OPENING)


@pytest.mark.parametrize("name", SEEN)
async def test_a_trouble_is_seen_as_what_it_is(name: str) -> None:
    assert set(await codes(name)) == {SEEN[name]}


def test_every_trouble_has_its_name() -> None:
    assert sorted({*trouble.TROUBLES, *wire_trouble.TROUBLES}) == list(NAMES)


def test_an_unknown_trouble_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UnknownTrouble, match=r"'nope'; it knows: buried-instances, cell0-"):
        SimCloud("nope")


async def test_a_big_cloud_is_as_big_as_asked_for() -> None:
    size = Size(hypervisors=1200, services=1500, agents=1300, ports=1100)
    async with SimCloud(size=size) as cloud:
        gateway = Gateway(load_site(cloud.site_path))
        seen = await poll(gateway, Snapshot(gateway.site), PROBES)
        await gateway.close()
        services = seen.get(compute_services.PROBE) or ()
        assert len(services) == 1500
        assert {service.state for service in services} == {"up"}
        nodes, agents = seen.get(hypervisors.PROBE), seen.get(network_agents.PROBE)
        counted = seen.get(ports.PROBE)
        assert nodes is not None and agents is not None and counted is not None
        assert (len(nodes), len(agents), counted.total) == (1200, 1300, 1100)
