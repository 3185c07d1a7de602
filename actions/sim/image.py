"""Glance's API on the wire: the list of images."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from actions.sim.http import Project, page, reply
from actions.sim.state import Cloud


def routes(cloud: Cloud) -> list[web.RouteDef]:
    """Glance's routes."""

    async def versions(_: web.Request) -> web.Response:
        link = {"rel": "self", "href": f"{cloud.urls['image']}/v2/"}
        return reply({"versions": [{"id": "v2.15", "status": "CURRENT", "links": [link]}]}, 300)

    async def images(request: web.Request) -> web.Response:
        rows, more = page(list(cloud.rows("image/images").values()), request.query, most=25)
        body: dict[str, Any] = {"images": rows, "schema": "/v2/schemas/images", "first": "/v2/images"}
        if more:
            body["next"] = f"/v2/images?marker={rows[-1]['id']}"
        return reply(body)

    return [web.get("/", versions), web.get("/v2/images", images)]


def error(status: int, message: str, _: str) -> Any:
    """Glance's errors, which are pages to it and a text to a reader."""
    return {"message": message, "code": status}


PROJECT = Project("image", "glance", "glance-api", routes, error, conf="/etc/glance/glance-api.conf")
