"""One host under many names: the site file's, its own, nova's and neutron's, and its addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from actions.facts.hosts import host_status
from actions.formats.url import MYSQL_PORT, Url
from actions.model.fact import Snapshot


@dataclass(frozen=True, eq=False)
class Names:
    """The site file's name of a host by every other name of it, in small letters."""

    known: Mapping[str, str]
    short: Mapping[str, str]
    """By the name up to its first dot, where only one host has that."""
    asked: bool
    """Every host was asked for its own name, so a name that none has is news and not haste."""
    sure: bool
    """Every host has told its own name: one that none has belongs to no host of the site file."""

    @classmethod
    @lru_cache(maxsize=2)
    def of(cls, snapshot: Snapshot) -> Names:
        """What the site file and the hosts themselves say; most checks ask for it, of one snapshot."""
        known: dict[str, str] = {}
        statuses = snapshot.each(host_status.PROBE)
        for host in snapshot.site.hosts:
            status = statuses.get(host.name)
            own = (status.hostname, *status.addresses) if status else ()
            for name in (host.name, host.address, *own):
                if name:
                    known.setdefault(name.lower(), host.name)
        shorts: dict[str, set[str]] = {}
        for name, host_name in known.items():
            shorts.setdefault(_short(name), set()).add(host_name)
        readings = [snapshot.reading(host_status.PROBE, host.name) for host in snapshot.site.hosts]
        return cls(
            known,
            {short: min(hosts) for short, hosts in shorts.items() if len(hosts) == 1},
            asked=all(reading.fact is not None or reading.error for reading in readings),
            sure=all(reading.fact is not None for reading in readings),
        )

    def host(self, name: str) -> str | None:
        """The site file's name for what an API calls a host; cinder adds @backend to it."""
        bare = name.partition("@")[0].lower()
        return self.known.get(bare) or self.short.get(_short(bare))

    def same(self, name: str) -> str:
        """One spelling for all names of one host, also where the site file does not know it."""
        bare = name.partition("@")[0].lower()
        return self.host(name) or _short(bare)

    def place(self, url: Url, port: int = MYSQL_PORT) -> tuple[str, int, str]:
        """Where a URL leads, by one spelling of the host: host, port, schema."""
        host, number, path = url.place(port)
        return self.known.get(host) or self.short.get(_short(host)) or host, number, path


def _short(name: str) -> str:
    """The name up to its first dot; an address has no shorter form."""
    return name if ":" in name or name.replace(".", "").isdigit() else name.partition(".")[0]
