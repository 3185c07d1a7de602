"""Snapshots for the checks' cases: a healthy cloud, and what a case says is otherwise.

A case is an object whose keys are the functions below: `hosts`, `cells`, `api`, `logins`, `brokers`,
`caches`, `services`, `volumes` (services), `stored` (volumes) and `pools` (stored.py), `agents`,
`catalog`, `endpoints`, `mappings`, `errors`, `ovn` (ovn_cloud.py), and `facts`: of any probe, by
subject.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.facts._support import conf_folder
from actions.facts._support.mounts import FileSystem, SilentMount
from actions.facts.all import PROBES
from actions.facts.cinder import volume_services
from actions.facts.database import db_logins, schema_revisions
from actions.facts.database.db_logins import Login
from actions.facts.glance import image_read
from actions.facts.hosts import conf, host_layout, host_status, units, unread_requests
from actions.facts.hosts.conf import ConfFile, guarded
from actions.facts.hosts.host_status import HostStatus
from actions.facts.hosts.units import Unit
from actions.facts.keystone import catalog, endpoint_health, keystone_keys, service_logins
from actions.facts.keystone.catalog import Address, Offered
from actions.facts.neutron import (
    agent_wiring,
    network_agents,
    networks,
    ports,
    routers,
    subnet_options,
)
from actions.facts.neutron.network_agents import Agent
from actions.facts.nova import (
    cell_databases,
    cell_instances,
    cell_mappings,
    compute_host,
    compute_services,
    hypervisors,
    instance_mappings,
    instances,
)
from actions.facts.nova.cell_databases import CellDatabase, ComputeNode, ServiceRow
from actions.facts.nova.cell_instances import CellInstances
from actions.facts.nova.cell_mappings import ApiDatabase, CellMapping
from actions.facts.nova.compute_host import ComputeHost
from actions.facts.nova.compute_services import Service
from actions.facts.nova.instance_mappings import InstanceMappings
from actions.formats.json_codec import decode
from actions.model.fact import Probe, Reading, Snapshot
from actions.model.query import UrlResult
from actions.model.secret import Secret
from actions.model.site import Host, Site
from actions.site.snapshot_file import fact_type
from tests.checks import answering, ovn_cloud, stored
from tests.checks.healthy import AGENTS, CATALOG, CELLS, HOSTS, RABBIT, SERVICES, Case, merged
from tests.checks.layouts import layout

NOW = 1_767_000_000.0
GIB = 1 << 30
_PROBES = {probe.name: probe for probe in PROBES}


@dataclass
class _Cloud:
    """What a case made of the healthy cloud."""

    site: Site
    readings: dict[str, dict[str, Reading[Any]]] = field(default_factory=dict)

    def tell(self, probe: str, subject: str, fact: object, **reading: Any) -> None:
        """One reading."""
        self.readings.setdefault(probe, {})[subject] = Reading(fact, NOW, tried=NOW, **reading)


def build(case: Case, kind: Callable[..., Snapshot] = Snapshot) -> Snapshot:
    """The snapshot of a case; a key that is none of the vocabulary is an error."""
    case = ovn_cloud.with_ovn(case)
    hosts = merged(HOSTS, case.get("hosts"))
    site = Site(
        name=case.get("site", "lab"),
        listed=case.get("listed", False),
        hosts=tuple(
            Host(name, frozenset(host["roles"]), connection=host.get("connection", "ssh"))
            for name, host in hosts.items()
        ),
    )
    cloud = _Cloud(site)
    for name, host in hosts.items():
        _host(cloud, name, host)
    cells = merged(CELLS, case.get("cells"))
    _api(cloud, cells, case.get("api", {}))
    for name, cell in cells.items():
        _cell(cloud, name, cell)
    _logins(cloud, case.get("logins", {}))
    answering.tell_all(Snapshot(site, NOW, cloud.readings), cloud.tell, case)
    _services(cloud, compute_services.PROBE.name, merged(SERVICES, case.get("services")))
    _services(cloud, volume_services.PROBE.name, merged({}, case.get("volumes")))
    stored.tell(case.get("stored", {}), case.get("pools", {}), cloud.tell, NOW)
    for controller in site.having("controller"):  # they are asked, whatever their files hold
        cloud.tell(service_logins.PROBE.name, controller.name, {})
        cloud.tell(keystone_keys.PROBE.name, controller.name, {})
    _agents(cloud, merged(AGENTS, case.get("agents")))
    ovn_cloud.tell(case.get("ovn"), cloud.tell, NOW)
    _catalog(cloud, merged(CATALOG, case.get("catalog")), case.get("endpoints", {}))
    answering.reach(Snapshot(site, NOW, cloud.readings), cloud.tell)
    _mappings(cloud, cells, case.get("mappings", {}))
    for probe, facts in case.get("facts", {}).items():
        hint = fact_type(_PROBES[probe])
        for subject, fact in facts.items():
            cloud.tell(probe, subject, decode(hint, fact))
    for probe, errors in case.get("errors", {}).items():
        _errors(cloud, probe, errors)
    left = case.keys() - _KNOWN
    assert not left, f"no such key of a case: {sorted(left)}"
    return kind(site, NOW, cloud.readings)


_KNOWN = {
    "about", "also", "brokers", "caches", "finds", "site", "listed", "hosts", "cells", "api", "logins",
    "services", "volumes", "agents", "catalog", "endpoints", "mappings", "errors", "facts", "pools",
    "stored", "databases", "ovn",
}  # fmt: skip


def _disk(mount: str, used: int | str) -> FileSystem:
    """Percent of 100 GiB; of a share with its name behind, as "95 nas:/instances"."""
    percent, _, source = str(used).partition(" ")
    return FileSystem(mount, 100 * GIB, int(percent) * GIB, (100 - int(percent)) * GIB, source)


def _conf(keys: Case, path: str, folder: Case, started: Mapping[str, str]) -> ConfFile:
    both = ({_key(k): str(v) for k, v in d.items() if v is not None} for d in (keys, folder))
    own, after = both
    if not after:
        return ConfFile(_guarded(own), 90000.0, "root:nova", "640")
    files = dict.fromkeys(after, f"{path}.d/10-more.conf")
    orders = {unit: conf_folder.order(path, words) for unit, words in started.items()}
    there = conf_folder.folder(own, after, files, orders, _guarded)
    return ConfFile(there.ways[there.order], 90000.0, "root:nova", "640", there)


def _guarded(keys: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str | Secret]:
    return {name: guarded(name[1], value) for name, value in keys.items()}


def _host(cloud: _Cloud, name: str, host: Case) -> None:
    """`unreachable`, `layout`, `hostname`, `addresses`, `clock`, `uptime`, `took`, `disks`, `load`,
    `silent` (mounts), `units`, `conf`, `folder` (nova.conf.d), `started` (words), `unseen`."""
    took = float(host.get("took", 0.2))
    error = host.get("unreachable", "")
    status = HostStatus(
        hostname=host.get("hostname", name),
        os="Debian GNU/Linux 12 (bookworm)",
        clock=NOW - took / 2 + float(host.get("clock", 0)),
        uptime=float(host.get("uptime", 90000)),
        cpus=2,
        load=(float(host.get("load", 0.1)), 0.2, 0.3),
        memory=8 * GIB,
        memory_free=4 * GIB,
        file_systems=tuple(_disk(mount, used) for mount, used in host.get("disks", {"/": 40}).items()),
        silent=tuple(
            SilentMount(mount, *told.split(" ", 1)) for mount, told in host.get("silent", {}).items()
        ),
        addresses=tuple(host.get("addresses", ())),
    )
    files = {
        path: _conf(keys, path, host.get("folder", {}).get(path, {}), host.get("started", {}))
        for path, keys in host.get("conf", {}).items()
        if keys is not None
    }
    known = {
        unit: _unit(unit, state) for unit, state in host.get("units", {}).items() if state is not None
    }
    if "compute" in host["roles"]:
        well = None if error else ComputeHost({}, kvm=True)
        cloud.tell(compute_host.PROBE.name, name, well, error=error, took=took)
    if "controller" in host["roles"]:
        none: Mapping[int, Any] = {}
        cloud.tell(unread_requests.PROBE.name, name, None if error else none, error=error, took=took)
    if "controller" in host["roles"] and not error:
        cloud.tell(schema_revisions.PROBE.name, name, {})
    four: tuple[Probe[Any], ...] = (host_status.PROBE, host_layout.PROBE, units.PROBE, conf.PROBE)
    for probe, fact in zip(four, (status, layout(host, files), known, files), strict=True):
        if probe.name not in host.get("unseen", ()):
            cloud.tell(probe.name, name, None if error else fact, error=error, took=took)


def _key(text: str) -> tuple[str, str]:
    section, _, key = text.partition("] ")
    return section.removeprefix("["), key


def _unit(name: str, state: Case | str) -> Unit:
    """A unit that runs, or in the state named, or as the object says."""
    told: Case = {"active": state} if isinstance(state, str) else state
    active = told.get("active", "active")
    usual: Case = {
        "load": "loaded",
        "sub": "running" if active == "active" else "dead",
        "enabled": "enabled",
        "result": "exit-code" if active == "failed" else "success",
        "age": 86400.0,
    }
    age = {} if active == "active" else {"age": None}
    return Unit(**{"name": name, "active": active, **usual, **told, **age})


def _api(cloud: _Cloud, cells: Mapping[str, Case], api: Case) -> None:
    """`code` and `error`, or the rows of the cells."""
    rows = tuple(
        CellMapping(
            id=number,
            uuid=cell["uuid"],
            name=name if not name.startswith("unnamed") else "",
            transport_url=Secret(cell.get("transport", RABBIT)),
            database_connection=Secret(cell["url"]),
            disabled=bool(cell.get("disabled")),
            age=90000.0,
            hosts=tuple(cell.get("hosts", ())),
            instances=cell.get("instances", 0),
            deleted=cell.get("deleted", 0),
        )
        for number, (name, cell) in enumerate(cells.items(), 1)
    )
    code = api.get("code", 0)
    fact = (
        ApiDatabase(code=code, error=api.get("error", "as MySQL says it"))
        if code
        else ApiDatabase(rows, api.get("version", "b30f573d3377"))
    )
    cloud.tell(cell_mappings.PROBE.name, "", fact)


def _cell(cloud: _Cloud, name: str, cell: Case) -> None:
    """`database`: null (nobody looked), or what is in it; its schema is the URL's if none is named."""
    told = cell.get("database", {})
    if told is None:
        return
    code = told.get("code", 0)
    instances = {u: host for u, host in told.get("instances", {}).items() if host is not None}
    schema = told.get("schema", cell["url"].rpartition("/")[2])
    if code:
        fact = CellDatabase(
            told.get("server", ""),
            schema if "server" in told else "",
            code=code,
            error=told.get("error", "-"),
        )
    else:
        fact = CellDatabase(
            server=told.get("server", "controller:3306"),
            schema=schema,
            schema_version=told.get("version", "ccb0fa1a2252"),
            computes=tuple(
                ComputeNode(host, f"0000-{host}", mapped)
                for host, mapped in told.get("computes", {}).items()
                if mapped is not None
            ),
            services=tuple(_row(row) for row in told.get("services", ())),
            instances=len(instances),
        )
        held = CellInstances(instances, told.get("whole", True), frozenset(told.get("moving", ())))
        cloud.tell(cell_instances.PROBE.name, cell["uuid"], held)
    cloud.tell(cell_databases.PROBE.name, cell["uuid"], fact)


def _row(text: str) -> ServiceRow:
    binary, host, version = text.split()
    return ServiceRow(binary, host, int(version))


def _logins(cloud: _Cloud, codes: Mapping[str, int | str]) -> None:
    """MySQL's code, or that and its words, by "host file [section] key"; every other key opens."""
    asked = db_logins.ask(Snapshot(cloud.site, NOW, cloud.readings))
    for subject in {**dict.fromkeys(asked, 0), **codes}:
        number, _, words = str(codes.get(subject, 0)).partition(" ")
        login = Login(int(number), words or ("as MySQL says it" if int(number) else ""))
        cloud.tell(db_logins.PROBE.name, subject, login)


def _services(cloud: _Cloud, probe: str, services: Mapping[str, Case]) -> None:
    """By "binary host": `state`, `status`, `reason`, `silent` (seconds), `never`, `forced`, `twice`.

    `cluster`, where it is one's of several.
    """
    rows: list[Service] = []
    for name, told in services.items():
        binary, host = name.split()
        state = told.get("state", "up")
        silent = float(told.get("silent", 840 if state == "down" else 5))
        row = Service(
            binary=binary,
            host=host,
            state=state,
            status=told.get("status", "enabled"),
            reason=told.get("reason", ""),
            heartbeat=None if told.get("never") else NOW - silent,
            id=f"id-{name}",
            forced_down=bool(told.get("forced")),
            cluster=told.get("cluster", ""),
        )
        rows += [row, row] if told.get("twice") else [row]
    cloud.tell(probe, "", tuple(rows))


def _agents(cloud: _Cloud, agents: Mapping[str, Case]) -> None:
    """By "binary host" or "binary host id": `type`, `alive`, `admin_up`, `silent` (seconds), `never`.

    `host`, where it is none that can be written in the name.
    """
    rows = []
    for name, told in agents.items():
        binary, host, *rest = name.split()
        id_, host = rest[0] if rest else f"id-{host}", told.get("host", host)
        alive = told.get("alive", True)
        silent = float(told.get("silent", 5 if alive else 840))
        heartbeat = None if told.get("never") else NOW - silent
        admin_up = told.get("admin_up", True)
        rows.append(Agent(id_, told["type"], binary, host, alive, admin_up, heartbeat))
    cloud.tell(network_agents.PROBE.name, "", tuple(rows))


def _catalog(cloud: _Cloud, services: Mapping[str, Case], answers: Mapping[str, int | str]) -> None:
    """By service type: `name`, `url` (or one by interface), `regions`, `enabled`; answers by root."""
    offered = tuple(
        Offered(
            f"id-{kind}",
            s["name"],
            kind,
            tuple(
                Address(interface, region, s.get(interface, s["url"]))
                for interface in ("public", "internal", "admin")
                for region in s.get("regions", ("RegionOne",))
                if s.get("enabled", True)
            ),
        )
        for kind, s in services.items()
    )
    cloud.tell(catalog.PROBE.name, "", offered)
    for url in {url for service in offered for url in endpoint_health.roots(service)}:
        answer = answers.get(url, 200)
        fact = UrlResult(answer) if isinstance(answer, int) else UrlResult(0, answer)
        cloud.tell(endpoint_health.PROBE.name, url, fact)
    cloud.tell(hypervisors.PROBE.name, "", ())
    for probe in (instances, networks, routers, subnet_options):
        cloud.tell(probe.PROBE.name, "", ())
    cloud.tell(ports.PROBE.name, "", ports.Ports({}, {}))
    cloud.tell(agent_wiring.PROBE.name, "", {})
    if "image" in services:
        cloud.tell(image_read.PROBE.name, "", 1)


def _mappings(cloud: _Cloud, cells: Mapping[str, Case], told: Case) -> None:
    """Every instance of a cell's database is mapped there; `cells` says otherwise, null: not at all."""
    found = {
        uuid: cell["uuid"]
        for cell in cells.values()
        for uuid in (cell.get("database") or {}).get("instances", {})
    }
    for uuid, name in told.get("cells", {}).items():
        if name is None:
            found.pop(uuid)
        else:
            found[uuid] = cells[name]["uuid"]
    fact = InstanceMappings(found, told.get("whole", True))
    cloud.tell(instance_mappings.PROBE.name, "", fact)


def _errors(cloud: _Cloud, probe: str, errors: Mapping[str, str]) -> None:
    """By probe and subject: why the last look failed; "!" before it: and no look ever worked."""
    for subject, error in errors.items():
        reading = cloud.readings.get(probe, {}).get(subject, Reading())
        fact = None if error.startswith("!") else reading.fact
        cloud.readings.setdefault(probe, {})[subject] = Reading(fact, NOW, error.lstrip("!"), NOW)
