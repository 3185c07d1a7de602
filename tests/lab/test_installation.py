"""The cloud that the chapters built, asked by other tools than stackmend whether it works."""

from __future__ import annotations

import re
import subprocess
import time
from collections import Counter

from .cloud import Cloud
from .network import on_jump
from .shell import say


def test_the_instance_answers_on_its_floating_ip(installed: Cloud) -> None:
    """By ssh itself, with the key that stackmend made; it says its own name."""
    steps = installed.plan("install-tenant")
    login = next(step for step in steps if step["name"] == "tenant-login")
    found = re.search(r"\((\S+)@([0-9.]+) with the key (\S+);", login["why"])
    assert found, login
    user, address, key = found.groups()
    said = subprocess.run(
        on_jump(
            ["ssh", "-i", key, "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
             "-o", "BatchMode=yes", f"{user}@{address}", "hostname"]
        ),
        text=True,
        capture_output=True,
    )  # fmt: skip
    assert said.stdout.strip() == "test-instance", said.stderr


def test_the_volume_is_attached(installed: Cloud) -> None:
    assert [v["Status"] for v in installed.openstack("volume list")] == ["in-use"]
    assert [s["Status"] for s in installed.openstack("server list")] == ["ACTIVE"]


def test_all_agents_and_services_are_up(installed: Cloud) -> None:
    agents = installed.openstack("network agent list")
    assert all(agent["Alive"] for agent in agents)
    assert Counter(agent["Binary"] for agent in agents) == {
        "neutron-linuxbridge-agent": 2,
        "neutron-dhcp-agent": 1,
        "neutron-l3-agent": 1,
        "neutron-metadata-agent": 1,
    }
    volumes = installed.openstack("volume service list")
    assert {(v["Binary"], v["State"]) for v in volumes} == {
        ("cinder-scheduler", "up"),
        ("cinder-volume", "up"),
    }


def test_nothing_was_made_twice(installed: Cloud) -> None:
    endpoints = installed.openstack("endpoint list")
    made = Counter((e["Service Type"], e["Interface"]) for e in endpoints)
    assert set(made.values()) == {1}
    for words in ("service list", "user list", "network list", "subnet list", "router list"):
        names = Counter(row["Name"] for row in installed.openstack(words))
        assert set(names.values()) == {1}, (words, names)


def test_a_second_run_runs_no_command(installed: Cloud) -> None:
    before = installed.stackmend("runs", "--json").stdout
    begun = time.monotonic()
    second = installed.stackmend("run", "install", "--yes")
    say(f"a second run install: {time.monotonic() - begun:.1f} s")
    assert second.returncode == 0, second.stdout[-6000:] + second.stderr
    assert installed.stackmend("runs", "--json").stdout == before
    undone = {s["name"]: s for s in installed.plan("install") if s["commands"] or s["blocked"]}
    assert undone == {}
