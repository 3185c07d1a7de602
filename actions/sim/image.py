"""Glance's API on the wire: images and their data, of which the size is kept."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from actions.sim.http import ApiError, Project, found, page, read_json, reply
from actions.sim.state import Cloud, Row


def routes(cloud: Cloud) -> list[web.RouteDef]:
    """Glance's routes."""
    server = _Image(cloud)
    one = "/v2/images/{id}"
    return [
        web.get("/", server.versions),
        web.get("/v2/images", server.images),
        web.post("/v2/images", server.create),
        web.get(one, server.show),
        web.delete(one, server.delete),
        web.put(f"{one}/file", server.upload),
    ]


def error(status: int, message: str, _: str) -> Any:
    """Glance's errors, which are pages to it and a text to a reader."""
    return {"message": message, "code": status}


PROJECT = Project("image", "glance", "glance-api", routes, error, conf="/etc/glance/glance-api.conf")


class _Image:
    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    async def versions(self, _: web.Request) -> web.Response:
        link = {"rel": "self", "href": f"{self.cloud.urls['image']}/v2/"}
        return reply({"versions": [{"id": "v2.15", "status": "CURRENT", "links": [link]}]}, 300)

    async def images(self, request: web.Request) -> web.Response:
        """GET a page."""
        rows, more = page(list(self.cloud.rows("image/images").values()), request.query, most=25)
        body: dict[str, Any] = {"images": rows, "schema": "/v2/schemas/images", "first": "/v2/images"}
        if more:
            body["next"] = f"/v2/images?marker={rows[-1]['id']}"
        return reply(body)

    async def create(self, request: web.Request) -> web.Response:
        """POST one, without data yet."""
        given = await read_json(request)
        row = self.cloud.add("image/images", {"status": "queued", "size": None, **given})
        return reply(row, 201)

    async def show(self, request: web.Request) -> web.Response:
        """GET one."""
        return reply(self._row(request))

    async def upload(self, request: web.Request) -> web.Response:
        """PUT the data of one."""
        row = self._row(request)
        if row["status"] != "queued":
            raise ApiError(
                409, f"Image status transition from {row['status']} to saving is not allowed"
            )
        row["size"] = sum([len(chunk) async for chunk in request.content.iter_any()])
        row["status"] = "active"
        return web.Response(status=204)

    async def delete(self, request: web.Request) -> web.Response:
        """DELETE one."""
        del self.cloud.rows("image/images")[self._row(request)["id"]]
        return web.Response(status=204)

    def _row(self, request: web.Request) -> Row:
        return found(self.cloud, "image/images", request.match_info["id"], "image")
