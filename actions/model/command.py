"""Commands: values that say where something runs, with a wire and a masked rendering."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.model.secret import Secret, Text

COMING = "to-be-made"
"""Stands in a request for an id that an earlier step of the plan will bring; never sent."""


@dataclass(frozen=True)
class Outline:
    """A command as it is shown, approved and journaled; it holds no secret."""

    where: str
    line: str
    items: tuple[str, ...] = ()
    """Parts of the command of which some may prove to be so already: keys set, packages installed."""
    body: tuple[str, ...] = ()
    """Lines of standard input, masked; of a request to an API, what is sent: method, path and body."""
    repeatable: bool = True


@dataclass(frozen=True)
class Shell:
    """A line for a host's shell, run as root or as `user`; secrets go only into `stdin`."""

    host: str
    line: str
    stdin: Text | None = None
    user: str = "root"
    items: tuple[str, ...] = ()
    show: str = ""
    """How the line is shown where its items vary (a package list, a file edited key by key)."""
    timeout: float = 300.0
    ok: tuple[int, ...] = (0,)
    repeatable: bool = True
    """False: running it twice is not the same as once; it is asked for, and never resumed unasked."""
    restarts: tuple[str, ...] = ()
    """The units that it stops or starts anew, for what the plan says of who is not served meanwhile."""

    @property
    def sent(self) -> Text | None:
        """All that goes over its standard input."""
        return self.stdin

    def outline(self) -> Outline:
        """The masked rendering."""
        line = self.show or self.line
        if self.user != "root":
            line = f"su -s /bin/sh -c {shlex.quote(line)} {self.user}"
        body = tuple(self.stdin.shown().splitlines()) if self.stdin and not self.items else ()
        return Outline(self.host, line, self.items, body, self.repeatable)


@dataclass(frozen=True)
class Undo:
    """How what a request makes is taken back; `{id}` in the texts stands for the id in its answer."""

    title: str
    method: str
    path: str
    show: str
    """The openstack command that does the same."""
    under: str
    """The key of what GET of `look` answers: "network"; it answers 404 once all is taken back."""
    id: str = ""
    """Where the answer names what was made, by dots; empty: the id under `under`."""
    look: str = ""
    """The path to look at; empty: `path`."""
    field: str = ""
    """A field of what is looked at that is empty once all is taken back: "external_gateway_info"."""
    body: Mapping[str, Any] | None = None
    settle: float = 30.0
    """Seconds that it may take to show."""
    service: str = ""
    """Of the request that made it: the engine fills it in."""


@dataclass(frozen=True)
class Api:
    """A request to an OpenStack API through the SDK's session; `show` names what `path` has as ids."""

    service: str
    method: str
    path: str
    show: str
    """The openstack command that does the same, masked."""
    body: Mapping[str, Any] | None = None
    """JSON; a `Secret` anywhere inside is put in on the wire only."""
    file: str = ""
    """The path of a file of this machine that is the body as it is, in the place of JSON."""
    microversion: str = ""
    timeout: float = 60.0
    ok: tuple[int, ...] = (200, 201, 202, 204)
    undo: Undo | None = None
    repeatable: bool = True

    def outline(self) -> Outline:
        """The masked rendering; the whole request is approved, and not only what `show` says of it."""
        return Outline(f"api:{self.service}", self.show, (), (self.request,), self.repeatable)

    @property
    def request(self) -> str:
        """What is sent, on one line: the method, the path, and the body as JSON, masked."""
        body = json.dumps(_masked(self.body), ensure_ascii=False) if self.body is not None else ""
        return f"{self.method} {self.path} {f'< {self.file}' if self.file else body}".rstrip()


def _masked(value: object) -> object:
    """A body without its secrets."""
    match value:
        case Secret() | Text():
            return str(value)
        case Mapping():
            return {str(key): _masked(one) for key, one in value.items()}
        case list() | tuple():
            return [_masked(one) for one in value]
    return value


@dataclass(frozen=True)
class Sql:
    """Statements for one database, in one transaction, through an SSH forward of `via`."""

    via: str
    url: Text
    statements: tuple[Text, ...]
    items: tuple[str, ...] = ()
    show: str = ""
    """How the statements are shown where their items vary (a list of UUIDs)."""
    timeout: float = 60.0
    repeatable: bool = True

    def outline(self) -> Outline:
        """The masked rendering."""
        schema = self.url.shown().rpartition("/")[2].partition("?")[0]
        told = (self.show,) if self.show else tuple(s.shown() for s in self.statements)
        body = tuple(f"{statement};" for statement in told)
        return Outline(self.via, f"mysql {schema}", self.items, body, self.repeatable)


Command = Shell | Api | Sql


@dataclass(frozen=True)
class Source:
    """Where a URL can be read: a key of a configuration file of the host through which it is used."""

    file: str
    section: str
    key: str

    def __str__(self) -> str:
        return f"[{self.section}]/{self.key} of {self.file}"


@dataclass(frozen=True)
class Rows:
    """Rows of a database that a step is about to change: backed up first, put back by `undo`."""

    via: str
    url: Text
    table: str
    key: str
    """The column that tells the rows apart."""
    where: str
    """SQL condition that selects the rows, before and after the change."""
    then: str = ""
    """The name of what follows when they are put back: a `Follow` of the registry."""
    source: Source | None = None
    """Where the host's configuration has the URL: then a backup names this, and no password."""
