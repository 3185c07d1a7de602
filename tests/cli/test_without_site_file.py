"""From clouds.yaml and ~/.ssh/config alone: check, run, undo and init, beside a whole cloud."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from actions.run.journal import read_run
from actions.sim.cloud import SimCloud
from actions.site.site_file import load_site
from tests.cli.conftest import Call, Said

FOUND = "7 hosts from the cloud's own lists. `stackmend init --cloud demo` writes them down."
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
async def cloud(home: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SimCloud]:
    """The cloud's clouds.yaml and ssh_config are the operator's own; there is no site file."""
    async with SimCloud("cell0-on-cell1-database") as cloud:
        (home / ".ssh").mkdir(mode=0o700)
        config = home / ".ssh" / "config"
        config.write_text((cloud.folder / "ssh_config").read_text())
        config.chmod(0o600)
        monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(cloud.folder / "clouds.yaml"))
        monkeypatch.setenv("PYTHONPATH", str(ROOT))  # runs have processes of their own
        monkeypatch.chdir(home)
        yield cloud


Stackmend = Callable[..., Awaitable[Said]]


@pytest.fixture
def stackmend(call: Call, cloud: SimCloud) -> Stackmend:
    """Call it in a thread, beside the cloud."""

    async def called(*words: str, typed: str | None = None) -> Said:
        return await asyncio.to_thread(lambda: call(*words, typed=typed))

    return called


def codes(said: Said) -> list[str]:
    return [finding["code"] for finding in json.loads(said.out)["findings"]]


async def test_a_check_sees_what_it_sees_with_a_site_file(
    cloud: SimCloud, stackmend: Stackmend, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = await stackmend("check", "--cloud", "demo", "--json")
    with_file = await stackmend("check", "--site", str(cloud.site_path), "--json")
    assert (said.code, codes(said)) == (1, codes(with_file)) == (1, ["cell0-shared"])
    assert json.loads(said.out)["findings"][0]["command"] == "stackmend run remap-cell0 --cloud demo"
    assert said.err.splitlines()[0] == FOUND
    monkeypatch.setenv("OS_CLOUD", "demo")
    assert (await stackmend("check")).err.splitlines()[0] == FOUND


async def test_hosts_of_another_cloud_are_not_asked_for_this_one(
    stackmend: Stackmend, home: Path
) -> None:
    """The site file that is read where none is named may be of one of several clouds."""
    path = home / "config/stackmend/site.toml"
    path.parent.mkdir(parents=True)
    path.write_text('name = "prod"\ncloud = "prod"\n[hosts.prod1]\nroles = ["controller"]\n')
    said = await stackmend("check", "--cloud", "demo", "--json")
    assert (said.code, codes(said)) == (1, ["cell0-shared"])
    first = said.err.splitlines()[0]
    assert first == f"{path} is not used: it is of the cloud prod. {FOUND}"
    path.write_text('name = "lab"\n[hosts.controller]\nroles = ["controller"]\n')
    assert "own lists" not in (await stackmend("check", "--cloud", "demo")).err


async def test_a_host_that_is_off_is_told_as_any_other(cloud: SimCloud, stackmend: Stackmend) -> None:
    await cloud.host("compute2").vanish()
    said = await stackmend("check", "--cloud", "demo", "--json")
    assert "host-unreachable" in codes(said)
    assert said.code == 1


async def test_a_run_goes_by_the_hosts_that_were_approved(
    cloud: SimCloud, stackmend: Stackmend
) -> None:
    """Its own process asks no list; neither does one that takes it up again."""
    done = await stackmend("run", "remap-cell0", "--cloud", "demo", "--yes")
    assert (done.code, "Done and verified" in done.err) == (0, True)
    hosts = read_run(_run(done)).hosts
    assert {host.name for host in hosts} >= {"controller", "compute1", "storage1"}
    assert codes(await stackmend("check", "--cloud", "demo", "--json")) == []
    for api in ("compute", "network", "block-storage"):
        cloud.api(api).break_with(503)
    undone = await stackmend("undo", "--yes")
    assert (undone.code, "Done and verified" in undone.err) == (0, True)
    assert read_run(_run(undone)).hosts == hosts


def _run(said: Said) -> str:
    return said.err.rsplit("run ", 1)[1].split()[0].rstrip(".")


async def test_init_writes_what_it_shows_and_asks_before(
    cloud: SimCloud, stackmend: Stackmend, home: Path
) -> None:
    path = home / "config/stackmend/site.toml"
    nobody = await stackmend("init", "--cloud", "demo")
    assert (nobody.code, path.exists()) == (2, False)
    assert f"with --yes, this is written to {path}" in nobody.err
    declined = await stackmend("init", "--cloud", "demo", typed="n\n")
    assert (declined.code, path.exists()) == (2, False)
    said = await stackmend("init", typed="my lab\ndemo\ny\n")
    assert said.code == 0
    assert path.read_text() == said.out
    site = load_site(path)
    assert (site.name, site.cloud) == ("my lab", "demo")
    told = {host.name: set(host.roles) for host in load_site(cloud.site_path).hosts}
    for roles in told.values():
        roles -= {"database", "messaging"}  # no list tells them, and a controller leads to both
    assert {host.name: set(host.roles) for host in site.hosts} == told
    again = await stackmend("init", "--cloud", "demo", "--yes")
    assert (again.code, "is never overwritten" in again.err) == (2, True)
    with_file = await stackmend("check", "--json")
    assert (with_file.code, "own lists" in with_file.err) == (1, False)


async def test_variables_alone_are_enough(
    cloud: SimCloud, stackmend: Stackmend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """admin-openrc.sh on a controller: the site is called as the host in its URL."""
    auth = json.loads((cloud.folder / "clouds.yaml").read_text())["clouds"]["demo"]["auth"]
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", os.devnull)
    for name, value in {**auth, "region_name": "RegionOne"}.items():
        monkeypatch.setenv(f"OS_{name.upper()}", value)
    said = await stackmend("check", "--json")
    assert (said.code, codes(said)) == (1, ["cell0-shared"])
    assert said.err.splitlines()[0].endswith("`stackmend init` writes them down.")
    assert said.err.splitlines()[-1].startswith("127.0.0.1: ")
