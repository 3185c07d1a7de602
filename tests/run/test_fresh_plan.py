"""Planning from a look: targets, what could not be seen, and passwords made on first need."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions.install.passwords import NAMES
from actions.model.plan import Action, Situation
from actions.model.site import Site
from actions.registry import all_actions, find_action
from actions.run.fresh_plan import TargetError, check_target, plan_action
from actions.site.paths import secrets_file
from actions.site.secrets_file import load_secrets
from actions.transport.gateway import Gateway
from tests.support.trial import ACTIONS, FILES, Make, TrialHost, making, trial_host

TAKES = Action("restart", "Restart it", (), takes="host/service")
TAKES_NONE = Action("sync", "Sync it", ())


@pytest.fixture
async def host(tmp_path: Path) -> AsyncIterator[TrialHost]:
    async with trial_host(tmp_path) as host:
        yield host


@pytest.mark.parametrize(("action", "target"), [(TAKES, "ctl/nova-api"), (TAKES_NONE, "")])
def test_targets_that_fit(action: Action, target: str) -> None:
    check_target(action, target)


WRONG = {
    "none where one is taken": (
        TAKES,
        "",
        "restart needs a target (host/service), and was given none.",
    ),
    "one where none is taken": (TAKES_NONE, "x", "sync takes no target, but was given 'x'."),
}


@pytest.mark.parametrize(("action", "target", "says"), WRONG.values(), ids=WRONG)
def test_targets_that_do_not_fit(action: Action, target: str, says: str) -> None:
    with pytest.raises(TargetError) as error:
        check_target(action, target)
    assert str(error.value) == says


async def test_what_could_not_be_seen_stands_among_the_notes(host: TrialHost) -> None:
    (host.files / "blind-cmp").touch()
    gateway = Gateway(host.site)
    action = Action("two", "Two", (making(Make("one")),), notes=lambda _: ("first",))
    plan, snapshot = await plan_action(gateway, host.site, action)
    await gateway.close()
    assert plan.notes == ("first", "Not seen: files cmp: it is blind")
    assert snapshot.get(FILES, "ctl") is not None


async def test_steps_see_the_target_and_the_secrets(tmp_path: Path) -> None:
    site = Site("lab", path=str(tmp_path / "lab.toml"))
    seen: list[Situation] = []
    action = Action("x", "X", (), takes="thing", notes=lambda s: (seen.append(s) or "",))  # type: ignore[func-returns-value]
    gateway = Gateway(site)
    secrets_file(site).write_text('admin_password = "pw"\n')
    secrets_file(site).chmod(0o600)
    await plan_action(gateway, site, action, "ctl")
    await gateway.close()
    assert (seen[0].target, list(seen[0].secrets)) == ("ctl", ["admin_password"])


@pytest.mark.parametrize("name", ["install", "install-nova", "install-nova/discover-hosts"])
@pytest.mark.parametrize("read_only", [False, True])
async def test_an_installation_s_passwords_are_made_when_it_is_planned(
    tmp_path: Path, read_only: bool, name: str
) -> None:
    action = find_action(name)
    assert action is not None
    site = Site("lab", path=str(tmp_path / "lab.toml"))
    gateway = Gateway(site, read_only=read_only)
    await plan_action(gateway, site, action)
    await gateway.close()
    assert set(load_secrets(site)) == (set() if read_only else set(NAMES))


async def test_the_passwords_that_any_action_needs_are_made_and_no_others(tmp_path: Path) -> None:
    site = Site("lab", path=str(tmp_path / "lab.toml"))
    gateway = Gateway(site)
    await plan_action(gateway, site, Action("x", "X", (), lock="install"))
    assert load_secrets(site) == {}
    await plan_action(gateway, site, Action("x", "X", (), secrets=("one", "two")))
    await gateway.close()
    assert set(load_secrets(site)) == {"one", "two"}


def test_actions_are_found_by_name() -> None:
    names = [action.name for action in all_actions()]
    assert names == sorted(set(names))
    assert find_action("remap-cell0") in all_actions()
    assert find_action("two") is None
    assert "two" in ACTIONS
