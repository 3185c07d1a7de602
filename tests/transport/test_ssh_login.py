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
from tests.support.login import ask, refused
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


def configured(host: SshHost, *lines: str) -> Site:
    """The host's configuration, with lines before it; and without its key unless they name it."""
    known = f"  UserKnownHostsFile {host.folder}/known_hosts\n"
    text = "Host *\n" + "".join(f"  {line}\n" for line in lines) + f"  User {host.user}\n{known}"
    (host.folder / "ssh_config").write_text(text)
    return host.site()


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


async def test_a_host_key_is_known_by_its_alias(host: SshHost) -> None:
    lines = (host.folder / "known_hosts").read_text()
    key = f"IdentityFile {host.folder}/id"
    site = configured(host, key, "HostKeyAlias cloud-ctl")
    said = await refused(site)
    scan = f"ssh-keyscan -t ed25519 -p {host.port} 127.0.0.1 | sed 's/^[^ ]*/cloud-ctl/' >> "
    assert f"{scan}{host.folder}/known_hosts" in said
    (host.folder / "known_hosts").write_text(lines.replace(f"[127.0.0.1]:{host.port}", "cloud-ctl"))
    assert await ask(site) == 0


async def test_a_line_of_known_hosts_that_cannot_be_read_blinds_no_other(host: SshHost) -> None:
    file = host.folder / "known_hosts"
    file.write_text("@nonsense x y z\nhalf-a-line\n|1|x|y ssh-rsa AAAA\n" + file.read_text())
    assert await ask(host.site()) == 0


async def ssh_logs_in(site: Site, host: SshHost) -> bool:
    """Whether OpenSSH takes the host's key."""
    options = ("-F", site.ssh_config, "-p", str(host.port), "-o", "BatchMode=yes")
    strictly = ("-o", "StrictHostKeyChecking=yes", "-o", "GlobalKnownHostsFile=/dev/null")
    ssh = await asyncio.create_subprocess_exec(
        "ssh", *options, *strictly, "127.0.0.1", "true", stdin=-3, stdout=-3, stderr=-3
    )
    return await ssh.wait() == 0


@pytest.mark.parametrize("more", ["+ssh-rsa", "-ecdsa-sha2-*", "^rsa-sha2-512"])
async def test_the_host_key_that_is_known_is_asked_for_first(tmp_path: Path, more: str) -> None:
    """Whatever is added to ssh's own list or taken from it; the host has one of another kind, too."""
    rsa = asyncssh.generate_private_key("ssh-rsa")
    another = asyncssh.generate_private_key(ED25519)
    async with SshHost(tmp_path, host_key=rsa, first_keys=(another,)).running() as host:
        site = configured(host, f"IdentityFile {host.folder}/id", f"HostKeyAlgorithms {more}")
        assert await ask(site) == 0
        assert await ssh_logs_in(site, host)


async def test_an_order_of_host_keys_of_the_operator_s_own_is_kept(tmp_path: Path) -> None:
    """ssh refuses the first of them there, too: what is known is asked for only after it."""
    rsa = asyncssh.generate_private_key("ssh-rsa")
    another = asyncssh.generate_private_key(ED25519)
    async with SshHost(tmp_path, host_key=rsa, first_keys=(another,)).running() as host:
        site = configured(host, f"IdentityFile {host.folder}/id", "HostKeyAlgorithms ^ssh-ed25519")
        assert "CHANGED" in await refused(site)
        assert not await ssh_logs_in(site, host)


async def test_a_host_key_that_is_not_the_known_one_is_refused_in_any_order(tmp_path: Path) -> None:
    rsa, another = (asyncssh.generate_private_key("ssh-rsa") for _ in range(2))
    ours = asyncssh.generate_private_key(ED25519)
    async with SshHost(tmp_path, host_key=rsa, first_keys=(ours,)).running() as host:
        host.trust(another)
        site = configured(host, "HostKeyAlgorithms +ssh-rsa", "StrictHostKeyChecking no")
        assert "CHANGED" in await refused(site)
        assert host.logins == 0


SIGNED = {
    "no authority is known, the key is": ("key", "", True),
    "another authority is known, and the key": ("key other", "", True),
    "the authority is known": ("authority", "", True),
    "the certificate is of another host, the key is known": ("key authority", "elsewhere", True),
    "the certificate is of another host": ("authority", "elsewhere", False),
    "another authority is known": ("other", "", False),
    "another authority is known, and another key": ("changed other", "", False),
    "the key is revoked": ("key other revoked-key", "", False),
    "the authority is revoked": ("key other revoked-authority", "", False),
    "the authority is revoked, the certificate is of another host": (
        "key authority revoked-authority", "elsewhere", False,
    ),
    "nothing is known": ("", "", False),
}  # fmt: skip
"""What known_hosts has, for whom the certificate is, and whether ssh logs in."""


@pytest.mark.parametrize("more", ["", "HostKeyAlgorithms +ssh-rsa", "StrictHostKeyChecking no"])
@pytest.mark.parametrize("case", SIGNED)
async def test_a_certificate_of_a_host_counts_as_it_does_to_openssh(
    tmp_path: Path, case: str, more: str
) -> None:
    """Where it is of nobody whom known_hosts names, the plain key is checked."""
    known, principal, taken = SIGNED[case]
    ours, authority, other, changed = (asyncssh.generate_private_key(ED25519) for _ in range(4))
    certificate = authority.generate_host_certificate(
        ours.convert_to_public(), "ctl", principals=[principal or "127.0.0.1"]
    )
    async with SshHost(tmp_path, host_key=ours, certificate=certificate).running() as host:
        place = f"[127.0.0.1]:{host.port}"
        lines = {
            "key": (place, ours),
            "changed": (place, changed),
            "other": (f"@cert-authority {place}", other),
            "authority": (f"@cert-authority {place}", authority),
            "revoked-key": ("@revoked *", ours),
            "revoked-authority": ("@revoked *", authority),
        }
        text = (f"{lines[w][0]} {lines[w][1].export_public_key().decode()}" for w in known.split())
        (host.folder / "known_hosts").write_text("".join(text))
        site = configured(host, f"IdentityFile {host.folder}/id", *([more] if more else []))
        assert await ssh_logs_in(site, host) == taken
        host.logins = 0
        if taken:
            assert await ask(site) == 0
            return
        said = await refused(site)
        assert host.logins == 0
        if "revoked" not in known:
            assert ("CHANGED" if "changed" in known else "ssh-keyscan -t ed25519") in said
            assert ours.get_fingerprint() in said


async def test_a_revoked_host_key_is_refused(host: SshHost) -> None:
    key = f"IdentityFile {host.folder}/id"
    revoked = host.folder / "revoked"
    revoked.write_bytes(b"# gone\n" + host.host_key.export_public_key())
    said = await refused(configured(host, key, f"RevokedHostKeys {revoked}"))
    assert "Host key is revoked" in said
    said = await refused(configured(host, key, f"RevokedHostKeys {host.folder}/nowhere"))
    assert f"RevokedHostKeys {host.folder}/nowhere: No such file" in said
    assert host.logins == 0


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
