"""Every repair for real, on the simulated cloud: seen, planned, run, verified, the finding gone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from actions.causes.report import Report, report
from actions.checks.all import CHECKS
from actions.model.fact import Snapshot
from actions.model.finding import Finding
from actions.model.plan import Plan
from actions.model.query import ApiQuery
from actions.registry import find_action
from actions.run.executor import StepExecutor
from actions.run.fresh_plan import plan_action
from actions.run.journal import Journal
from actions.run.planner import without
from actions.run.state import Status, StepState
from actions.sim import accounts
from actions.sim.cloud import SimCloud
from actions.sim.trouble import TROUBLES
from actions.site.site_file import load_site
from actions.transport.gateway import Gateway
from actions.transport.poll import poll

PROBES = tuple({probe.name: probe for check in CHECKS for probe in check.needs}.values())
MENDED = {
    "buried-instances": "remap-cell0",
    "cell0-database-missing": "remap-cell0",
    "cell0-doubled-suffix": "remap-cell0",
    "cell0-dropped": "remap-cell0",
    "cell0-empty": "remap-cell0",
    "cell0-not-granted": "remap-cell0",
    "cell0-not-mapped": "remap-cell0",
    "cell0-on-cell1-database": "remap-cell0",
    "cell0-rabbit": "remap-cell0",
    "cell0-wrong-host": "remap-cell0",
    "cell0-wrong-password": "remap-cell0",
    "cell1-wrong-password": "remap-cell",
    "dead-agent": "restart-service",
    "deaf-compute": "restart-service",
    "duplicate-agent": "delete-stale-service",
    "duplicate-cell": "delete-empty-cell",
    "empty-cell": "delete-empty-cell",
    "failed-binding": "rebind-port",
    "failed-unit": "restart-service",
    "keystone-keys": "sync-keystone-keys",
    "lost-host-mapping": "discover-hosts",
    "rabbit-password": "align-message-account",
    "service-account": "align-service-account",
    "stopped-scheduler": "restart-service",
    "stuck-volume": "reset-volume-state",
    "three-passwords": "align-db-account",
    "transport-differs": "remap-cell",
    "unmapped-compute": "discover-hosts",
}
"""The one repair that each trouble's one finding names."""


@dataclass(frozen=True)
class Operator:
    """What a person at the console does, without the console."""

    gateway: Gateway
    folder: Path

    async def findings(self) -> tuple[Finding, ...]:
        """One look, all checks."""
        return (await self._report()).findings

    async def all_is_well(self) -> bool:
        """No finding, and nothing that could not be seen."""
        seen = await self._report()
        return (seen.findings, seen.unchecked) == ((), ())

    async def _report(self) -> Report:
        return report(await poll(self.gateway, Snapshot(self.gateway.site), PROBES))

    async def plan(self, name: str, target: str = "") -> Plan:
        """What would be done."""
        action = find_action(name)
        assert action is not None
        return (await plan_action(self.gateway, self.gateway.site, action, target))[0]

    async def run(self, plan: Plan) -> dict[str, str]:
        """Approve it and carry it out: what became of each step."""
        action = find_action(plan.action)
        assert action is not None
        steps = {step.name: step for step in action.steps}
        journal = Journal(self.folder)
        execution = StepExecutor(self.gateway, journal, self.folder, plan.target)
        ended = [await execution.perform(steps[p.name], StepState(p)) for p in plan.steps]
        journal.close()
        return {end.step: f"{end.status}: {end.why}" for end in ended}


@pytest.fixture
async def cloud() -> AsyncIterator[SimCloud]:
    async with SimCloud() as cloud:
        yield cloud


@pytest.fixture
async def operator(
    cloud: SimCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Operator]:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    folder = tmp_path / "run"
    folder.mkdir()
    gateway = Gateway(load_site(cloud.site_path))
    yield Operator(gateway, folder)
    await gateway.close()


def went_well(ended: dict[str, str]) -> bool:
    """Every step is done and verified, or was so already."""
    return all(end.startswith((Status.DONE, Status.UNCHANGED)) for end in ended.values())


@pytest.mark.parametrize("trouble", MENDED)
async def test_the_finding_names_a_repair_after_which_it_is_gone(
    trouble: str, cloud: SimCloud, operator: Operator
) -> None:
    TROUBLES[trouble](cloud.state)
    (finding,) = await operator.findings()
    assert finding.action == MENDED[trouble]
    plan = await operator.plan(finding.action, finding.target)
    assert not any(step.blocked for step in plan.steps)
    ended = await operator.run(plan)
    assert went_well(ended), ended
    assert await operator.all_is_well()
    assert (await operator.plan(finding.action, finding.target)).empty


async def test_nova_lists_each_service_once_after_the_second_mapping_is_gone(
    cloud: SimCloud, operator: Operator
) -> None:
    """nova-api asks the cells that it knew at its start, which was after the second was made."""
    TROUBLES["duplicate-cell"](cloud.state)
    for name in ("controller", "controller2"):
        cloud.state.hosts[name].units["nova-api"].memory.clear()
    question = ApiQuery("compute", "/os-services", "services", "2.53")
    (finding,) = await operator.findings()
    twice = await operator.gateway.ask(question, 10)
    await operator.run(await operator.plan(finding.action, finding.target))
    once = await operator.gateway.ask(question, 10)
    assert len(twice) > len(once) == len({(row["host"], row["binary"]) for row in once})


async def test_buried_instances_can_be_left_where_they_are(cloud: SimCloud, operator: Operator) -> None:
    TROUBLES["cell0-on-cell1-database"](cloud.state)
    plan = without(await operator.plan("remap-cell0"), ["instances"])
    ended = await operator.run(plan)
    assert went_well(ended), ended
    assert [finding.code for finding in await operator.findings()] == ["instance-buried"]


async def test_a_stale_compute_service_and_its_agent_go(cloud: SimCloud, operator: Operator) -> None:
    TROUBLES["stale-service"](cloud.state)
    for finding in await operator.findings():
        assert finding.action == "delete-stale-service"
        ended = await operator.run(await operator.plan(finding.action, finding.target))
        assert went_well(ended), ended
    assert await operator.all_is_well()


@pytest.mark.parametrize(
    "target",
    ["compute1/nova-compute", "storage1@lvm/cinder-volume", "network1/neutron-dhcp-agent"],
)
async def test_a_service_is_disabled_with_a_reason_and_enabled_again(
    target: str, operator: Operator
) -> None:
    for name, words in (("disable-service", f"{target} disk fails"), ("enable-service", target)):
        plan = await operator.plan(name, words)
        assert not plan.empty
        ended = await operator.run(plan)
        assert went_well(ended), ended
        assert (await operator.plan(name, words)).empty


async def test_a_healthy_service_is_bounced_as_often_as_it_is_asked_for(operator: Operator) -> None:
    for _ in range(2):
        ended = await operator.run(await operator.plan("bounce-service", "compute1/nova-compute"))
        assert ended["restart"].startswith("done: it was started")


async def test_a_unit_that_falls_again_ends_the_run(cloud: SimCloud, operator: Operator) -> None:
    TROUBLES["unit-that-fails-again"](cloud.state)
    (finding,) = await operator.findings()
    ended = await operator.run(await operator.plan(finding.action, finding.target))
    assert ended["restart"].startswith("failed: On controller2, `systemctl restart nova-novncproxy`")


async def test_a_volume_service_goes_with_cinder_manage(cloud: SimCloud, operator: Operator) -> None:
    target = "storage1@lvm/cinder-volume"
    (step,) = (await operator.plan("delete-stale-service", target)).steps
    assert step.blocked
    storage = cloud.state.hosts["storage1"]
    storage.stop(storage.units["cinder-volume"])
    storage.units["cinder-volume"].enabled = "disabled"  # what is enabled may come back: not gone
    cloud.state.rows("volume/services")["cinder-volume storage1@lvm"]["updated_at"] = (
        "2026-01-01T00:00:00.000000"
    )
    ended = await operator.run(await operator.plan("delete-stale-service", target))
    assert went_well(ended), ended


async def test_a_healthy_cloud_needs_no_repair(operator: Operator) -> None:
    assert await operator.all_is_well()
    for name in ("align-db-account", "discover-hosts", "remap-cell0"):
        plan = await operator.plan(name)
        assert plan.empty, plan


async def test_the_password_that_opens_is_kept_and_stored_copies_of_another_go(
    cloud: SimCloud, operator: Operator
) -> None:
    TROUBLES["three-passwords"](cloud.state)
    for place in ("localhost", "%"):
        accounts.set_password(cloud.state.database, "nova", place, cloud.state.password("nova-db-api"))
    plan = await operator.plan("align-db-account")
    acting = [step.name for step in plan.steps if step.commands]
    assert acting == ["configuration", "mappings", "restart"]
    ended = await operator.run(plan)
    assert went_well(ended), ended
    assert await operator.all_is_well()
    rows = cloud.state.database.rows('SELECT database_connection AS url FROM "nova_api.cell_mappings"')
    assert all(row["url"].startswith("{scheme}://{username}:{password}@") for row in rows)
