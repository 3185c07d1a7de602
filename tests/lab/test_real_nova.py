"""A real Nova: installed by stackmend, broken by hand, mended by stackmend, asked whether it is so."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess

import pytest

from tests.support.terminal import Terminal

from .breakages import BREAKAGES, CELL0, UNKNOWN_NAME, Breakage, silent_resolver
from .by_keyboard import approve, mend_cell0
from .cloud import Cloud
from .paths import SITE


def run(repair: str) -> str:
    """The command of a finding: it leads to the lab's site."""
    return f"stackmend run {repair} --site {SITE}"


def assert_right(cloud: Cloud) -> None:
    """Nova's own tools say that its cells are right, and stackmend finds nothing."""
    cells = cloud.nova_manage("cell_v2 list_cells")
    assert cells.returncode == 0, cells.stdout
    assert re.search(
        rf"cell0 \| {CELL0} \|\s+none:/+\s+\| mysql\+pymysql://nova:\*+@\S+/nova_cell0", cells.stdout
    )
    synced = cloud.nova_manage("db sync")
    assert synced.returncode == 0, synced.stdout
    services = cloud.openstack("compute service list")
    assert sorted(s["Binary"] for s in services) == ["nova-compute", "nova-conductor", "nova-scheduler"]
    assert {s["State"] for s in services} == {"up"}
    assert cloud.findings() == {}


def test_what_the_chapters_built_works(healthy: Cloud) -> None:
    assert_right(healthy)
    assert [h["Hypervisor Hostname"] for h in healthy.openstack("hypervisor list")] == ["compute1"]
    hosts = healthy.nova_manage("cell_v2 list_hosts")
    assert re.search(r"\|\s+cell1\s+\|.*\|\s+compute1\s+\|", hosts.stdout)


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda b: b.name)
def test_a_broken_cell0_is_seen_and_mended(healthy: Cloud, breakage: Breakage) -> None:
    breakage.make(healthy)
    assert healthy.findings().get(breakage.code) == run("remap-cell0")
    healthy.mend("remap-cell0")
    assert_right(healthy)


def test_a_resolver_that_is_silent_blames_no_database(healthy: Cloud) -> None:
    """sshd looked the name up itself, for 20 s, and every other question stood still meanwhile."""
    with silent_resolver(healthy):
        UNKNOWN_NAME.make(healthy)
        line = "TIMEFORMAT=%0R; time timeout 30 getent ahosts db9.example"
        asked = healthy.on("controller", f"bash -c '{line}' 2>&1; true")
        assert int(asked.stdout) >= 19, asked
        told = json.loads(healthy.stackmend("check", "--json").stdout)
        found = {finding["code"]: finding for finding in told["findings"]}
        assert "cell-unreachable" not in found, found
        says = found["cell0-unreachable"]["message"]
        assert "controller does not resolve the name db9.example (asked there: getent ahosts" in says
        healthy.mend("remap-cell0")
    assert_right(healthy)


def test_by_keyboard_alone(healthy: Cloud) -> None:
    BREAKAGES[0].make(healthy)
    mend_cell0(healthy)
    assert_right(healthy)


def test_a_console_that_is_killed_leaves_its_run_going(healthy: Cloud) -> None:
    BREAKAGES[0].make(healthy)
    with Terminal(healthy.argv(), healthy.environment, columns=100, rows=30) as terminal:
        approve(terminal)
        terminal.wait_for("1 of 6 steps", timeout=60)
        terminal.kill()
    with Terminal(healthy.argv(), healthy.environment, columns=100, rows=30) as terminal:
        terminal.press("8")
        terminal.wait_for("remap-cell0", "done", "6/6", timeout=300)
    assert_right(healthy)


def test_a_runner_that_is_killed_is_resumed(healthy: Cloud) -> None:
    BREAKAGES[2].make(healthy)
    assert healthy.stackmend("run", "remap-cell0", "--yes", "--detach").returncode == 0
    with subprocess.Popen(
        healthy.argv("show", "last", "--follow"),
        env=healthy.environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as watcher:
        assert watcher.stdout is not None
        assert any("nova-manage db sync" in line for line in watcher.stdout)
        os.kill(healthy.runner(), signal.SIGKILL)
    assert json.loads(healthy.stackmend("runs", "--json").stdout)["runs"][0]["status"] == "interrupted"
    resumed = healthy.stackmend("resume", "last", "--yes")
    assert resumed.returncode == 0, resumed.stdout + resumed.stderr
    assert_right(healthy)


def test_an_unmapped_compute_host_is_mapped(healthy: Cloud) -> None:
    healthy.sql("DELETE FROM nova_api.host_mappings; UPDATE nova.compute_nodes SET mapped = 0;")
    assert healthy.findings().get("host-unmapped") == run("discover-hosts")
    healthy.mend("discover-hosts")
    assert_right(healthy)


def test_a_host_mapping_that_was_lost_is_made_again(healthy: Cloud) -> None:
    healthy.sql("DELETE FROM nova_api.host_mappings;")
    assert healthy.findings().get("host-mapping-lost") == run("discover-hosts")
    healthy.mend("discover-hosts")
    assert_right(healthy)


def test_three_passwords_for_one_account(healthy: Cloud) -> None:
    healthy.sql(
        "ALTER USER 'nova'@'localhost' IDENTIFIED BY 'NOVA_CELL0_PASS';"
        "ALTER USER 'nova'@'%' IDENTIFIED BY 'NOVA_CELL0_PASS';"
    )
    healthy.on("controller", "systemctl restart nova-api nova-scheduler nova-conductor")
    assert healthy.nova_manage("db sync").returncode == 1
    findings = healthy.findings()
    assert findings.get("db-account", "").startswith("stackmend run align-db-account"), findings
    healthy.mend(*findings["db-account"].split()[2:])
    assert_right(healthy)


def test_undo_puts_the_mapping_back(healthy: Cloud) -> None:
    BREAKAGES[0].make(healthy)
    healthy.mend("remap-cell0")
    newest = json.loads(healthy.stackmend("runs", "--json").stdout)["runs"][0]
    undone = healthy.stackmend("undo", newest["id"], "--yes")
    assert undone.returncode == 0, undone.stdout + undone.stderr
    assert "cell0-shared" in healthy.findings()
    healthy.mend("remap-cell0")
    assert_right(healthy)
