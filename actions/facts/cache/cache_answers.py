"""Whether each memcached that a host's configuration names answers that host.

Asked where an API runs: its file is also on hosts whose services never look up a token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from actions.deployments.all import service_of
from actions.deployments.services import (
    CINDER_API,
    GLANCE_API,
    KEYSTONE_API,
    NEUTRON_API,
    NOVA_API,
    NOVA_METADATA,
    PLACEMENT_API,
)
from actions.facts._support import tcp
from actions.facts._support.shell import sections
from actions.facts.hosts import conf, units
from actions.facts.hosts.conf import ConfFile
from actions.formats.repeated_secrets import beginning
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult

APIS = (
    CINDER_API, GLANCE_API, KEYSTONE_API, NEUTRON_API, NOVA_API, NOVA_METADATA, PLACEMENT_API,
)  # fmt: skip
"""The services that look tokens up, or keep what they answered."""

_PLACE = re.compile(r"[\w.:-]+")
_VERSION = 'printf "version\\r\\n" >&3; IFS= read -r -t 2 a <&3; echo "$p ${a:-silent}"'


@dataclass(frozen=True)
class Answer:
    """What a memcached said."""

    version: str = ""
    error: str = ""
    """Why it said nothing; empty: it answers."""


Answers = Mapping[str, Answer]
"""By host:port, as the configuration names it."""


def used(snapshot: Snapshot, host: str) -> Mapping[str, list[str]]:
    """The places that a host's APIs look up tokens in, and which APIs do."""
    found: dict[str, list[str]] = {}
    for name in sorted({service_of(unit) for unit in snapshot.get(units.PROBE, host) or {}}):
        own = conf.conf_of(snapshot, host, name) if name in APIS else None
        for place in dict.fromkeys(_places(own.file)) if own else ():
            found.setdefault(place, []).append(name)
    return found


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """One line for each host with an API that names any."""
    questions: dict[str, Query] = {}
    for host in snapshot.site.hosts:
        places = used(snapshot, host.name)
        if places:
            questions[host.name] = ShellQuery(host.name, tcp.tried(places, _VERSION))
    return questions


def parse(answer: ShellResult) -> Answers:
    """A line for each place that was connected to, and bash's own for one that was not."""
    found = sections(answer)
    lines = found.get("said", "").splitlines()
    return {place: _answer(place, lines) for place in found.get("asked", "").split()}


def _answer(place: str, lines: list[str]) -> Answer:
    for line in lines:
        name, _, said = line.strip().partition(" ")
        if name == place and said.startswith("VERSION "):
            return Answer(version=said.removeprefix("VERSION "))
        if name == place:
            silent = "it takes the connection and says nothing"
            return Answer(error=silent if said == "silent" else f'it says "{beginning(said, 40)}"')
    return Answer(error=tcp.failure(place, lines))


def _places(file: ConfFile) -> Iterator[str]:
    """Of the middleware that checks tokens, and of oslo.cache where that keeps to memcached.

    Not those that are spoken to in TLS: the question is not.
    """
    named = ""
    if not file.on("keystone_authtoken", "memcache_tls_enabled"):
        named = file.value("keystone_authtoken", "memcached_servers")
    if "memcache" in file.value("cache", "backend") and not file.on("cache", "tls_enabled"):
        named += "," + file.value("cache", "memcache_servers")
    for place in named.split(","):
        bare = place.strip().removeprefix("inet6:").replace("[", "").replace("]", "")
        if _PLACE.fullmatch(bare):
            yield bare if re.search(r":\d+$", bare) else f"{bare}:11211"


PROBE = Probe("cache-answers", ask, parse, period=30, needs=(conf.PROBE, units.PROBE))
