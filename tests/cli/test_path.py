"""`stackmend path`: whole, broken and missing; by name, UUID, fixed and floating address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.sim import daemon
from actions.sim.catalog import uid
from actions.site.snapshot_file import save
from tests.cli.conftest import Call
from tests.trace.building import build


def test_a_whole_path_of_a_saved_snapshot(call: Call, tmp_path: Path) -> None:
    save(build({}), tmp_path / "facts.json")
    said = call("path", "web-1", "--from", str(tmp_path / "facts.json"))
    assert (said.code, said.err) == (0, "web-1: It is whole.\n")
    hops = [row.split("\t") for row in said.out.splitlines()]
    assert [hop[2] for hop in hops] == [
        "instance", "port", "security group", "bridge", "tunnel", "DHCP", "router", "floating IP",
    ]  # fmt: skip
    assert hops[4][3:6] == ["ok", "vxlan 214", "10.0.0.31 → 10.0.0.21"]


def test_an_instance_that_is_not_there(call: Call, tmp_path: Path) -> None:
    save(build({}), tmp_path / "facts.json")
    said = call("path", "web-9", "--from", str(tmp_path / "facts.json"))
    assert (said.code, said.out) == (2, "")
    assert "There is no instance 'web-9' among the newest in the file" in said.err


@pytest.fixture
def cut(home: Path) -> Iterator[None]:
    """A simulated cloud in which compute2 has no tunnels."""
    daemon.ensure(["cut-tunnel"])
    yield
    daemon.stop()


@pytest.mark.usefixtures("cut")
def test_any_instance_is_found_by_whatever_is_known_of_it(call: Call) -> None:
    for wanted in ("web-2", uid("instance web-2"), "10.10.1.11", "203.0.113.21"):
        said = call("path", wanted, "--demo", "--json")
        data = json.loads(said.out)
        (path,) = data["paths"]
        assert (said.code, path["state"], path["fault"]) == (1, "breaks", "tunnel")
        assert path["instance"]["name"] == "web-2"
        assert "`local_ip` is missing" in path["says"]
    assert call("path", "web-1", "--demo").code == 0
    said = call("path", "web", "--demo")
    assert said.code == 2
    assert "There is no instance 'web' in the cloud" in said.err
