"""The operator's inventory: the hosts, their roles, and the cloud that they make."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from actions.model.invocation import Invocation


@dataclass(frozen=True)
class Host:
    """A host of the site file: how to reach it over SSH and which roles it holds."""

    name: str
    roles: frozenset[str] = frozenset()
    address: str = ""
    """What SSH connects to; empty: the name, through the operator's ~/.ssh/config."""
    port: int = 0
    user: str = ""
    become: str = "sudo"
    """How to become root: "sudo" (without a password) or "none" (already root)."""
    connection: str = "ssh"
    """"ssh", or "local": the host is this machine itself, and is asked without SSH."""
    ssh_options: tuple[str, ...] = ()
    """As for `ssh -o`: "ProxyCommand=…", of an Ansible inventory."""


@dataclass(frozen=True)
class Scope:
    """Where requests to the APIs go, as clouds.yaml and OS_* lead there: no secret."""

    auth_url: str
    region: str = ""
    """Empty: none is named, and the first of each service is taken."""
    project: str = ""
    """Its name; empty: not known, or of the whole cloud."""
    project_id: str = ""
    project_domain: str = ""

    def __str__(self) -> str:
        project = self.project or self.project_id
        named = (("region", self.region), ("project", project))
        told = ", ".join(f"{what} {name}" for what, name in named if name)
        return f"{self.auth_url} ({told})" if told else self.auth_url

    def same(self, other: Scope) -> bool:
        """Whether a thing of the one is looked for in the other; an id counts over a name."""
        if (_plain(self.auth_url), self.region) != (_plain(other.auth_url), other.region):
            return False
        if self.project_id and other.project_id:
            return self.project_id == other.project_id
        if not (self.project and other.project):  # a name here and an id there: nobody can tell
            return bool(self.project or self.project_id) == bool(other.project or other.project_id)
        domains = {self.project_domain.lower(), other.project_domain.lower()} - {""}
        kinds = {bool(_ID.fullmatch(domain)) for domain in domains}
        told = len(kinds) == 1 or _FIRST in domains  # a name here and an id there: nobody can tell
        return self.project == other.project and (len(domains) < 2 or not told)


_ID = re.compile(r"[0-9a-f]{32}")
"""A domain's id, as Keystone makes them."""
_FIRST = "default"
"""The first domain's: its id, and in capitals its name."""
_USUAL = re.compile(r":(?:80|443)$")


def _plain(auth_url: str) -> tuple[str, str]:
    """The same Keystone is written with its version and without, and may have got TLS meanwhile."""
    parts = urlsplit(auth_url.lower())
    path = re.sub(r"/+", "/", parts.path)
    return _USUAL.sub("", parts.netloc), re.sub(r"(/v3|/v2\.0)?/?$", "", path)


@dataclass(frozen=True, eq=False)
class Site:
    """The operator's inventory: hosts, their roles, and the cloud that they make."""

    name: str
    hosts: tuple[Host, ...] = ()
    cloud: str = ""
    """The name of the cloud in clouds.yaml; empty: OS_CLOUD or OS_* as openstacksdk reads them."""
    path: str = ""
    """The file that it was read from."""
    clouds_file: str = ""
    """A clouds.yaml of the site's own; empty: where openstacksdk looks."""
    ssh_config: str = ""
    """An ssh_config of the site's own; empty: ~/.ssh/config."""
    simulated: bool = False
    """True for the demo's cloud: every screen says so."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What the install actions need beside the hosts: [install] of the site file."""
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Hosts of an Ansible inventory that cannot be reached as it says, and why: not looked at."""
    invocation: Invocation = field(default_factory=Invocation)
    """How the command line was led here: the next commands are."""
    listed: bool = False
    """No site file names its hosts: they are those of the cloud's own lists."""
    notes: tuple[str, ...] = ()
    """What is to be known of where its hosts are from, a sentence each."""

    @property
    def origin(self) -> str:
        """Where its hosts are from, and what writes them down; empty: a site file names them."""
        writes = f"`{self.invocation.command('init')}` writes them down."
        return " ".join((*self.notes, writes) if self.listed and self.hosts else self.notes)

    def host(self, name: str) -> Host | None:
        """The host of that name, if the site file has it."""
        return next((h for h in self.hosts if h.name == name), None)

    def having(self, *roles: str) -> tuple[Host, ...]:
        """The hosts that hold any of the roles, in the site file's order."""
        return tuple(h for h in self.hosts if h.roles & set(roles))
