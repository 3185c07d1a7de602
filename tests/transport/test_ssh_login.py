"""Logging in as OpenSSH would: which keys, by which way, to whose host key; and what a refusal says."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import asyncssh
import pytest

from actions.model.site import Host, Site
from actions.transport.ssh_config import SshConfig, Target
from actions.transport.ssh_handshake import Handshake
from actions.transport.ssh_keys import Offer
from tests.support.login import ask, configured, refused
from tests.support.servers import SshHost, write_key

ED25519 = "ssh-ed25519"


@pytest.fixture
async def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Path]:
    """OpenSSH's agent, without keys."""
    path = tmp_path / "agent.sock"
    process = await asyncio.create_subprocess_exec(
        "ssh-agent", "-D", "-a", str(path), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    await process.stdout.readline()
    monkeypatch.setenv("SSH_AUTH_SOCK", str(path))
    yield path
    process.terminate()
    await process.wait()


def new_key(path: Path) -> asyncssh.SSHKey:
    key = asyncssh.generate_private_key(ED25519, comment=f"{path.name}@laptop")
    write_key(path, key)
    path.with_name(f"{path.name}.pub").write_bytes(key.export_public_key())
    return key


async def test_only_the_home_has_a_configuration_and_its_key_has_a_name_of_its_own(
    host: SshHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger's first contact: the site file names no ssh_config."""
    home = tmp_path / "home"
    (home / ".ssh").mkdir(parents=True)
    (host.folder / "id").rename(home / ".ssh" / "lab_key")
    (host.folder / "known_hosts").rename(home / ".ssh" / "known_hosts")
    (home / ".ssh" / "config").write_text(
        f"Host ctl\n  HostName 127.0.0.1   # rack 3\n  Port {host.port}\n  User ops\n"
        "  IdentityFile ~/.ssh/lab_key\n"
    )
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    site = Site("lab", (Host("ctl"),))
    assert await ask(site) == 0
    assert [c.get_extra_info("username") for c in host.connections] == ["ops"]
    new_key(home / ".ssh" / "lab_key")
    said = f"ctl: 127.0.0.1 port {host.port} refuses the login of ops: tried ~/.ssh/lab_key."
    assert await refused(site) == said


async def test_a_refused_login_names_the_keys_of_the_agent_too(host: SshHost, agent: Path) -> None:
    keys = [asyncssh.generate_private_key(ED25519, comment=c) for c in ("ops@laptop", "token")]
    async with asyncssh.SSHAgentClient(str(agent)) as client:
        await client.add_keys(keys)
    new_key(host.folder / "lab")
    said = await refused(configured(host, f"IdentityFile {host.folder}/lab"))
    assert said == (
        f"ctl: 127.0.0.1 port {host.port} refuses the login of root: tried {host.folder}/lab and "
        "2 keys of the agent (ops@laptop, token)."
    )
    assert len(host.refused) == 3


async def test_a_key_of_the_agent_whose_comment_is_no_utf_8_is_offered(
    host: SshHost, agent: Path
) -> None:
    """As of a laptop whose locale was Latin-1: ssh only shows the comment."""
    key = asyncssh.import_private_key((host.folder / "id").read_bytes())
    key.set_comment("müller@laptop".encode("latin-1"))
    async with asyncssh.SSHAgentClient(str(agent)) as client:
        await client.add_keys([key])
    site = configured(host, "IdentityFile none")
    assert await ask(site) == 0
    new = asyncssh.generate_private_key(ED25519)
    new.set_comment("müller@laptop".encode("latin-1"))
    async with asyncssh.SSHAgentClient(str(agent)) as client:
        await client.remove_all()
        await client.add_keys([new])
    assert "1 key of the agent (m\ufffdller@laptop)" in await refused(site)


async def test_keys_are_offered_in_the_order_of_openssh(host: SshHost, agent: Path) -> None:
    """The agent's that a file names, the agent's others, then those that are in files alone."""
    folder = host.folder
    keys = {name: new_key(folder / name) for name in ("one", "two", "three", "four")}
    authority = asyncssh.generate_private_key(ED25519)
    certificate = authority.generate_user_certificate(keys["three"], "ops", principals=["root"])
    (folder / "three-cert.pub").write_bytes(certificate.export_certificate())
    async with asyncssh.SSHAgentClient(str(agent)) as client:
        await client.add_keys([asyncssh.load_keypairs(keys["four"])[0]])
        await client.add_keys([asyncssh.load_keypairs(keys["two"])[0]])
    (folder / "two").unlink()  # its public half alone, as of a key on a token
    half = keys["two"].get_fingerprint()  # ssh asks for it also where nothing could sign with it
    files = [f"IdentityFile {folder}/{name}" for name in ("one", "two", "three")]
    for more, count in (
        ([], 5),
        (["IdentitiesOnly yes"], 4),
        ([f"CertificateFile {folder}/three-cert.pub"], 5),
        (["IdentityAgent none"], 3),
    ):
        site = configured(host, *files, *more)
        host.refused.clear()
        await refused(site)
        ours = list(host.refused)
        host.refused.clear()
        options = ("-F", site.ssh_config, "-p", str(host.port), "-o", "BatchMode=yes")
        ssh = await asyncio.create_subprocess_exec("ssh", *options, "127.0.0.1", "true", stderr=-3)
        assert await ssh.wait() == 255
        signing = [one for one in host.refused if one != half or "IdentityAgent none" not in more]
        assert ours == signing, more
        assert len(ours) == count


@pytest.mark.parametrize("passphrase", ["", "secret"])
async def test_a_key_of_the_agent_whose_file_is_locked_or_gone(
    host: SshHost, agent: Path, passphrase: str
) -> None:
    key = asyncssh.read_private_key(host.folder / "id")
    (host.folder / "id").unlink()
    if passphrase:
        write_key(host.folder / "id", key, passphrase)
    async with asyncssh.SSHAgentClient(str(agent)) as client:
        await client.add_keys([key])
    more = ["IdentitiesOnly yes"] if passphrase else []
    assert await ask(configured(host, f"IdentityFile {host.folder}/id", *more)) == 0


async def test_a_passphrase_is_told_with_what_helps(
    host: SshHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    key = asyncssh.read_private_key(host.folder / "id")
    write_key(host.folder / "id", key, "secret")
    said = await refused(configured(host, f"IdentityFile {host.folder}/id"))
    file = f"{host.folder}/id"
    assert said.endswith(
        f"no key was tried: there is no agent; {file} has a passphrase and is not in the agent "
        f"(ssh-add {file})."
    )


async def test_identity_files_that_are_none_are_passed_over(host: SshHost) -> None:
    (host.folder / "notes").write_text("no key at all\n")
    (host.folder / "folder").mkdir()
    (host.folder / "half").write_text("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n")
    names = ("notes", "folder", "half", "gone", "id")
    assert await ask(configured(host, *(f"IdentityFile {host.folder}/{n}" for n in names))) == 0


async def test_a_key_that_others_can_read_is_passed_over(
    host: SshHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    (host.folder / "id").chmod(0o644)
    said = await refused(configured(host, f"IdentityFile {host.folder}/id"))
    assert "can be read by others, so that OpenSSH ignores it (chmod 600 " in said


def test_an_sshd_that_takes_no_more_keys() -> None:
    """MaxAuthTries: an agent full of keys never comes to the right one."""
    config = SshConfig("192.0.2.1", 22, "ops", identity_agent="/agent")
    handshake = Handshake(Target("ctl", "ctl"), config, (), "/home/op")
    key = asyncssh.load_keypairs(asyncssh.generate_private_key(ED25519))[0]
    handshake.offers.keys = [Offer(f"key{n}", key, in_agent=True) for n in range(9)]
    while len(handshake.tried) < 6:
        assert handshake.public_key_auth_requested() is key
    error = asyncssh.DisconnectError(2, "Too many authentication failures")
    assert handshake.explain(error) == (
        "192.0.2.1 port 22 refuses the login of ops after 6 keys (Too many authentication failures): "
        "tried 6 keys of the agent (key0, key1, key2, key3, …); IdentitiesOnly yes in the SSH "
        "configuration leaves the agent's others out."
    )


async def test_no_key_at_all(host: SshHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    said = await refused(configured(host, f"IdentityFile {host.folder}/gone"))
    assert said.endswith(f"no key was tried: there is no agent; there is no {host.folder}/gone.")
    said = await refused(configured(host, "IdentityFile none"))
    assert said.endswith("no key was tried: there is no agent.")
    said = await refused(configured(host, "PubkeyAuthentication no"))
    assert said.endswith("no key was tried (PubkeyAuthentication no).")


@pytest.mark.parametrize("named", [True, False])
async def test_a_certificate_lets_in(tmp_path: Path, named: bool) -> None:
    authority = asyncssh.generate_private_key(ED25519)
    line = f"\ncert-authority {authority.export_public_key().decode()}"
    async with SshHost(tmp_path, authorized=line).running() as host:
        key = new_key(tmp_path / "lab")
        certificate = authority.generate_user_certificate(key, "ops", principals=["root"])
        path = tmp_path / ("ops-cert.pub" if named else "lab-cert.pub")
        path.write_bytes(certificate.export_certificate())
        more = [f"CertificateFile {path}"] if named else []
        assert await ask(configured(host, f"IdentityFile {tmp_path}/lab", *more)) == 0


RELAY = """
import os, socket, sys, threading
there = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
print("what a command says on its error stream", file=sys.stderr)
def send():
    while data := os.read(0, 65536):
        there.sendall(data)
threading.Thread(target=send, daemon=True).start()
while data := there.recv(65536):
    os.write(1, data)
"""


PASS = """
import socket, sys
there = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
socket.send_fds(socket.socket(fileno=1), [b"x"], [there.fileno()])
"""


@pytest.mark.parametrize(("script", "more"), [(RELAY, ()), (PASS, ("ProxyUseFdpass yes",))])
async def test_a_proxy_command_leads_there(host: SshHost, script: str, more: tuple[str, ...]) -> None:
    (host.folder / "relay.py").write_text(script)
    command = f"ProxyCommand {sys.executable} {host.folder}/relay.py %p"
    site = configured(host, f"IdentityFile {host.folder}/id", command, *more)
    assert await ask(site) == 0
    host.trust()
    by_hand = f"log in once by `ssh -F {site.ssh_config} -p {host.port} 127.0.0.1`, which adds it"
    assert by_hand in await refused(site)


async def test_a_proxy_command_is_started_anew_where_the_plain_key_is_looked_at(
    tmp_path: Path,
) -> None:
    ours, other = (asyncssh.generate_private_key(ED25519) for _ in range(2))
    certificate = other.generate_host_certificate(ours.convert_to_public(), "c", principals=["x"])
    async with SshHost(tmp_path, host_key=ours, certificate=certificate).running() as host:
        (tmp_path / "relay.py").write_text(RELAY)
        line = (
            f"@cert-authority * {asyncssh.generate_private_key(ED25519).export_public_key().decode()}"
        )
        (tmp_path / "known_hosts").write_text((tmp_path / "known_hosts").read_text() + line)
        command = f"ProxyCommand {sys.executable} {tmp_path}/relay.py %p"
        assert await ask(configured(host, f"IdentityFile {tmp_path}/id", command)) == 0


async def test_a_proxy_command_that_fails_is_named(host: SshHost) -> None:
    said = await refused(configured(host, "ProxyCommand ssh -W %h:%p -o BatchMode=yes nowhere.invalid"))
    way = f"ssh -W 127.0.0.1:{host.port} -o BatchMode=yes nowhere.invalid"
    assert f"127.0.0.1:{host.port} by way of `{way}` closed the connection" in said


async def test_of_a_proxy_command_with_a_password_the_program_is_named(host: SshHost) -> None:
    said = await refused(configured(host, "ProxyCommand /nowhere/relay --auth ops:hunter22 %h"))
    assert f"127.0.0.1:{host.port} by way of `/nowhere/relay …` closed the connection" in said


async def test_a_hint_has_no_password_of_the_inventory_s_proxy_command(host: SshHost) -> None:
    (host.folder / "relay.py").write_text(RELAY)
    relay = f"ProxyCommand={sys.executable} {host.folder}/relay.py %p ops:hunter22"
    options = (relay, f"IdentityFile={host.folder}/id")
    site = host.site()
    site = replace(site, hosts=(replace(site.hosts[0], ssh_options=options),))
    assert await ask(site) == 0
    host.trust()
    said = await refused(site)
    assert "hunter22" not in said
    by_hand = f"log in once by `ssh -F {site.ssh_config} -p {host.port} -o {options[1]} 127.0.0.1`"
    assert f"{by_hand} with the inventory's ProxyCommand (`{sys.executable} …`), which adds" in said


async def test_a_jump_host_as_a_uri(tmp_path: Path) -> None:
    (tmp_path / "ctl").mkdir()
    async with SshHost(tmp_path).running() as jump, SshHost(tmp_path / "ctl").running() as host:
        known = (tmp_path / "known_hosts").read_text() + (tmp_path / "ctl/known_hosts").read_text()
        (tmp_path / "known_hosts").write_text(known)
        config = tmp_path / "ssh_config"
        config.write_text(
            f"Host ctl\n  HostName 127.0.0.1\n  Port {host.port}\n  IdentityFile {tmp_path}/ctl/id\n"
            f"  ProxyJump ssh://root@127.0.0.1:{jump.port}\n" + config.read_text()
        )
        site = Site("lab", (Host("ctl"),), ssh_config=str(config))
        assert await ask(site) == 0
        assert (jump.logins, host.logins) == (1, 1)
        jump.trust(jump.host_key)
        by_jump = (
            f"ssh -F {config} -p {jump.port} -l root 127.0.0.1 ssh-keyscan -t ed25519 -p {host.port}"
        )
        assert f": {by_jump} 127.0.0.1 >> {tmp_path}/known_hosts" in await refused(site)
