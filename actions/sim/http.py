"""What the simulated HTTP APIs share: tokens, errors in each project's shape, paging, faults."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from actions.sim.host import Host
from actions.sim.state import Cloud, Row, conf_value
from actions.sim.unit import Unit

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

NO_SERVER = (
    "<html><body><h1>503 Service Unavailable</h1>\n"
    "No server is available to handle this request.\n</body></html>\n"
)
"""What the load balancer in front of the controllers says when none of them answers."""
BROKEN = "The server has either erred or is incapable of performing the requested operation."
KEPT = 10_000
"""How many requests, and commands, are remembered for tests to look at."""
TITLES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict"}


class ApiError(Exception):
    """An answer with an error; each project puts it into its own shape."""

    def __init__(self, status: int, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.kind = kind
        """Neutron's name for the error."""


@dataclass(frozen=True)
class Project:
    """One API: its service type, its unit, and how it says that something is wrong."""

    type: str
    name: str
    unit: str
    routes: Callable[[Cloud], Sequence[web.RouteDef]]
    error: Callable[[int, str, str], Any]
    conf: str = ""
    """Its configuration file, where a wrong region breaks every call with a token."""
    open: frozenset[str] = frozenset(("/",))
    """Paths that need no token."""


class ApiServer:
    """One API on a loopback port, and what is wrong with its wire."""

    def __init__(self, cloud: Cloud, project: Project) -> None:
        self.cloud = cloud
        self.project = project
        self.port = 0
        self.requests: deque[str] = deque(maxlen=KEPT)
        """The last requests' methods, paths and queries, in order."""
        self.served = 0
        """How many requests there were."""
        self._runner: web.AppRunner | None = None
        self._status = 0
        self._html = ""
        self._flowing = asyncio.Event()
        self._flowing.set()

    async def listen(self) -> None:
        """Listen on a free loopback port, or again on the one it had."""
        application = web.Application(middlewares=[self._middleware])
        application.add_routes(self.project.routes(self.cloud))
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.cloud.urls[self.project.type] = f"http://127.0.0.1:{self.port}"

    async def close(self) -> None:
        """Stop listening."""
        self._flowing.set()
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = None

    # ------------------------------------------------------------ what can go wrong

    def break_with(self, status: int = 503, html: str = "") -> None:
        """From now on answer everything with that status, and with that page or the load balancer's."""
        self._status, self._html = status, html or NO_SERVER

    def hang(self) -> None:
        """From now on nothing is answered."""
        self._flowing.clear()

    async def refuse(self) -> None:
        """From now on nothing listens there."""
        await self.close()

    async def heal(self) -> None:
        """Be well again."""
        self._status = 0
        self._flowing.set()
        if self._runner is None:
            await self.listen()

    # ------------------------------------------------------------ what every request goes through

    @web.middleware
    async def _middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.served += 1
        self.requests.append(f"{request.method} {request.path_qs}")
        await self._flowing.wait()
        if self._status:
            return web.Response(status=self._status, text=self._html, content_type="text/html")
        unit = process(self.cloud, self.project.unit)
        if unit is None:
            return web.Response(status=503, text=NO_SERVER, content_type="text/html")
        try:
            if request.path not in self.project.open:
                self._check_token(request, unit[1])
            response = await handler(request)
        except ApiError as error:
            response = self._refusal(error)
        except web.HTTPException as error:
            response = self._refusal(ApiError(error.status, error.reason))
        response.headers["X-Openstack-Request-Id"] = f"req-{uuid.uuid4()}"
        return response

    def _refusal(self, error: ApiError) -> web.Response:
        body = self.project.error(error.status, error.message, error.kind)
        response = reply(body, error.status)
        if error.status == 401:
            url = self.cloud.urls["identity"]
            response.headers["WWW-Authenticate"] = f"Keystone uri='{url}'"
        return response

    def _check_token(self, request: web.Request, unit: Unit) -> None:
        conf = self.project.conf
        region = conf_value(unit.conf, "keystone_authtoken", "region_name", conf) if conf else ""
        if region and not _known_region(self.cloud, region):
            raise ApiError(500, BROKEN)
        token = request.headers.get("X-Auth-Token", "")
        if token not in self.cloud.rows("identity/tokens"):
            raise ApiError(401, "The request you have made requires authentication.")


def _known_region(cloud: Cloud, region: str) -> bool:
    """keystonemiddleware looks for the identity service's endpoint in exactly that region."""
    return any(row["region_id"] == region for row in cloud.rows("identity/endpoints").values())


def process(cloud: Cloud, name: str) -> tuple[Host, Unit] | None:
    """The process of a unit that answers: of those that run, the one that has run longest.

    A load balancer would take them in turn; a mapping that one process still remembers must show.
    """
    running = [
        (host, host.units[name])
        for host in cloud.hosts.values()
        if name in host.units and host.units[name].running
    ]
    return min(running, key=lambda pair: pair[1].since, default=None)


def reply(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """An answer in JSON; bytes are JSON already."""
    data = body if isinstance(body, bytes) else json.dumps(body, default=str).encode()
    return web.Response(status=status, body=data, content_type="application/json", headers=headers)


class Kept:
    """A big cloud's answers, kept encoded until something changes; a small one's are made each time."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._age: tuple[float, ...] = ()
        self._pages: dict[str, bytes] = {}

    def get(self, key: str, make: Callable[[], Any], *, beats: bool = True) -> bytes:
        """The answer under that key, made anew where it is too old; with `beats`, once a heartbeat."""
        cloud = self._cloud
        if not cloud.big:
            return json.dumps(make()).encode()
        moment = cloud.clock.now() // cloud.beat if beats else 0.0
        age = (cloud.changes, cloud.database.changes if beats else 0, moment)
        if age != self._age:
            self._pages.clear()
            self._age = age
        if key not in self._pages:
            self._pages[key] = json.dumps(make()).encode()
        return self._pages[key]


def project_of(cloud: Cloud, request: web.Request) -> str:
    """The id of the project that the request's token is for."""
    token = cloud.rows("identity/tokens").get(request.headers.get("X-Auth-Token", ""), {})
    return str(token.get("project", {}).get("id", ""))


async def read_json(request: web.Request) -> Any:
    """The request's body; 400 where it is no JSON object."""
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise ApiError(400, "Malformed request body")
    return body


def found(cloud: Cloud, collection: str, id_: str, what: str) -> Row:
    """The row with that id; 404 where there is none."""
    row = cloud.rows(collection).get(id_)
    if row is None:
        raise ApiError(
            404, f"{what} {id_} could not be found.", f"{what.title().replace(' ', '')}NotFound"
        )
    return row


def page(
    rows: Sequence[Row], query: Mapping[str, str], most: int = 0, key: str = "id"
) -> tuple[Sequence[Row], bool]:
    """One page by `limit` and `marker`, and whether a link to the next belongs to it."""
    limit = int(query.get("limit", 0) or 0)
    if most:
        limit = min(limit or most, most)
    marker = query.get("marker")
    start = 0
    if marker:
        place = next((n for n, row in enumerate(rows) if str(row[key]) == marker), None)
        if place is None:
            raise ApiError(400, f"marker [{marker}] not found")
        start = place + 1
    if not limit:
        return rows[start:], False
    part = rows[start : start + limit]
    return part, len(part) == limit


def next_link(request: web.Request, last: str) -> str:
    """The address of the page behind the row with that id."""
    query = request.url.query.copy()
    query.popall("marker", None)
    query.add("marker", last)
    return str(request.url.with_query(query))
