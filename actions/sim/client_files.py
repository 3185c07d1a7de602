"""The files by which clients find a simulated cloud: site.toml, clouds.yaml, ssh_config and keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import asyncssh

from actions.sim.confs import REGION
from actions.sim.ssh import USER, Machine
from actions.sim.state import Cloud
from actions.site.files import write_private

SITE_NAME = "demo (simulated)"
CLOUD_NAME = "demo"


def write(
    folder: Path, cloud: Cloud, machines: Mapping[str, Machine], client_key: asyncssh.SSHKey
) -> None:
    """Write them all: the folder 0700, the files 0600."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    known = [f"[127.0.0.1]:{m.port} {m.key.export_public_key().decode()}" for m in machines.values()]
    for name, text in (
        ("id_ed25519", client_key.export_private_key().decode()),
        ("known_hosts", "".join(known)),
        ("ssh_config", "".join(_ssh_config(folder, m) for m in machines.values())),
        ("clouds.yaml", _clouds_yaml(cloud)),
        ("guest.img", "A simulated cloud boots from any file.\n"),
        ("site.toml", _site_toml(cloud, folder)),
    ):
        write_private(folder / name, text)


def _ssh_config(folder: Path, machine: Machine) -> str:
    return f"""\
Host {machine.host.name}
    HostName 127.0.0.1
    Port {machine.port}
    User {USER}
    IdentityFile "{folder}/id_ed25519"
    IdentitiesOnly yes
    UserKnownHostsFile "{folder}/known_hosts"
    StrictHostKeyChecking yes

"""


def _clouds_yaml(cloud: Cloud) -> str:
    auth = {
        "auth_url": cloud.urls["identity"] + "/v3",
        "username": "admin",
        "password": cloud.password("admin"),
        "project_name": "admin",
        "user_domain_name": "Default",
        "project_domain_name": "Default",
    }
    told = {"auth": auth, "region_name": REGION, "identity_api_version": "3"}
    return json.dumps({"clouds": {CLOUD_NAME: told}}, indent=2) + "\n"  # JSON is YAML


def _site_toml(cloud: Cloud, folder: Path) -> str:
    lines = [
        "# A simulated cloud: it answers on this machine's loopback only, and nothing is real.",
        f'name = "{SITE_NAME}"',
        "simulated = true",
        f'cloud = "{CLOUD_NAME}"',
        'clouds_file = "clouds.yaml"',
        'ssh_config = "ssh_config"',
    ]
    for host in cloud.hosts.values():
        lines += ["", f"[hosts.{host.name}]", f"roles = {json.dumps(list(host.roles))}"]
    lines += ["", "[install.tenant]", f"image = {json.dumps(str(folder.resolve() / 'guest.img'))}"]
    return "\n".join(lines) + "\n"
