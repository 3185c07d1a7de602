"""The state of the simulated cloud: one, whichever wire one looks at it through."""

from __future__ import annotations

import secrets
import string
import uuid
import zlib
from dataclasses import dataclass
from typing import Any

from actions.formats.oslo_ini import parse
from actions.formats.url import Url
from actions.sim import accounts
from actions.sim.clock import Clock, stamp
from actions.sim.database import Database, SqlError
from actions.sim.host import Host

Row = dict[str, Any]

SERVICE_DOWN_TIME = 60.0
"""Seconds without a report after which nova and cinder call a service down."""
AGENT_DOWN_TIME = 75.0
"""The same, for neutron's agents."""
CELL0 = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Size:
    """How big a cloud to make up, for benchmarks; beside the hosts that answer over SSH."""

    hypervisors: int = 0
    services: int = 0
    agents: int = 0
    ports: int = 0


class Cloud:
    """Hosts, databases and what the APIs keep."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.pace = 0.0
        """How long commands take, as a multiple of what is natural; 0: no time at all."""
        self.hosts: dict[str, Host] = {}
        self.database = Database(self.clock, "controller")
        self.passwords: dict[str, str] = {}
        """Each service's password at random, by the service's name."""
        self.collections: dict[str, dict[str, Row]] = {}
        """What the other APIs keep: rows by id, by "service/collection"."""
        self.urls: dict[str, str] = {}
        """The root of each API, by its service's type, as the catalog has it."""
        self.silent: set[str] = set()
        """Names of hosts that are listed somewhere, and gone."""
        self.changes = 0
        """Counts the changes of `collections`, so that pages may be kept encoded until the next."""
        self.big = False
        """It has thousands of services: heartbeats are written seldom, and pages kept."""
        self.settled = 0.0
        """When they were last written."""

    # ------------------------------------------------------------ what the APIs keep

    def rows(self, collection: str) -> dict[str, Row]:
        """The rows of a collection by id: "identity/services", "network/ports"."""
        return self.collections.setdefault(collection, {})

    def add(self, collection: str, row: Row) -> Row:
        """Add a row; an id is made where it has none."""
        row.setdefault("id", new_id(collection))
        self.rows(collection)[row["id"]] = row
        self.changes += 1
        return row

    def password(self, name: str) -> str:
        """The password of that name, made at random when first asked for."""
        letters = string.ascii_letters + string.digits
        if name not in self.passwords:
            self.passwords[name] = "".join(secrets.choice(letters) for _ in range(24))
        return self.passwords[name]

    # ------------------------------------------------------------ heartbeats

    @property
    def beat(self) -> float:
        """Heartbeats are written at most every so many seconds."""
        return 5.0 if self.big else 1.0

    def reports(self, host: str, binary: str) -> bool:
        """Whether that service's process is there and reports; one on no simulated host always does."""
        machine = self.hosts.get(host.partition("@")[0])
        if machine is None:
            return host not in self.silent
        unit = machine.units.get(binary)
        return machine.alive and unit is not None and unit.running and not unit.deaf

    def settle(self, *, now: bool = False) -> None:
        """Write the heartbeats due by now: services that report wrote theirs every few seconds."""
        moment = self.clock.now()
        if not now and 0 <= moment - self.settled < self.beat:
            return
        self.settled = moment
        if self.database.has_table("nova", "services") and self._conductor_writes():
            self._settle_nova(moment)
        for row in self.rows("network/agents").values():
            if self.reports(row["host"], row["binary"]):
                row["heartbeat_timestamp"] = stamp(self._beat(moment, row["host"], row["binary"], 30))
        for row in self.rows("volume/services").values():
            if self.reports(row["host"], row["binary"]):
                beat = self._beat(moment, row["host"], row["binary"], 10)
                row["updated_at"] = stamp(beat).replace(" ", "T") + ".000000"

    def _settle_nova(self, moment: float) -> None:
        alive = "deleted = 0 AND forced_down = 0"
        known = ", ".join("?" * len(self.hosts))
        for row in self.database.select("nova.services", f"{alive} AND host IN ({known})", *self.hosts):
            if self.reports(row["host"], row["binary"]):
                seen = _seen(self._beat(moment, row["host"], row["binary"], 10))
                self.database.update("nova.services", seen, "id = ?", row["id"])
        apart = (*self.hosts, *self.silent)
        others = f"{alive} AND host NOT IN ({', '.join('?' * len(apart))})"
        self.database.update("nova.services", _seen(moment - 3), others, *apart)

    def _beat(self, moment: float, host: str, binary: str, period: int) -> float:
        """When a service last reported: at its start, and then each period, at its own second."""
        last = moment - (moment + zlib.crc32(f"{host}{binary}".encode())) % period
        machine = self.hosts.get(host.partition("@")[0])
        return max(last, machine.units[binary].since) if machine else last

    def _conductor_writes(self) -> bool:
        """Services report through a conductor, which needs its own database."""
        for host in self.hosts.values():
            unit = host.units.get("nova-conductor")
            if unit is None or not unit.running or unit.deaf:
                continue
            try:
                self.open(conf_value(unit.conf, "database", "connection"), host.name)
            except SqlError:
                continue
            return True
        return False

    # ------------------------------------------------------------ names and databases

    def resolve(self, name: str, seen_from: str) -> Host | None:
        """The host behind a name or an address, as another host sees it."""
        if name in ("localhost", "127.0.0.1", "::1"):
            return self.hosts.get(seen_from)
        found = (h for h in self.hosts.values() if name in (h.name, h.address))
        return next(found, None)

    def open(self, url: str, seen_from: str) -> str:
        """Open a database URL as a service on that host does; the schema. Raises `SqlError`."""
        parts = Url.parse(url)
        if parts is None or not parts.mysql:
            raise SqlError(2003, f"Can't connect to MySQL server on '{parts.host if parts else ''}'")
        self.check_server(parts.host, parts.port or 3306, seen_from)
        user, password = parts.login
        peer = self.peer(seen_from)
        accounts.login(self.database, user, password.reveal(), peer, parts.path)
        return parts.path

    def check_server(self, name: str, port: int, seen_from: str) -> None:
        """Raise `SqlError` 2003 unless the database server listens there."""
        host = self.resolve(name, seen_from)
        unit = host.units.get("mariadb") if host else None
        if host is None:
            why = "[Errno -2] Name or service not known"
        elif port != self.database.port or unit is None or not unit.running:
            why = "[Errno 111] Connection refused"
        else:
            return
        raise SqlError(2003, f"Can't connect to MySQL server on '{name}' ({why})")

    def peer(self, host: str) -> str:
        """What the database server calls a host that connects to it."""
        return "localhost" if host == self.database.hostname else host


def conf_value(conf: Any, section: str, key: str, path: str = "/etc/nova/nova.conf") -> str:
    """A key's value in the configuration that a unit started with."""
    return parse(conf.get(path, "")).get((section, key), "")


def new_id(collection: str) -> str:
    """An id as the service makes them: Keystone's have no dashes."""
    made = uuid.uuid4()
    return made.hex if collection.startswith("identity/") else str(made)


def _seen(moment: float) -> dict[str, str]:
    return {"updated_at": stamp(moment), "last_seen_up": stamp(moment)}
