"""Whether Keystone lets each service in with the logins of its configuration, and with which roles.

Asked on the service's own host: no password leaves it, and none is on a command line. Keystone hashes
each password that it is told for a quarter of a second, so a login that several hosts have alike is
tried once: on the first of them, controllers first. `tried` says it of all of them.
"""

from __future__ import annotations

import inspect
import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from actions.deployments.services import CINDER_API, GLANCE_API, NEUTRON_API, NOVA_API, PLACEMENT_API
from actions.facts._support.conf_folder import FOLDER_LAST
from actions.facts._support.unexplained import of_hosts, stopped, unexplained
from actions.facts.cinder import volume_services
from actions.facts.glance import image_read
from actions.facts.hosts import conf, units
from actions.facts.hosts.conf import ConfFile
from actions.facts.keystone import catalog
from actions.facts.neutron import network_agents
from actions.facts.nova import compute_services, instances
from actions.facts.placement import resource_providers
from actions.formats import oslo_ini
from actions.formats.repeated_secrets import beginning
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult
from actions.model.secret import Secret

AUTHTOKEN = "keystone_authtoken"
"""The section with which an API has its callers' tokens checked."""
_LOGIN = """\
import glob, json, os, ssl, sys, urllib.error, urllib.request
from concurrent.futures import ThreadPoolExecutor
def ask(key, scoped):
    get = lambda name, other="": key.get(name) or other
    url = get("auth_url").rstrip("/")
    url = (url[:-3] if url.endswith("/v3") else url) + "/v3/auth/tokens"
    domain = get("user_domain_id") and {"id": get("user_domain_id")}
    domain = domain or {"name": get("user_domain_name", "Default")}
    user = {"name": get("username"), "domain": domain, "password": get("password")}
    auth = {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": "unscoped"}
    if scoped:
        domain = get("project_domain_id") and {"id": get("project_domain_id")}
        domain = domain or {"name": get("project_domain_name", "Default")}
        auth["scope"] = {"project": {"name": get("project_name"), "domain": domain}}
    body = json.dumps({"auth": auth}).encode()
    login = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    try:
        tls = ssl.create_default_context(cafile=get("cafile") or None) if url[4] == "s" else None
        if tls and get("insecure").lower() in ("true", "1", "yes", "on"):
            tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
        no_proxy, https = urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=tls)
        with urllib.request.build_opener(no_proxy, https).open(login, timeout=8) as answer:
            roles = json.loads(answer.read().decode())["token"].get("roles", [])
            return answer.status, sorted(role["name"] for role in roles), ""
    except urllib.error.HTTPError as error:
        return error.code, [], str(error)
    except Exception as error:
        return 0, [], str(getattr(error, "reason", error))
NAMES = ("auth_url", "username", "password", "user_domain_id", "user_domain_name", "project_name",
         "project_domain_id", "project_domain_name", "cafile", "insecure")
def login(key):
    status, roles, said = ask(key, True) if key.get("project_name") else ask(key, False)
    alone = ask(key, False)[0] if status in (401, 403, 404) and key.get("project_name") else status
    return status, {"alone": alone, "roles": roles, "said": said[:2000]}
places = []
for place in sys.argv[1:]:
    path, section, order = place.split("=")
    keys, more = {}, sorted(glob.glob(path + ".d/*.conf"))
    for one in {"folder-last": [path] + more, "file-last": more + [path], "file-alone": [path]}[order]:
        if os.path.isfile(one):
            with open(one, encoding="utf-8", errors="replace") as file:
                keys.update(parse(file.read()))
    key = {name: value for (where, name), value in meant(keys).items() if where == section}
    if "password" in key:
        places.append((path, section, tuple(key.get(name) for name in NAMES), key))
keys = {name: key for _, _, name, key in places}
with ThreadPoolExecutor(2) as threads:
    answers = dict(zip(keys, threads.map(login, keys.values())))
for path, section, name, _ in places:
    print(path, answers[name][0], section, json.dumps(answers[name][1]))
"""
LOGIN = f"{inspect.getsource(oslo_ini)}\n{_LOGIN}"
"""By oslo.config's rules, as the service reads its file."""

_ENDED = (124, 137)
"""How `timeout` ends what it has ended."""


@dataclass(frozen=True)
class Login:
    """What Keystone answered to one section of a file."""

    status: int
    """HTTP's: 201 it is let in, 401 it is not, 0 nobody answers."""
    alone: int = 0
    """The same without a project: 201 where the password is right and the project or a role is not."""
    roles: tuple[str, ...] = ()
    """In the project; empty where it got no token, or where nobody read them."""
    said: str = ""
    """What came in the place of a token."""


Logins = Mapping[tuple[str, str], Login]
"""By the file's path and the section."""


class Key(NamedTuple):
    """What is told to Keystone: two places with one key are one login."""

    url: str
    user: str
    domain: str
    project: str
    password: Secret


@dataclass(frozen=True)
class Use:
    """One place that holds a login."""

    host: str
    path: str
    section: str

    def __str__(self) -> str:
        return f"[{self.section}] of {self.path} on {self.host}"


@lru_cache(maxsize=2)
def uses(snapshot: Snapshot) -> Mapping[Key, tuple[Use, ...]]:
    """The places of each login; controllers first, in the order of the site file."""
    found: dict[Key, list[Use]] = {}
    hosts = sorted(snapshot.site.hosts, key=lambda host: "controller" not in host.roles)
    for host in hosts:
        for path, file in (snapshot.get(conf.PROBE, host.name) or {}).items():
            for section in dict.fromkeys(name for name, key in file.keys if key == "password"):
                if key := _key(file, section):
                    found.setdefault(key, []).append(Use(host.name, path, section))
    return {key: tuple(places) for key, places in found.items()}


def _key(file: ConfFile, section: str) -> Key | None:
    """What a section logs in with; None where it is no login with a password."""
    url, user = file.value(section, "auth_url"), file.value(section, "username")
    password, kind = file.value(section, "password"), file.value(section, "auth_type")
    if not (url and user and password) or kind not in ("", "password", "v3password"):
        return None
    domain = file.value(section, "user_domain_id") or file.value(section, "user_domain_name")
    project = file.value(section, "project_name")
    return Key(url.rstrip("/").removesuffix("/v3"), user, domain.lower(), project, Secret(password))


def tried(snapshot: Snapshot) -> Iterator[tuple[Key, tuple[Use, ...], Login]]:
    """Each login whose answer is known, with all the places that have it.

    A snapshot's file has no passwords: there a place is taken by its own answer, where it has one.
    """
    for key, places in uses(snapshot).items():
        logins = {
            use: (snapshot.get(PROBE, use.host) or {}).get((use.path, use.section)) for use in places
        }
        first = next(filter(None, logins.values()), None)
        groups: dict[Login, list[Use]] = {}
        for use, login in logins.items():
            if first is not None:
                groups.setdefault(login or first, []).append(use)
        for login, some in groups.items():
            yield key, tuple(some), login


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every controller, and whoever else has a login that none of the hosts before has."""
    places: dict[str, list[str]] = {host.name: [] for host in snapshot.site.having("controller")}
    for found in uses(snapshot).values():
        first = found[0].host
        here = (_place(snapshot, use) for use in found if use.host == first)
        places.setdefault(first, []).extend(here)
    return {host: ShellQuery(host, _line(sorted(some))) for host, some in places.items()}


def _place(snapshot: Snapshot, use: Use) -> str:
    """A file, a section, and the order in which the file is read with its folder."""
    folder = (snapshot.get(conf.PROBE, use.host) or {})[use.path].folder
    return f"{use.path}={use.section}={folder.order if folder else FOLDER_LAST}"


def _line(places: list[str]) -> str:
    words = " ".join(map(shlex.quote, places))
    return f"timeout -k 1 28 python3 -c {shlex.quote(LOGIN)} {words}".rstrip()


def parse(answer: ShellResult) -> Logins:
    """A place, a number and JSON a line; the line of a recording may end with the number."""
    if answer.exit in _ENDED:
        raise ParseError("the logins to Keystone did not end within 28 s")
    if answer.exit:
        last = beginning((answer.err.strip().splitlines() or ["no error"])[-1])
        raise ParseError(f"a configuration file could not be read for its login: {last}")
    found: dict[tuple[str, str], Login] = {}
    for line in answer.out.splitlines():
        path, status, section, more = [*line.split(" ", 3), "", "", ""][:4]
        if status.isdigit():
            told = json.loads(more or "{}")
            found[path, section or AUTHTOKEN] = Login(
                int(status),
                int(told.get("alone", status)),
                tuple(map(str, told.get("roles", ()))),
                beginning(str(told.get("said", ""))),
            )
    return found


def suspected(snapshot: Snapshot) -> bool:
    """Something that a wrong account would break is broken, or one account has two passwords.

    What somebody has stopped is broken for that reason.
    Each login costs Keystone a quarter of a second of a processor. Where it answers nobody, it is not
    asked once more by each of them.
    """
    if snapshot.errors(catalog.PROBE):
        return False
    failing = any(snapshot.errors(probe) and not stopped(snapshot, api) for probe, api in _READS)
    fallen = any(unit.failed for _, _, unit in of_hosts(snapshot))
    silent = any(name.startswith("nova-") for _, name in unexplained(snapshot))
    passwords = {(key.url, key.user, key.domain): key.password for key in uses(snapshot)}
    differ = any(passwords[key.url, key.user, key.domain] != key.password for key in uses(snapshot))
    return failing or fallen or silent or differ


_READS: tuple[tuple[Probe[Any], str], ...] = (
    (compute_services.PROBE, NOVA_API),
    (image_read.PROBE, GLANCE_API),
    (instances.PROBE, NOVA_API),
    (network_agents.PROBE, NEUTRON_API),
    (resource_providers.PROBE, PLACEMENT_API),
    (volume_services.PROBE, CINDER_API),
)
"""One real read of each API and who serves it, which has the caller's token checked with its account.

Of nova's two: its services may be listed by what is in memcached still, when its instances end in 500.
"""

PROBE = Probe(
    "service-logins",
    ask,
    parse,
    period=300,
    timeout=30,
    needs=(conf.PROBE,),
    reason=suspected,
    reads=(catalog.PROBE, units.PROBE, *(probe for probe, _ in _READS)),
)
