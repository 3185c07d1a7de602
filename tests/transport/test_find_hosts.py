"""Hosts without a site file, at the wire: what the lists name, how it is reached, and what is said."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from actions.model.invocation import Invocation
from actions.model.site import Host, Site
from actions.site import this_machine
from actions.site.paths import last_hosts
from actions.transport.find_hosts import find_hosts
from actions.transport.gateway import Gateway
from tests.support.servers import Apis, answers

CONTROLLER, COMPUTE = frozenset({"controller"}), frozenset({"compute"})


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a machine called `jump`, without OpenStack."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    machine(monkeypatch, "jump")


def machine(monkeypatch: pytest.MonkeyPatch, name: str, *configurations: Path) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: name)
    monkeypatch.setattr(this_machine, "CONFIGURATIONS", tuple(map(str, configurations)))


def service(binary: str, host: str, state: str = "up") -> dict[str, Any]:
    return {"binary": binary, "host": host, "state": state, "status": "enabled"}


def lists(apis: Apis, *services: tuple[str, ...], agents: tuple[str, ...] = ()) -> None:
    rows = [service(*one) for one in services]
    apis.answers["/compute/v2.1/os-services"] = answers({"services": rows})
    named = [{"agent_type": "L3 agent", "host": host, "alive": True} for host in agents]
    apis.answers["/network/v2.0/agents"] = answers({"agents": named})


async def found(apis: Apis) -> Site:
    site = replace(apis.site(), listed=True, invocation=Invocation(cloud="lab"))
    gateway = Gateway(site)
    try:
        return await find_hosts(gateway)
    finally:
        await gateway.close()


async def test_hosts_roles_and_where_they_are_from(apis: Apis) -> None:
    lists(apis, ("nova-compute", "cmp"), ("nova-conductor", "ctl"), agents=("ctl",))
    site = await found(apis)
    assert site.hosts == (Host("ctl", CONTROLLER | {"network"}), Host("cmp", COMPUTE))
    assert site.origin == (
        "2 hosts from the cloud's own lists. `stackmend init --cloud lab` writes them down."
    )


async def test_a_list_without_an_answer_is_told_and_its_hosts_are_those_of_the_last_time(
    apis: Apis,
) -> None:
    lists(apis, ("nova-compute", "cmp"), ("nova-conductor", "ctl"), agents=("ctl",))
    await found(apis)
    lists(apis, agents=("net",))
    apis.answers["/compute/v2.1/os-services"] = answers({"x": "y"}, 500)
    site = await found(apis)
    assert site.hosts == (
        Host("ctl", CONTROLLER | {"network"}),
        Host("cmp", COMPUTE),
        Host("net", frozenset({"network"})),
    )
    assert site.notes[0] == "3 hosts from the cloud's own lists."
    assert site.notes[1].startswith("No answer from the list of nova (")
    assert "the hosts are those of 20" in site.notes[1]
    lists(apis, ("nova-conductor", "ctl"))
    assert [host.name for host in (await found(apis)).hosts] == ["ctl"]  # a whole answer is believed


@pytest.mark.parametrize(("age", "waits"), [(60, False), (7200, True)])
async def test_keystone_is_not_waited_for_where_the_hosts_of_a_moment_ago_are_known(
    apis: Apis, monkeypatch: pytest.MonkeyPatch, age: int, waits: bool
) -> None:
    """Nor are they kept for ever where its logins are always slow."""
    lists(apis, ("nova-conductor", "ctl"))
    kept = last_hosts(await found(apis))
    os.utime(kept, (time.time() - age,) * 2)
    lists(apis, ("nova-conductor", "anew"))
    monkeypatch.setattr("actions.transport.find_hosts.PATIENCE", 0.0)
    site = await found(apis)
    assert site.hosts == (Host("anew" if waits else "ctl", CONTROLLER),)
    late = "No answer from the lists of cinder, neutron and nova (Keystone did not answer in 0 s): the "
    assert [note.startswith(late) for note in site.notes] == ([False] if waits else [False, True])


async def test_nothing_is_known_where_no_list_ever_answered(apis: Apis) -> None:
    apis.password = "other"
    site = await found(apis)
    assert site.hosts == ()
    assert [note.partition(" (")[0] for note in site.notes] == [
        "No answer from the lists of cinder, neutron and nova"
    ]
    assert site.notes[0].endswith("): their hosts are not known.")


async def test_lists_without_a_host_are_told(apis: Apis) -> None:
    lists(apis)
    assert (await found(apis)).origin == "The cloud's own lists name no host."


GONE = "nova-compute", "gone.invalid", "down"


def resolving(monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    real = socket.getaddrinfo

    def resolve(host: Any, *args: Any, **words: Any) -> Any:
        if host == GONE[1]:
            raise socket.gaierror(error, "no")
        return real(host, *args, **words)

    monkeypatch.setattr("socket.getaddrinfo", resolve)


@pytest.mark.parametrize(
    ("error", "reported"),
    [
        (socket.EAI_NONAME, "2999-01-01T00:00:00.000000"),
        (socket.EAI_AGAIN, "2026-01-01T00:00:00.000000"),
    ],
)
async def test_the_row_of_a_host_that_is_gone_makes_no_host(
    apis: Apis, monkeypatch: pytest.MonkeyPatch, error: int, reported: str
) -> None:
    """Else it is one that cannot be reached, and what is wrong is the row."""
    rows = [service("nova-conductor", "ctl"), service(*GONE) | {"updated_at": reported}]
    lists(apis)
    apis.answers["/compute/v2.1/os-services"] = answers({"services": rows})
    resolving(monkeypatch, error)
    site = await found(apis)
    assert [host.name for host in site.hosts] == ["ctl"]
    assert site.notes[1].startswith("gone.invalid is left out: nothing there reports")


@pytest.mark.parametrize("kept", ["a resolver that is down", "ssh_config has it", "nothing reports"])
async def test_a_silent_host_that_may_be_there_is_one(
    apis: Apis, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kept: str
) -> None:
    state = "down" if kept == "nothing reports" else "up"
    lists(apis, ("nova-conductor", "ctl", state), GONE)
    resolving(monkeypatch, socket.EAI_AGAIN if "resolver" in kept else socket.EAI_NONAME)
    if "ssh_config" in kept:
        ssh_config(tmp_path, "Host gone.*\n  HostName 127.0.0.9\n")
    assert [host.name for host in (await found(apis)).hosts] == ["ctl", "gone.invalid"]


@pytest.mark.parametrize("own", ["ctl", "ctl.example", "localhost"])
async def test_this_machine_itself_is_asked_without_ssh(
    apis: Apis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: str
) -> None:
    listed = "localhost" if own == "localhost" else "ctl"
    (tmp_path / "nova.conf").touch()
    machine(monkeypatch, own, tmp_path / "nova.conf")
    lists(apis, ("nova-conductor", listed), ("nova-compute", "cmp"))
    assert (await found(apis)).hosts == (
        Host(listed, CONTROLLER, connection="local"),
        Host("cmp", COMPUTE),
    )


async def test_a_configuration_that_may_not_be_read_is_one(
    apis: Apis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """/etc/nova is 0750: who is no root sees the folder, and nothing in it."""

    def lstat(path: str) -> None:
        raise PermissionError(path)

    machine(monkeypatch, "ctl", tmp_path / "nova.conf")
    monkeypatch.setattr("os.lstat", lstat)
    lists(apis, ("nova-conductor", "ctl"))
    assert (await found(apis)).hosts == (Host("ctl", CONTROLLER, connection="local"),)


async def test_a_laptop_of_that_name_is_no_host(apis: Apis, monkeypatch: pytest.MonkeyPatch) -> None:
    """No OpenStack lies on it; `localhost` alone would lead to it all the same, and is left out."""
    machine(monkeypatch, "ctl")
    lists(apis, ("nova-conductor", "ctl"), ("nova-compute", "localhost"))
    site = await found(apis)
    assert site.hosts == (Host("ctl", CONTROLLER),)
    assert site.notes[1].startswith("localhost is left out: every machine calls itself that")


async def test_a_host_of_another_domain_is_not_this_machine(
    apis: Apis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nova.conf").touch()
    machine(monkeypatch, "ctl.east.example", tmp_path / "nova.conf")
    lists(apis, ("nova-conductor", "ctl.west.example"))
    (host,) = (await found(apis)).hosts
    assert host.connection == "ssh"


async def test_what_the_ssh_configuration_leads_elsewhere_is_not_this_machine(
    apis: Apis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nova.conf").touch()
    machine(monkeypatch, "ctl", tmp_path / "nova.conf")
    lists(apis, ("nova-conductor", "ctl"))
    ssh_config(tmp_path, "Host ctl\n  HostName 192.0.2.1\n")
    assert (await found(apis)).hosts == (Host("ctl", CONTROLLER),)


async def test_a_host_is_called_by_the_name_that_leads_to_it(apis: Apis, tmp_path: Path) -> None:
    """nova has whole names, which nobody here resolves; the SSH configuration has one short one."""
    lists(apis, ("nova-conductor", "ctl.cloud.invalid"), ("nova-compute", "cmp.cloud.invalid"))
    ssh_config(tmp_path, "Host ctl\n  HostName 192.0.2.1\n")
    assert (await found(apis)).hosts == (Host("ctl", CONTROLLER), Host("cmp.cloud.invalid", COMPUTE))


async def test_an_entry_without_an_address_leads_to_its_host_too(apis: Apis, tmp_path: Path) -> None:
    """Another user or port is in it, for that name alone."""
    lists(apis, ("nova-conductor", "localhost.cloud.example"), ("nova-compute", "cmp.cloud.example"))
    ssh_config(tmp_path, "Host cmp\n  Port 2222\nHost *\n  User ops\n  ProxyJump bastion\n")
    assert [host.name for host in (await found(apis)).hosts] == ["localhost.cloud.example", "cmp"]


async def test_a_name_that_resolves_to_this_machine_leads_to_no_other(
    apis: Apis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A jump host called as a controller is; only the whole name tells them apart."""
    machine(monkeypatch, "gate")
    lists(apis, ("nova-conductor", "gate.cloud.invalid"))
    monkeypatch.setattr("socket.getaddrinfo", resolver("gate"))
    assert [host.name for host in (await found(apis)).hosts] == ["gate.cloud.invalid"]


async def test_a_machine_that_the_ssh_configuration_calls_by_its_whole_name_is_itself(
    apis: Apis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nova.conf").touch()
    machine(monkeypatch, "ctl", tmp_path / "nova.conf")
    lists(apis, ("nova-conductor", "ctl"))
    ssh_config(tmp_path, "Host ctl\n  HostName ctl.cloud.example\nHost *\n  ProxyJump bastion\n")
    assert (await found(apis)).hosts == (Host("ctl", CONTROLLER, connection="local"),)


async def test_where_nothing_else_tells_a_controller_looks_at_itself(
    apis: Apis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nova.conf").touch()
    machine(monkeypatch, "ctl", tmp_path / "nova.conf")
    apis.password = "other"
    site = await found(apis)
    assert site.hosts == (Host("ctl", CONTROLLER, connection="local"),)
    assert site.notes[-1] == "OpenStack lies on this machine, which is looked at alone."


def ssh_config(home: Path, text: str) -> None:
    (home / ".ssh").mkdir(mode=0o700)
    (home / ".ssh" / "config").write_text(text)
    (home / ".ssh" / "config").chmod(0o600)


def resolver(*known: str) -> Callable[..., Any]:
    """A resolver that knows these names beside the addresses."""
    real = socket.getaddrinfo

    def look_up(name: str, *more: Any, **kinds: Any) -> Any:
        if name in known:
            return real("127.0.0.1", *more, **kinds)
        if name.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(name, *more, **kinds)

    return look_up
