"""What an operator does by OpenStack's guides: files, accounts, identity, tables, catalog.

Scripts for `Host.run`, by OpenStack's own commands; nothing of stackmend's installation is in them.
"""

from __future__ import annotations

import base64
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from . import lab
from .host import Host

INTERFACES = ("public", "internal", "admin")


@dataclass(frozen=True)
class File:
    """A file of a host."""

    text: str
    owner: str = "root:root"
    mode: str = "0644"


def clouds(
    cloud: str, auth_url: str, password: str, region: str = "RegionOne", cacert: str = ""
) -> str:
    """The operator's clouds.yaml: admin's login to his own project."""
    text = f"""\
clouds:
  {cloud}:
    auth:
      auth_url: {auth_url}
      username: admin
      password: {password}
      project_name: admin
      user_domain_name: Default
      project_domain_name: Default
    region_name: {region}
"""
    return text + (f"    cacert: {cacert}\n" if cacert else "")


def write(host: Host, files: Mapping[str, File]) -> None:
    """Write files with their owners and modes."""
    lines = ["set -e"]
    for path, file in files.items():
        text = base64.b64encode(file.text.encode()).decode()
        lines += [
            f"mkdir -p {shlex.quote(path.rpartition('/')[0])}",
            f"echo {text} | base64 -d >{path}.new",
            f"chown {file.owner} {path}.new && chmod {file.mode} {path}.new && mv {path}.new {path}",
        ]
    host.run("sh", "\n".join(lines))


def everywhere(hosts: Iterable[Host], script: str) -> None:
    """Run it on all of them at the same time."""
    lab.each(hosts, lambda host: _ignored(host.run(script)))


def _ignored(_: str) -> None:
    return None


@dataclass(frozen=True)
class Account:
    """An account of MariaDB's, and the schemas that are its own."""

    user: str
    password: str
    schemas: Sequence[str]
    places: Sequence[str] = ("%",)
    """From where it comes."""


def accounts(accounts: Iterable[Account]) -> str:
    """SQL for root."""
    lines = []
    for one in accounts:
        lines += [f"CREATE DATABASE {schema}" for schema in one.schemas]
        for place in one.places:
            who = f"'{one.user}'@'{place}'"
            lines.append(f"CREATE USER {who} IDENTIFIED BY '{one.password}'")
            lines += [f"GRANT ALL PRIVILEGES ON {schema}.* TO {who}" for schema in one.schemas]
    return "".join(f"{line};\n" for line in lines)


def broker(password: str) -> str:
    """RabbitMQ's account."""
    return (
        f"rabbitmqctl -q add_user openstack {password} </dev/null && "
        "rabbitmqctl -q set_permissions openstack '.*' '.*' '.*' </dev/null"
    )


def bootstrap(url: str, password: str, region: str) -> str:
    """The line that gives Keystone its administrator and its region."""
    urls = " ".join(f"--bootstrap-{interface}-url {url}" for interface in INTERFACES)
    region_of_all = f"--bootstrap-region-id {region}"
    return f"keystone-manage bootstrap --bootstrap-password {password} {region_of_all} {urls}"


def identity(url: str, password: str, region: str) -> str:
    """Keystone's tables and keys, the administrator, the region."""
    own = "--keystone-user keystone --keystone-group keystone"
    return "\n".join(
        [
            "set -e",
            "su -s /bin/sh -c 'keystone-manage db_sync' keystone",
            f"keystone-manage fernet_setup {own}",
            f"keystone-manage credential_setup {own}",
            f"su -s /bin/sh -c '{bootstrap(url, password, region)}' keystone",
        ]
    )


def tables(lines: Iterable[tuple[str, str]]) -> str:
    """Each user's own tool, one after another."""
    return "set -e\n" + "\n".join(
        f"su -s /bin/sh -c {shlex.quote(line)} {user} </dev/null" for user, line in lines
    )


def variables(url: str, password: str, **more: str) -> dict[str, str]:
    """What the administrator has set in his shell for `openstack`."""
    return {
        "OS_AUTH_URL": url,
        "OS_IDENTITY_API_VERSION": "3",
        "OS_PASSWORD": password,
        "OS_PROJECT_DOMAIN_NAME": "Default",
        "OS_PROJECT_NAME": "admin",
        "OS_USERNAME": "admin",
        "OS_USER_DOMAIN_NAME": "Default",
        **more,
    }


def with_variables(known: Mapping[str, str]) -> str:
    """The same, as it stands before `openstack`."""
    return " ".join(("env", *(f"{name}={value}" for name, value in known.items())))


@dataclass(frozen=True)
class Service:
    """A service of the catalog, and the account that it has in Keystone."""

    user: str
    kind: str
    url: str
    password: str
    name: str = ""
    """Of the service, where it is not its account's."""


def catalog(client: str, region: str, services: Iterable[Service]) -> str:
    """Accounts with their roles, services, endpoints."""
    lines = ["set -e", f"{client} project create --or-show service -f value -c id"]
    lines.append(f"{client} role create --or-show service -f value -c id")
    for one in services:
        lines.append(f"{client} user create --or-show --password {one.password} {one.user}")
        lines += [
            f"{client} role add --project service --user {one.user} {role}"
            for role in ("admin", "service")
        ]
        lines.append(f"{client} service create --name {one.name or one.user} {one.kind}")
        lines += [
            f"{client} endpoint create --region {region} {one.kind} {interface} '{one.url}'"
            for interface in INTERFACES
        ]
    return "\n".join(lines)
