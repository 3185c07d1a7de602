"""What the chapters would change that somebody else has set up: told, and never in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from actions.facts.database import database_accounts, database_server
from actions.facts.hosts import conf
from actions.facts.hosts.conf import ConfFile
from actions.facts.keystone import endpoints, identity_services
from actions.formats.url import Url
from actions.install.preflight.result import Result, listed, looking, seen
from actions.install.settings import Settings, read
from actions.install.step import current
from actions.model.errors import LOGIN_REFUSED
from actions.model.plan import Situation
from actions.model.site import Host

_PACKAGES_OWN = ("", "localhost", "127.0.0.1")
"""Hosts that the packages' own files name, before anybody has set them up."""
_PASSWORD = "_db_password"  # noqa: S105 (how the names of secrets end)


@dataclass(frozen=True)
class _Telling:
    """A key that shows whose cloud a file belongs to."""

    section: str
    key: str
    ours: Callable[[Settings], str]
    """The host that the chapters' value leads to."""


_TELLING = (
    _Telling("database", "connection", lambda chosen: chosen.database),
    _Telling("api_database", "connection", lambda chosen: chosen.database),
    _Telling("DEFAULT", "transport_url", lambda chosen: chosen.messaging),
    _Telling("keystone_authtoken", "auth_url", lambda chosen: chosen.controller),
    _Telling("neutron", "auth_url", lambda chosen: chosen.controller),
    _Telling("placement", "auth_url", lambda chosen: chosen.controller),
)


def inspect(situation: Situation, host: Host) -> Result:
    """Files on every host; databases and the catalog with the hosts that have them."""
    chosen = read(situation.site)
    files = seen(situation, conf.PROBE, host.name)
    notes = [note for path, file in files.items() for note in _file(chosen, host, path, file)]
    notes += _databases(situation, host)
    if host in situation.site.having("controller"):
        notes += _catalog(situation, chosen)
    whose = "" if notes else ", nothing of another cloud"
    return Result(f"{len(files)} configuration files{whose}", notes=tuple(notes))


def _file(chosen: Settings, host: Host, path: str, file: ConfFile) -> Iterator[str]:
    elsewhere = {}
    for telling in _TELLING:
        url = file.url(telling.section, telling.key)
        if url is not None and url.host not in (*_PACKAGES_OWN, telling.ours(chosen)):
            elsewhere[f"[{telling.section}] {telling.key}"] = url.host
    if elsewhere:
        told = listed(f"{key} leads to {where}" for key, where in elsewhere.items())
        yield (
            f"{path} on {host.name} is another cloud's ({told}): the chapters change their own keys in "
            f"it, and keep it as it was in {path}.before-stackmend."
        )


def _databases(situation: Situation, host: Host) -> Iterator[str]:
    """Of the services' names, but not with the site's passwords; where no server is, there is none."""
    accounts = current(situation, database_accounts.PROBE, host.name) or {}
    server = current(situation, database_server.PROBE, host.name)
    own = {n.removesuffix(_PASSWORD): s for n, s in situation.secrets.items() if n.endswith(_PASSWORD)}
    others = [(u, place) for (u, place), a in accounts.items() if u in own and not a.has(own[u])]
    if others:
        told = listed(f"'{user}'@'{place}'" for user, place in others)
        yield (
            f"MariaDB on {host.name} has {told} with another password than the site's: the chapters "
            "set it, and who uses the old one is locked out."
        )
    strange = own.keys() - {u for (u, _), a in accounts.items() if u in own and a.has(own[u])}
    full = [s for s in sorted(server.schemas if server else ()) if s.partition("_")[0] in strange]
    if full:
        yield (
            f"MariaDB on {host.name} has {listed(full)} already: the chapters go on with what is in it."
        )


def _catalog(situation: Situation, chosen: Settings) -> Iterator[str]:
    """A Keystone that answers, with another cloud's services or another administrator."""
    error = situation.snapshot.reading(identity_services.PROBE).error
    if LOGIN_REFUSED in error:
        yield (
            f"a Keystone answers at {chosen.auth_url} and refuses the site's administrator (401): the "
            "chapters give its administrator the site's password."
        )
    types = {s.id: s.type for s in current(situation, identity_services.PROBE) or ()}
    found = (e for e in current(situation, endpoints.PROBE) or () if e.region == chosen.region)
    elsewhere: dict[str, set[str]] = {}
    for endpoint in found:
        url = Url.parse(endpoint.url)
        if url is not None and url.host != chosen.controller:
            elsewhere.setdefault(url.host, set()).add(types.get(endpoint.service, "unknown"))
    for where, services in elsewhere.items():
        yield (
            f"Keystone's catalog leads to {where} for {listed(sorted(services))}: the chapters change "
            f"the endpoints of their own services to {chosen.controller}."
        )


STEP = looking(
    "foreign-configuration",
    "Configuration and data of another cloud",
    (
        conf.PROBE,
        database_accounts.PROBE,
        database_server.PROBE,
        endpoints.PROBE,
        identity_services.PROBE,
    ),
    inspect,
)
