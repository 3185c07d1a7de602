"""The whole way at the wire: each trouble of the simulated cloud, looked at, makes its own finding."""

from __future__ import annotations

import pytest

from actions.causes.report import Report, report
from actions.facts.all import PROBES
from actions.model.fact import Snapshot
from actions.sim.cloud import SimCloud
from actions.sim.names import NAMES, OPENING
from actions.site.site_file import load_site
from actions.transport.gateway import Gateway
from actions.transport.poll import poll

FOUND = {
    "buried-instances": ["instance-buried"],
    "cell0-database-missing": ["cell0-absent"],
    "cell0-doubled-suffix": ["cell0-doubled"],
    "cell0-dropped": ["cell0-absent"],
    "cell0-empty": ["cell0-schema"],
    "cell0-not-granted": ["cell0-absent"],
    "cell0-not-mapped": ["cell0-missing"],
    "cell0-on-cell1-database": ["cell0-shared"],
    "cell0-rabbit": ["cell0-transport"],
    "cell0-wrong-host": ["cell0-unreachable"],
    "cell0-wrong-password": ["cell0-refused"],
    "cell1-wrong-password": ["cell-unreachable"],
    "clock-offset": ["clock-offset"],
    "cut-tunnel": [],
    "dead-agent": ["agent-dead"],
    "dead-host": ["host-unreachable"],
    "deaf-compute": ["service-down"],
    "disabled-service": [],
    "duplicate-agent": ["agent-duplicate"],
    "duplicate-cell": ["cell-duplicate"],
    "empty-cell": ["cell-empty"],
    "endpoint-503": ["endpoint-down"],
    "endpoint-gone": ["endpoint-down"],
    "failed-binding": ["port-binding-failed"],
    "failed-unit": ["unit-failed"],
    "full-disk": ["disk-full"],
    "full-pool": ["pool-full"],
    "keystone-keys": ["keystone-keys"],
    "lost-host-mapping": ["host-mapping-lost"],
    "old-compute": ["compute-too-old"],
    "rabbit-password": ["broker-login"],
    "region-mismatch": ["region-unknown"],
    "service-account": ["service-account"],
    "slow-host": [],
    "stale-service": ["agent-dead", "service-down"],
    "stopped-scheduler": ["unit-inactive"],
    "stuck-volume": ["volume-stuck"],
    "three-passwords": ["db-account"],
    "transport-differs": ["transport-differs"],
    "unit-that-fails-again": ["unit-failed"],
    "unmapped-compute": ["host-unmapped"],
    "unmapped-instance": ["instance-unmapped"],
    "unreachable-host": ["host-unreachable"],
}
HIDING = {
    "cell1-wrong-password", "endpoint-503", "endpoint-gone", "region-mismatch", "three-passwords",
}  # fmt: skip
"""With these an API answers errors, or has no services to list, so something stays unchecked."""
SLOW = "slow-host"
"""It takes its seconds; the engine's own tests are about it."""


async def _report(*troubles: str) -> Report:
    async with SimCloud(*troubles) as cloud:
        site = load_site(cloud.site_path)
        gateway = Gateway(site, read_only=True)
        try:
            return report(await poll(gateway, Snapshot(site), [p for p in PROBES if p.period]))
        finally:
            await gateway.close()


def test_each_trouble_is_accounted_for() -> None:
    assert sorted(FOUND) == sorted(NAMES)


@pytest.mark.parametrize("trouble", sorted(FOUND.keys() - {SLOW}))
async def test_a_trouble_makes_its_finding_and_no_other(trouble: str) -> None:
    seen = await _report(trouble)
    assert [finding.code for finding in seen.findings] == FOUND[trouble]
    assert bool(seen.unchecked) == (trouble in HIDING)


async def test_a_healthy_cloud_has_none() -> None:
    seen = await _report()
    assert (seen.findings, seen.unchecked) == ((), ())


async def test_the_demo_opens_with_the_troubles_planned_and_no_more() -> None:
    seen = await _report(*OPENING)
    planned = [code for trouble in OPENING for code in FOUND[trouble]]
    assert sorted(finding.code for finding in seen.findings) == sorted(planned)
    assert seen.unchecked == ()
