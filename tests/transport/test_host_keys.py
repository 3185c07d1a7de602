"""Whose host key is taken: those that OpenSSH takes with its strictest check, and no other."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncssh
import pytest

from actions.model.site import Site
from tests.support.login import ask, configured, refused
from tests.support.servers import SshHost

ED25519 = "ssh-ed25519"


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
