"""Placement's API on the wire: resource providers with inventories, usages and allocations."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from actions.sim.http import TITLES, ApiError, Project, found, reply
from actions.sim.state import Cloud, Row


def routes(cloud: Cloud) -> list[web.RouteDef]:
    """Placement's routes."""
    server = _Placement(cloud)
    one = "/resource_providers/{id}"
    return [
        web.get("/", server.versions),
        web.get("/resource_providers", server.providers),
        web.get(one, server.provider),
        web.delete(one, server.delete),
        web.get(one + "/inventories", server.inventories),
        web.get(one + "/usages", server.usages),
        web.get(one + "/allocations", server.allocations),
    ]


def error(status: int, message: str, _: str) -> Any:
    """Placement's errors."""
    return {"errors": [{"status": status, "title": TITLES.get(status, "Error"), "detail": message}]}


PROJECT = Project(
    "placement", "placement", "placement-api", routes, error, conf="/etc/placement/placement.conf"
)
_HIDDEN = ("inventories", "usages", "allocations", "id")


class _Placement:
    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    def _found(self, request: web.Request) -> Row:
        id_ = request.match_info["id"]
        try:
            return found(self.cloud, "placement/resource_providers", id_, "provider")
        except ApiError:
            raise ApiError(404, f"No resource provider with uuid {id_} found") from None

    async def versions(self, _: web.Request) -> web.Response:
        version = {"id": "v1.0", "status": "CURRENT", "min_version": "1.0", "max_version": "1.39"}
        return reply({"versions": [version | {"links": [{"rel": "self", "href": ""}]}]})

    async def providers(self, request: web.Request) -> web.Response:
        name = request.query.get("name")
        rows = [
            _shown(row)
            for row in self.cloud.rows("placement/resource_providers").values()
            if name in (None, row["name"])
        ]
        return reply({"resource_providers": rows})

    async def provider(self, request: web.Request) -> web.Response:
        return reply(_shown(self._found(request)))

    async def delete(self, request: web.Request) -> web.Response:
        row = self._found(request)
        if row["allocations"]:
            raise ApiError(
                409,
                f"Unable to delete resource provider {row['uuid']}: Resource provider has allocations.",
            )
        del self.cloud.rows("placement/resource_providers")[row["uuid"]]
        return web.Response(status=204)

    async def inventories(self, request: web.Request) -> web.Response:
        return self._part(request, "inventories")

    async def usages(self, request: web.Request) -> web.Response:
        return self._part(request, "usages")

    async def allocations(self, request: web.Request) -> web.Response:
        return self._part(request, "allocations")

    def _part(self, request: web.Request, part: str) -> web.Response:
        row = self._found(request)
        return reply({part: row[part], "resource_provider_generation": row["generation"]})


def _shown(row: Row) -> Row:
    return {key: value for key, value in row.items() if key not in _HIDDEN}
