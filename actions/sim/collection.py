"""What an API does with a collection of its own: show, create, update and delete a row."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from actions.sim.http import ApiError, found, read_json, reply
from actions.sim.state import Cloud, Row


class Collections:
    """One service's collections; each API says how it shows a row and what a new one must be."""

    def __init__(self, cloud: Cloud, service: str, names: Mapping[str, str]) -> None:
        self.cloud = cloud
        self._service = service
        self._names = names
        """Each collection, and what it calls one of its rows."""

    def routes(self, root: str) -> list[web.RouteDef]:
        """The routes of all collections; `list` is the API's own."""
        one = f"{root}/{{collection}}/{{id}}"
        change = web.patch if self._service == "identity" else web.put
        return [
            web.get(f"{root}/{{collection}}", self.list),
            web.post(f"{root}/{{collection}}", self.create),
            web.get(one, self.show),
            change(one, self.update),
            web.delete(one, self.delete),
        ]

    def collection(self, request: web.Request) -> tuple[str, str, dict[str, Row]]:
        """The collection that a path names, what one of it is called, and its rows by id."""
        name = request.match_info["collection"]
        if name not in self._names:
            raise ApiError(404, "The resource could not be found.", "HTTPNotFound")
        return name, self._names[name], self.cloud.rows(f"{self._service}/{name}")

    def shown(self, _name: str, row: Row) -> Row:
        """A row of that collection as the API shows it."""
        return row

    def made(self, _name: str, given: Row) -> Row:
        """A new row from what was given; raises `ApiError` where it cannot be."""
        return given

    async def list(self, request: web.Request) -> web.Response:
        """Every row, with the API's own way of filters and pages."""
        raise NotImplementedError

    async def show(self, request: web.Request) -> web.Response:
        """GET one."""
        self.cloud.settle()
        name, one, row = self.row(request)
        return reply({one: self.shown(name, row)})

    async def create(self, request: web.Request) -> web.Response:
        """POST one."""
        name, one, _ = self.collection(request)
        given = (await read_json(request)).get(one, {})
        row = self.cloud.add(f"{self._service}/{name}", self.made(name, given))
        return reply({one: self.shown(name, row)}, 201)

    async def update(self, request: web.Request) -> web.Response:
        """PUT or PATCH one."""
        name, one, row = self.row(request)
        row.update((await read_json(request)).get(one, {}))
        self.cloud.changes += 1
        return reply({one: self.shown(name, row)})

    async def delete(self, request: web.Request) -> web.Response:
        """DELETE one."""
        _, _, row = self.row(request)
        del self.collection(request)[2][row["id"]]
        self.cloud.changes += 1
        return web.Response(status=204)

    def row(self, request: web.Request) -> tuple[str, str, Row]:
        """The collection that a path names, what one of it is called, and the row that it names."""
        name, one, _ = self.collection(request)
        row = found(self.cloud, f"{self._service}/{name}", request.match_info["id"], one)
        return name, one, row
