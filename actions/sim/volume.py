"""Cinder's API on the wire: services, volumes, types and pools."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from actions.sim import storage
from actions.sim.compute import MAX_LIMIT
from actions.sim.compute import error as nova_error
from actions.sim.http import ApiError, Project, found, next_link, page, project_of, read_json, reply
from actions.sim.state import SERVICE_DOWN_TIME, Cloud, Row


def routes(cloud: Cloud) -> list[web.RouteDef]:
    """Cinder's routes."""
    server = _Volume(cloud)
    return [
        web.get("/", server.versions),
        web.get("/v3", server.version),
        web.get("/v3/", server.version),
        web.get("/v3/{project}/os-services", server.services),
        web.put("/v3/{project}/os-services/{action}", server.update),
        web.get("/v3/{project}/volumes/detail", server.volumes),
        web.post("/v3/{project}/volumes", server.create),
        web.get("/v3/{project}/volumes/{id}", server.show),
        web.delete("/v3/{project}/volumes/{id}", server.delete),
        web.post("/v3/{project}/volumes/{id}/action", server.act),
        web.get("/v3/{project}/types", server.types),
        web.get("/v3/{project}/scheduler-stats/get_pools", server.pools),
    ]


PROJECT = Project(
    "volumev3", "cinderv3", "cinder-api", routes, nova_error,
    conf="/etc/cinder/cinder.conf", open=frozenset(("/", "/v3", "/v3/")),
)  # fmt: skip


class _Volume:
    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    def _version(self) -> Row:
        return {
            "id": "v3.0",
            "status": "CURRENT",
            "version": "3.70",
            "min_version": "3.0",
            "updated": "2022-07-31T00:00:00Z",
            "links": [{"rel": "self", "href": f"{self.cloud.urls['volumev3']}/v3/"}],
            "media-types": [
                {"base": "application/json", "type": "application/vnd.openstack.volume+json;version=3"}
            ],
        }

    async def versions(self, _: web.Request) -> web.Response:
        return reply({"versions": [self._version()]}, 300)

    async def version(self, _: web.Request) -> web.Response:
        return reply({"versions": [self._version()]})

    async def services(self, _: web.Request) -> web.Response:
        self.cloud.settle()
        rows = [self._shown(row) for row in self.cloud.rows("volume/services").values()]
        return reply({"services": rows})

    def _shown(self, row: Row) -> Row:
        seen = datetime.fromisoformat(f"{row['updated_at']}+00:00").timestamp()
        down = self.cloud.clock.now() - seen > SERVICE_DOWN_TIME
        kept = {key: value for key, value in row.items() if key != "id"}
        return kept | {"state": "down" if down else "up"}

    async def update(self, request: web.Request) -> web.Response:
        action = request.match_info["action"]
        if action not in ("enable", "disable", "disable-log-reason"):
            raise ApiError(404, "Unknown action")
        body = await read_json(request)
        rows = self.cloud.rows("volume/services").values()
        row = next(
            (r for r in rows if (r["host"], r["binary"]) == (body.get("host"), body.get("binary"))),
            None,
        )
        if row is None:
            raise ApiError(404, f"Service {body.get('binary')} could not be found.")
        disabled = action != "enable"
        row["status"] = "disabled" if disabled else "enabled"
        row["disabled_reason"] = body.get("disabled_reason") if disabled else None
        return reply({
            "host": row["host"], "service": row["binary"], "binary": row["binary"],
            "disabled": disabled, "status": row["status"], "disabled_reason": row["disabled_reason"],
        })  # fmt: skip

    async def volumes(self, request: web.Request) -> web.Response:
        """Newest first, by status and limit."""
        status = request.query.get("status")
        rows = [r for r in self.cloud.rows("volume/volumes").values() if status in (None, r["status"])]
        if not request.query.get("all_tenants"):
            project = project_of(self.cloud, request)
            rows = [r for r in rows if r["os-vol-tenant-attr:tenant_id"] == project]
        rows.sort(key=lambda row: str(row["created_at"]), reverse=True)
        part, more = page(rows, request.query, MAX_LIMIT)
        body: Row = {"volumes": list(part)}
        if more:
            link = next_link(request, part[-1]["id"])
            body["volumes_links"] = [{"rel": "next", "href": link}]
        return reply(body)

    async def create(self, request: web.Request) -> web.Response:
        """POST one: it is available at once."""
        given = (await read_json(request)).get("volume", {})
        row = storage.volume(self.cloud, given["name"], given["size"], project_of(self.cloud, request))
        return reply({"volume": self.cloud.add("volume/volumes", row)}, 202)

    async def show(self, request: web.Request) -> web.Response:
        """GET one."""
        return reply({"volume": self._row(request)})

    async def delete(self, request: web.Request) -> web.Response:
        """DELETE one that nothing uses."""
        row = self._row(request)
        if row["status"] != "available":
            raise ApiError(400, "Invalid volume: Volume status must be available or error.")
        del self.cloud.rows("volume/volumes")[row["id"]]
        return web.Response(status=202)

    async def act(self, request: web.Request) -> web.Response:
        """os-reset_status writes the row, and nothing else."""
        row, given = self._row(request), (await read_json(request)).get("os-reset_status", {})
        row["status"] = given["status"]
        row["attachments"] = [] if given.get("attach_status") == "detached" else row["attachments"]
        self.cloud.changes += 1
        return web.Response(status=202)

    def _row(self, request: web.Request) -> Row:
        return found(self.cloud, "volume/volumes", request.match_info["id"], "Volume")

    async def types(self, _: web.Request) -> web.Response:
        return reply({"volume_types": list(self.cloud.rows("volume/types").values())})

    async def pools(self, request: web.Request) -> web.Response:
        """Those of the backends that are up and enabled: of others the scheduler knows none."""
        self.cloud.settle()
        shown = [self._shown(row) for row in self.cloud.rows("volume/services").values()]
        useful = {s["host"] for s in shown if (s["state"], s["status"]) == ("up", "enabled")}
        keys = ("name", "capabilities") if request.query.get("detail") == "true" else ("name",)
        pools = [
            {key: row[key] for key in keys}
            for row in self.cloud.rows("volume/pools").values()
            if row["name"].partition("#")[0] in useful
        ]
        return reply({"pools": pools})
