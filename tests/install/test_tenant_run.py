"""The first tenant for real, on the simulated cloud: made by the engine, logged in to, taken back."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from actions.facts.tenant import instance_logins
from actions.install.tenant.chapter import CHAPTER
from actions.model.command import Api
from actions.model.event import Approved, StepEnded
from actions.model.fact import Snapshot
from actions.model.plan import Action, Plan
from actions.registry import REGISTRY
from actions.run.executor import StepExecutor
from actions.run.fresh_plan import plan_action
from actions.run.journal import Journal, read_run
from actions.run.state import Status
from actions.run.undo import undo_action
from actions.sim.cloud import SimCloud
from actions.site.guest_key import key_file
from actions.site.paths import runs_dir, state_dir
from actions.site.secrets_file import load_secrets
from actions.site.site_file import load_site
from actions.transport.gateway import Gateway
from actions.transport.poll import poll

GOOD = {Status.DONE, Status.UNCHANGED}


@dataclass
class Operator:
    """What a person at the console does, without the console."""

    cloud: SimCloud
    gateway: Gateway
    ended: dict[str, StepEnded] = field(default_factory=dict)

    async def plan(self, action: Action = CHAPTER.action, target: str = "") -> Plan:
        return (await plan_action(self.gateway, self.gateway.site, action, target))[0]

    async def run(
        self, run_id: str, action: Action = CHAPTER.action, target: str = "", breaks: str = ""
    ) -> set[str]:
        """Plan, approve and carry out; `breaks` names an API that breaks once the plan is approved."""
        site, plan = self.gateway.site, await self.plan(action, target)
        (runs_dir() / run_id).mkdir()
        journal = Journal(runs_dir() / run_id)
        journal.append(Approved(plan, site.name, path=site.path))
        journal.close()
        if breaks:
            self.cloud.api(breaks).break_with(503)
        return await self.resume(run_id, action)

    async def resume(self, run_id: str, action: Action = CHAPTER.action) -> set[str]:
        """Carry out what was approved, up to the first step that ends badly: how the steps ended."""
        state, folder = read_run(run_id), runs_dir() / run_id
        journal = Journal(folder)
        secrets = load_secrets(self.gateway.site)
        execution = StepExecutor(self.gateway, journal, folder, state.target, secrets)
        self.ended = {}
        for step, before in zip(action.steps, state.steps, strict=True):
            self.ended[step.name] = end = await execution.perform(step, before)
            if end.status not in GOOD:
                break
        journal.close()
        return {end.status for end in self.ended.values()}

    def made(self) -> dict[str, int]:
        """How much there is of what the chapter makes."""
        names = (
            "network/networks", "network/subnets", "network/routers", "network/ports",
            "network/floatingips", "network/security-group-rules", "image/images", "compute/servers",
            "compute/flavors", "compute/keypairs", "volume/volumes",
        )  # fmt: skip
        return {name: len(self.cloud.state.rows(name)) for name in names}


@pytest.fixture
async def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Operator]:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    async with SimCloud() as cloud:
        gateway = Gateway(load_site(cloud.site_path))
        yield Operator(cloud, gateway)
        await gateway.close()


async def test_it_ends_with_the_instance_s_own_answer_and_is_taken_back_whole(
    operator: Operator,
) -> None:
    before = operator.made()
    assert await operator.run("r1") <= GOOD
    assert "the instance answers: test-instance / " in operator.ended["tenant-login"].why
    assert operator.made() != before
    again = await operator.plan()
    assert again.empty, again
    state = read_run("r1")
    assert state.undoable
    assert await operator.run("u1", undo_action("r1", REGISTRY), "r1") == {Status.DONE}
    assert operator.made() == before
    assert state.made[-1].undo.show == "openstack server remove volume test-instance test-volume"
    assert (await operator.plan(undo_action("r1", REGISTRY), "r1")).empty


async def test_a_run_that_was_cut_goes_on_and_makes_nothing_twice(operator: Operator) -> None:
    before = operator.made()
    assert await operator.run("r1", breaks="compute") == {Status.UNCHANGED, Status.DONE, Status.BLOCKED}
    half = operator.made()
    assert half["network/networks"] == before["network/networks"] + 1
    assert half["compute/servers"] == 0
    await operator.cloud.api("compute").heal()
    assert await operator.resume("r1") <= GOOD
    assert operator.ended["tenant-network"].status == Status.UNCHANGED
    assert await operator.run("u1", undo_action("r1", REGISTRY), "r1") == {Status.DONE}
    assert operator.made() == before


async def test_what_is_gone_already_needs_no_taking_back(operator: Operator) -> None:
    assert await operator.run("r1") <= GOOD
    flavor = next(iter(operator.cloud.state.rows("compute/flavors")))
    delete = Api("compute", "DELETE", f"/flavors/{flavor}", "openstack flavor delete m1.tiny")
    assert await operator.gateway.run(delete, lambda _: None) == 202
    plan = await operator.plan(undo_action("r1", REGISTRY), "r1")
    idle = [step for step in plan.steps if not step.commands]
    assert [step.why for step in idle] == [f"It is taken back already: {flavor}."]


async def test_the_private_key_stays_here_and_no_secret_is_in_the_journal(operator: Operator) -> None:
    assert await operator.run("r1") <= GOOD
    site = operator.gateway.site
    private = key_file(site)
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    sent = operator.cloud.state.rows("compute/keypairs")["mykey"]["public_key"]
    assert sent.startswith("ecdsa-sha2-nistp256 ")
    journal = (runs_dir() / "r1" / "journal.jsonl").read_text()
    for secret in load_secrets(site).values():
        assert json.dumps(secret.reveal())[1:-1] not in journal
    assert private.read_text().splitlines()[1] not in journal
    assert "PRIVATE" not in journal


async def test_an_instance_with_another_host_key_than_at_first_is_not_talked_to(
    operator: Operator,
) -> None:
    assert await operator.run("r1") <= GOOD
    known = state_dir() / "instances" / "known_hosts"
    assert stat.S_IMODE(known.stat().st_mode) == 0o600
    operator.cloud.state.rows("compute/host-keys").clear()
    login = (await operator.plan()).steps[-1]
    assert login.blocked
    assert "is not the one that was first seen" in login.why
    assert str(known) in login.why


async def test_a_rule_that_is_gone_is_why_the_instance_does_not_answer(operator: Operator) -> None:
    assert await operator.run("r1") <= GOOD
    site = operator.gateway.site
    for group in operator.cloud.state.rows("network/security-groups").values():
        group["security_group_rules"] = []
    plan = {step.name: step for step in (await operator.plan()).steps}
    assert len(plan["tenant-rules"].commands) == 2
    logins = await poll(operator.gateway, Snapshot(site), [instance_logins.PROBE])
    (said,) = logins.errors(instance_logins.PROBE).values()
    assert said.startswith("cirros@203.0.113.14: network1 cannot connect there: ")


async def test_an_image_file_that_is_missing_is_told_before_anything_is_done(
    operator: Operator,
) -> None:
    image = operator.gateway.site.settings["tenant"]["image"]
    os.remove(image)  # noqa: PTH107
    step = {step.name: step for step in (await operator.plan()).steps}["tenant-image"]
    assert step.blocked
    assert f"The file {image} cannot be read: No such file or directory." in step.why


async def test_on_a_read_only_console_no_key_is_made(operator: Operator) -> None:
    gateway = Gateway(operator.gateway.site, read_only=True)
    plan, _ = await plan_action(gateway, gateway.site, CHAPTER.action)
    await gateway.close()
    assert not key_file(gateway.site).exists()
    step = {step.name: step for step in plan.steps}["tenant-key-pair"]
    assert step.blocked and "instances_public_key" in step.why
