"""One host under many names: the site file's, its own, nova's and neutron's, and its addresses.

Two names are one host's where they are equal, or where one is the other's part before the first dot
and no other host answers to that. Names that differ beyond the first dot are two hosts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from actions.facts.hosts import host_status
from actions.formats.host_name import is_address, plain_name, short, short_name
from actions.formats.url import MYSQL_PORT, Url
from actions.model.fact import Snapshot


@dataclass(frozen=True, eq=False)
class Names:
    """The site file's name of a host by every other name of it, in small letters."""

    known: Mapping[str, str]
    """By a name that only one host has."""
    full: Mapping[str, frozenset[str]]
    """The known names with a domain, by their part before the first dot."""
    doubtful: frozenset[str]
    """Names without a domain that several hosts of the site file go by: they tell nothing."""
    shared: frozenset[str]
    """Names without a domain that an API lists several hosts of, by other full names than known."""
    asked: bool
    """Every host was asked for its own name, so a name that none has is news and not haste."""
    sure: bool
    """Every host has told its own name: one that none has belongs to no host of the site file."""

    @classmethod
    @lru_cache(maxsize=2)
    def of(cls, snapshot: Snapshot) -> Names:
        """What the site file and the hosts themselves say; most checks ask for it, of one snapshot."""
        claims: dict[str, list[str]] = {}
        statuses = snapshot.each(host_status.PROBE)
        listed = {plain_name(host.name) for host in snapshot.site.hosts}
        for host in snapshot.site.hosts:
            status = statuses.get(host.name)
            own = (status.hostname, *status.addresses) if status else ()
            claims.setdefault(plain_name(host.name), []).insert(0, host.name)
            for name in {plain_name(name) for name in (host.address, *own) if name} - listed:
                claims.setdefault(name, []).append(host.name)
        contested = {name for name, hosts in claims.items() if len(hosts) > 1}
        known = {name: hosts[0] for name, hosts in claims.items() if name not in contested}
        full: dict[str, set[str]] = {}
        for name in known:
            if short(name) != name:
                full.setdefault(short(name), set()).add(name)
        readings = [snapshot.reading(host_status.PROBE, host.name) for host in snapshot.site.hosts]
        return cls(
            known,
            {part: frozenset(names) for part, names in full.items()},
            frozenset(name for name in contested if not is_address(name)),
            frozenset(),
            asked=all(reading.fact is not None or reading.error for reading in readings),
            sure=all(reading.fact is not None for reading in readings),
        )

    def among(self, listed: Iterable[str]) -> Names:
        """The same beside the names that an API lists.

        Where it lists two hosts of one short name, the short name alone leads to neither.
        """
        domains: dict[str, set[str]] = {}
        for name in {plain_name(name) for name in listed}:
            if short(name) != name and name not in self.known:
                domains.setdefault(short(name), set()).add(name)
        several = {part for part, names in domains.items() if len(names) > 1}
        return replace(self, shared=frozenset(several)) if several else self

    def host(self, name: str) -> str | None:
        """The site file's name for what an API calls a host; cinder adds @backend to it."""
        bare = plain_name(name)
        part = short(bare)
        if bare in self.known:
            return self.known[bare]
        if part in self.doubtful or part in self.shared:
            return None
        if part != bare:
            # its short name is a host's, and that host has no other domain
            found = self.known.get(part)
            others = {self.known[full] for full in self.full.get(part, ())}
            return found if found and found not in others else None
        hosts = {self.known[full] for full in self.full.get(bare, ())}
        return min(hosts) if len(hosts) == 1 else None

    def near(self, name: str) -> bool:
        """Another host has that name up to the first dot."""
        part = short_name(name)
        listed = part in self.doubtful or part in self.shared
        return listed or part in self.known or part in self.full

    def ambiguous(self, name: str) -> bool:
        """It may be a host of the site file's, and nothing says which or whether."""
        bare = plain_name(name)
        part = short(bare)
        others = {self.known[full] for full in self.full.get(part, ())}
        if bare in self.known:
            return False
        if part in self.doubtful or (part == bare and (others or part in self.shared)):
            return self.host(name) is None
        return part in self.shared and part in self.known and self.known[part] not in others

    def same(self, name: str) -> str:
        """One spelling for all names of a host: the site file's; where it has none, the whole name."""
        return self.host(name) or plain_name(name)

    def place(self, url: Url, port: int = MYSQL_PORT) -> tuple[str, int, str]:
        """Where a URL leads, by one spelling of the host: host, port, schema."""
        host, number, path = url.place(port)
        return self.host(host) or host, number, path

    def places(self, url: Url, port: int) -> frozenset[tuple[str, int]]:
        """Host and port of all that a URL of a list names, as a transport_url does."""
        return frozenset(self.place(one, port)[:2] for one in (url, *url.others))
