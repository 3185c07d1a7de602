"""A machine without OpenSSH's client: asyncssh reads the configuration, or says what it cannot read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from actions.model.errors import NotConfigured
from actions.model.query import ShellQuery
from actions.transport.gateway import Gateway
from actions.transport.ssh_config import Local, SshConfig, Target
from actions.transport.without_openssh import read
from tests.support.servers import SshHost

HOME = "/home/op"
LOCAL = Local(HOME, "op", 1000, "jump", {"SSH_AUTH_SOCK": "/run/agent"})
DEFAULTS = SshConfig(
    hostname="ctl",
    port=22,
    user="op",
    identity_files=tuple(
        f"{HOME}/.ssh/{name}"
        for name in ("id_rsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk")
    ),
    identity_agent="/run/agent",
    user_known_hosts=(f"{HOME}/.ssh/known_hosts", f"{HOME}/.ssh/known_hosts2"),
    global_known_hosts=("/etc/ssh/ssh_known_hosts",),
)
CONFIGS: dict[str, tuple[str, Target, dict[str, Any]]] = {
    "nothing": ("", Target("ctl", "ctl"), {}),
    "another host's": ("Host cmp\n  User root\n", Target("ctl", "ctl"), {}),
    "a site's own": (
        "Host ctl\n  User ops\n  Port 23\n", Target("ctl", "ctl", 2200, "root"),
        {"port": 2200, "user": "root"},
    ),
    "what most have": (
        "Host ctl\n  HostName 192.0.2.1\n  User ops\n  Port 2222\n  IdentityFile ~/.ssh/lab_key\n"
        "  IdentitiesOnly yes\n  ProxyJump gw\n  ConnectTimeout 3\n",
        Target("ctl", "ctl"),
        {
            "hostname": "192.0.2.1", "user": "ops", "port": 2222,
            "identity_files": (f"{HOME}/.ssh/lab_key",), "identities_only": True,
            "proxy_jump": "gw", "connect_timeout": 3,
        },
    ),
    "no agent, no jump": (
        "Host *\n  IdentityAgent none\n  ProxyJump none\n", Target("ctl", "ctl"),
        {"identity_agent": ""},
    ),
    "a key file of an inventory's": (
        "", Target("ctl", "ctl", options=("IdentityFile=~/.ssh/cloud",)),
        {"identity_files": (f"{HOME}/.ssh/cloud", *DEFAULTS.identity_files)},
    ),
    "a jump's own way": (
        "ProxyJump gw\n", Target("ctl", "ctl", jumps="other"), {"proxy_jump": "other"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CONFIGS)
def test_what_is_read(name: str, tmp_path: Path) -> None:
    text, target, differs = CONFIGS[name]
    (tmp_path / "config").write_text(text)
    found = read(str(tmp_path / "config"), target, LOCAL)
    wanted = {**vars(DEFAULTS), **differs}
    assert vars(found) == wanted


@pytest.fixture
async def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SshHost]:
    async with SshHost(tmp_path).running() as running:
        monkeypatch.setenv("PATH", str(tmp_path))
        yield running


async def ask(host: SshHost) -> int:
    gateway = Gateway(host.site())
    try:
        return int((await gateway.ask(ShellQuery("ctl", "x"), 20)).exit)
    finally:
        await gateway.close()


async def test_a_host_is_reached_without_ssh(host: SshHost) -> None:
    assert await ask(host) == 0


async def test_what_only_openssh_reads_is_said_with_what_to_install(host: SshHost) -> None:
    config = host.folder / "ssh_config"
    config.write_text("HostName 127.0.0.1 # rack 3\n" + config.read_text())
    with pytest.raises(NotConfigured, match=r"^ctl: the SSH .* cannot be used.*openssh-client"):
        await ask(host)


def test_what_an_inventory_says_more_needs_ssh(tmp_path: Path) -> None:
    target = Target("ctl", "ctl", options=("ProxyCommand=nc %h %p",))
    with pytest.raises(ValueError, match="its option ProxyCommand, of the inventory, cannot"):
        read(str(tmp_path / "none"), target, LOCAL)
