"""Nova's API on the wire: it reads the cells through the mappings that it read after its start."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aiohttp import web

from actions.sim import servers
from actions.sim.database import SqlError
from actions.sim.host import Host
from actions.sim.http import (
    NO_SERVER,
    ApiError,
    Kept,
    Project,
    next_link,
    page,
    process,
    project_of,
    read_json,
    reply,
)
from actions.sim.nova import Cell, Nova
from actions.sim.state import SERVICE_DOWN_TIME, Cloud, Row
from actions.sim.unit import Unit

MAX_LIMIT = 1000
"""nova.conf's [api] max_limit."""
_FAULTS = {
    400: "badRequest", 401: "unauthorized", 403: "forbidden", 404: "itemNotFound",
    409: "conflictingRequest", 503: "serviceUnavailable",
}  # fmt: skip
UNEXPECTED = (
    "Unexpected API Error. Please report this at http://bugs.launchpad.net/nova/ and attach the Nova "
    "API log if possible.\n<class '{}'>"
)


def routes(cloud: Cloud) -> list[web.RouteDef]:
    """Nova's routes."""
    server = _Compute(cloud)
    return [
        web.get("/", server.versions),
        web.get("/v2.1", server.version),
        web.get("/v2.1/", server.version),
        web.get("/v2.1/os-services", server.services),
        web.put("/v2.1/os-services/{id}", server.update_service),
        web.delete("/v2.1/os-services/{id}", server.delete_service),
        web.get("/v2.1/os-hypervisors", server.hypervisors),
        web.get("/v2.1/os-hypervisors/detail", server.hypervisors),
        web.get("/v2.1/servers", server.servers),
        web.get("/v2.1/servers/detail", server.servers),
        *servers.routes(cloud),
    ]


def error(status: int, message: str, _: str) -> Any:
    """Nova's errors."""
    return {_FAULTS.get(status, "computeFault"): {"code": status, "message": message}}


PROJECT = Project(
    "compute", "nova", "nova-api", routes, error,
    conf="/etc/nova/nova.conf", open=frozenset(("/", "/v2.1", "/v2.1/")),
)  # fmt: skip


def remember(cloud: Cloud) -> None:
    """Let every nova-api read the cell mappings, as each has by the time that anybody looks."""
    for host in cloud.hosts.values():
        unit = host.units.get("nova-api")
        if unit is not None and unit.running:
            with contextlib.suppress(SqlError):
                _read_cells(cloud, host, unit)


def _read_cells(cloud: Cloud, host: Host, unit: Unit) -> tuple[Nova, list[Cell]]:
    nova = Nova(cloud, unit.conf, host.name)
    nova.api("cell_mappings")
    if "cells" not in unit.memory:
        unit.memory["cells"] = nova.cells()
    return nova, unit.memory["cells"]


class _Compute:
    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self._kept = Kept(cloud)

    async def versions(self, _: web.Request) -> web.Response:
        return reply({"versions": [self._version()]})

    async def version(self, _: web.Request) -> web.Response:
        return reply({"version": self._version()})

    def _version(self) -> Row:
        return {
            "id": "v2.1",
            "status": "CURRENT",
            "version": "2.93",
            "min_version": "2.1",
            "updated": "2013-07-23T11:33:21Z",
            "links": [{"rel": "self", "href": f"{self.cloud.urls['compute']}/v2.1/"}],
            "media-types": [
                {
                    "base": "application/json",
                    "type": "application/vnd.openstack.compute+json;version=2.1",
                }
            ],
        }

    # ------------------------------------------------------------ cells, as this process knows them

    def _known(self) -> tuple[Nova, list[Cell]]:
        """The databases and cells as the answering process knows them: it read the mappings once."""
        running = process(self.cloud, "nova-api")
        try:
            if running is None:
                raise ApiError(503, NO_SERVER)
            return _read_cells(self.cloud, *running)
        except SqlError:
            raise ApiError(500, UNEXPECTED.format("sqlalchemy.exc.OperationalError")) from None

    def _schemas(self, *, with_cell0: bool = True) -> list[str]:
        """The schema behind each cell; cells that do not answer are left out, as below 2.69."""
        nova, cells = self._known()
        found = []
        for cell in cells:
            if cell.is_cell0 and not with_cell0:
                continue
            try:
                schema = nova.open(cell.database)
            except SqlError:
                continue
            if self.cloud.database.has_table(schema, "services"):
                found.append(schema)
        return found

    # ------------------------------------------------------------ services

    def _service_rows(self) -> list[Row]:
        return [
            {**row, "schema": schema}
            for schema in self._schemas()
            for row in self.cloud.database.select(f"{schema}.services", "deleted = 0", order="id")
        ]

    def _shown(self, row: Row, version: tuple[int, int]) -> Row:
        return {
            "id": row["uuid"] if version >= (2, 53) else row["id"],
            "binary": row["binary"],
            "host": row["host"],
            "zone": "nova" if row["binary"] == "nova-compute" else "internal",
            "status": "disabled" if row["disabled"] else "enabled",
            "state": self._state(row),
            "updated_at": _time(row["updated_at"]),
            "disabled_reason": row["disabled_reason"],
            "forced_down": bool(row["forced_down"]),
        }

    def _state(self, row: Row) -> str:
        seen = row["updated_at"] or row["created_at"]
        if row["forced_down"] or seen is None:
            return "down"
        age = self.cloud.clock.now() - datetime.fromisoformat(f"{seen}+00:00").timestamp()
        return "up" if age <= SERVICE_DOWN_TIME else "down"

    async def services(self, request: web.Request) -> web.Response:
        version = _version(request)
        wanted = {k: v for k, v in request.query.items() if k in ("host", "binary")}

        def make() -> Row:
            return {
                "services": [
                    self._shown(row, version)
                    for row in self._service_rows()
                    if all(row[key] == value for key, value in wanted.items())
                ]
            }

        self._known()
        self.cloud.settle()
        return _versioned(self._kept.get(f"{version} {request.path_qs}", make), version)

    def _service(self, request: web.Request) -> Row:
        self.cloud.settle()
        wanted = request.match_info["id"]
        found = next((r for r in self._service_rows() if wanted in (r["uuid"], str(r["id"]))), None)
        if found is None:
            raise ApiError(404, f"Service {wanted} could not be found.")
        return found

    async def update_service(self, request: web.Request) -> web.Response:
        version = _version(request)
        if version < (2, 53):
            raise ApiError(404, "The resource could not be found.")
        row, body = self._service(request), await read_json(request)
        status, reason = body.get("status"), body.get("disabled_reason")
        if status not in (None, "enabled", "disabled"):
            raise ApiError(400, f"Invalid input for field/attribute status. Value: {status}.")
        if reason and status != "disabled":
            raise ApiError(400, "Specifying disabled_reason requires that status is disabled.")
        disabled = row["disabled"] if status is None else int(status == "disabled")
        down = int(bool(body.get("forced_down", row["forced_down"])))
        changes = {
            "disabled": disabled,
            "disabled_reason": reason if disabled else None,
            "forced_down": down,
        }
        self.cloud.database.update(f"{row['schema']}.services", changes, "uuid = ?", row["uuid"])
        return _versioned({"service": self._shown(self._service(request), version)}, version)

    async def delete_service(self, request: web.Request) -> web.Response:
        row = self._service(request)
        database, schema, host = self.cloud.database, row["schema"], row["host"]
        if row["binary"] == "nova-compute":
            if database.select(f"{schema}.instances", "deleted = 0 AND host = ?", host):
                raise ApiError(
                    409,
                    "Unable to delete compute service that is hosting instances. Migrate or delete "
                    "the instances first.",
                )
            self._forget_compute(schema, host)
        gone = {"deleted": row["id"], "deleted_at": self.cloud.clock.stamp()}
        database.update(f"{schema}.services", gone, "uuid = ?", row["uuid"])
        return web.Response(status=204)

    def _forget_compute(self, schema: str, host: str) -> None:
        """With nova-compute go its compute nodes, their resource providers and the host mapping."""
        database = self.cloud.database
        nodes = f"{schema}.compute_nodes"
        for node in database.select(nodes, "deleted = 0 AND host = ?", host):
            self.cloud.rows("placement/resource_providers").pop(node["uuid"], None)
            database.update(nodes, {"deleted": node["id"]}, "id = ?", node["id"])
        database.delete("nova_api.host_mappings", "host = ?", host)

    # ------------------------------------------------------------ hypervisors and servers

    async def hypervisors(self, request: web.Request) -> web.Response:
        version = _version(request)
        detail = request.path.endswith("detail")

        def make() -> Row:
            rows = self._hypervisor_rows()
            part, more = page(rows, request.query, MAX_LIMIT, "uuid")
            body: Row = {"hypervisors": [_hypervisor(row, version, detail=detail) for row in part]}
            if more and version >= (2, 33):
                link = next_link(request, part[-1]["uuid"])
                body["hypervisors_links"] = [{"rel": "next", "href": link}]
            return body

        self._known()
        self.cloud.settle()
        return _versioned(self._kept.get(f"{version} {request.path_qs}", make), version)

    def _hypervisor_rows(self) -> list[Row]:
        """Compute nodes of all cells but cell0; those whose host is not mapped do not show."""
        services: dict[str, Row] = {}
        rows: list[Row] = []
        for schema in self._schemas(with_cell0=False):
            where = "deleted = 0 AND \"binary\" = 'nova-compute'"
            for service in self.cloud.database.select(f"{schema}.services", where):
                services[service["host"]] = service
            nodes = f"{schema}.compute_nodes"
            rows += self.cloud.database.select(nodes, "deleted = 0", order="id")
        mapped = self._known()[0].mapped_hosts()
        return [
            {**row, "service": services[row["host"]], "state": self._state(services[row["host"]])}
            for row in rows
            if row["host"] in mapped and row["host"] in services
        ]

    async def servers(self, request: web.Request) -> web.Response:
        version = _version(request)
        rows = [
            row
            for schema in self._schemas()
            for row in self.cloud.database.select(f"{schema}.instances", "deleted = 0", order="id DESC")
        ]
        if not request.query.get("all_tenants"):
            rows = [r for r in rows if r["project_id"] == project_of(self.cloud, request)]
        part, more = page(_wanted(self.cloud, request.query, rows), request.query, MAX_LIMIT, "uuid")
        keys = {row["id"]: row["key_name"] for row in self.cloud.rows(servers.SERVERS).values()}
        body: Row = {"servers": [_server(row) | {"key_name": keys.get(row["uuid"])} for row in part]}
        if more:
            body["servers_links"] = [{"rel": "next", "href": next_link(request, part[-1]["uuid"])}]
        return _versioned(body, version)


def _wanted(cloud: Cloud, query: Mapping[str, str], rows: list[Row]) -> list[Row]:
    """The instances of that UUID, of that name (a regular expression), with that part of an address."""
    uuid, name = query.get("uuid"), re.compile(query.get("name", ""))
    found = [r for r in rows if uuid in (None, r["uuid"]) and name.search(r["display_name"])]
    if "status" in query:
        found = [row for row in found if _server(row)["status"] == query["status"]]
    if "ip" not in query:
        return found
    having = {
        port["device_id"]
        for port in cloud.rows("network/ports").values()
        if any(query["ip"] in ip["ip_address"] for ip in port["fixed_ips"])
    }
    return [row for row in found if row["uuid"] in having]


def _hypervisor(row: Row, version: tuple[int, int], *, detail: bool) -> Row:
    service = row["service"]
    shown: Row = {
        "id": row["uuid"] if version >= (2, 53) else row["id"],
        "hypervisor_hostname": row["hypervisor_hostname"],
        "state": row["state"],
        "status": "disabled" if service["disabled"] else "enabled",
    }
    if not detail:
        return shown
    shown |= {
        "host_ip": row["host_ip"],
        "hypervisor_type": row["hypervisor_type"],
        "hypervisor_version": row["hypervisor_version"],
        "service": {
            "id": service["uuid"] if version >= (2, 53) else service["id"],
            "host": service["host"],
            "disabled_reason": service["disabled_reason"],
        },
    }
    if version < (2, 88):
        numbers = ("vcpus", "vcpus_used", "memory_mb", "memory_mb_used", "local_gb", "local_gb_used")
        shown |= {name: row[name] for name in (*numbers, "running_vms")}
        shown |= {
            "free_ram_mb": row["memory_mb"] - row["memory_mb_used"],
            "free_disk_gb": row["local_gb"] - row["local_gb_used"],
            "disk_available_least": row["local_gb"] - row["local_gb_used"],
            "current_workload": 0,
            "cpu_info": {"arch": "x86_64", "vendor": "Intel", "model": "Cascadelake-Server"},
        }
    return shown


def _server(row: Row) -> Row:
    return {
        "id": row["uuid"],
        "name": row["display_name"],
        "status": {"active": "ACTIVE", "error": "ERROR", "stopped": "SHUTOFF"}.get(
            row["vm_state"], "BUILD"
        ),
        "tenant_id": row["project_id"],
        "user_id": row["user_id"],
        "created": _time(row["created_at"]),
        "updated": _time(row["updated_at"]),
        "OS-EXT-SRV-ATTR:host": row["host"],
        "OS-EXT-STS:vm_state": row["vm_state"],
        "OS-EXT-STS:task_state": row["task_state"],
        "OS-EXT-STS:power_state": row["power_state"],
        "addresses": {},
    }


def _time(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000000") if moment else None


def _version(request: web.Request) -> tuple[int, int]:
    """The microversion asked for."""
    asked = request.headers.get("OpenStack-API-Version", "")
    text = asked.removeprefix("compute ") if asked.startswith("compute ") else ""
    text = text or request.headers.get("X-OpenStack-Nova-API-Version", "2.1")
    major, _, minor = text.replace("latest", "2.93").partition(".")
    return int(major), int(minor or 0)


def _versioned(body: Any, version: tuple[int, int]) -> web.Response:
    text = f"{version[0]}.{version[1]}"
    headers = {"OpenStack-API-Version": f"compute {text}", "X-OpenStack-Nova-API-Version": text}
    return reply(body, headers=headers)
