"""Keystone on the wire: tokens with a catalog, and the collections that administrators keep."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from actions.sim.collection import Collections
from actions.sim.http import TITLES, ApiError, Project, found, read_json, reply
from actions.sim.state import Cloud, Row

COLLECTIONS = {
    "domains": "domain",
    "endpoints": "endpoint",
    "projects": "project",
    "regions": "region",
    "roles": "role",
    "services": "service",
    "users": "user",
}
"""Each collection and what it calls one of its rows."""
_MADE = {"services": {"enabled": True}, "endpoints": {"enabled": True}, "users": {"enabled": True}}
_HIDDEN = ("password",)


def routes(cloud: Cloud) -> list[web.RouteDef]:
    """Keystone's routes."""
    server = _Identity(cloud)
    return [
        web.get("/", server.versions),
        web.get("/v3", server.version),
        web.get("/v3/", server.version),
        web.post("/v3/auth/tokens", server.issue),
        web.get("/v3/auth/tokens", server.validate),
        web.get("/v3/auth/catalog", server.catalog),
        web.get("/v3/role_assignments", server.assignments),
        web.put("/v3/projects/{project}/users/{user}/roles/{role}", server.assign),
        web.head("/v3/projects/{project}/users/{user}/roles/{role}", server.assigned),
        *server.routes("/v3"),
    ]


def error(status: int, message: str, _: str) -> Any:
    """Keystone's errors."""
    return {"error": {"code": status, "message": message, "title": TITLES.get(status, "Error")}}


PROJECT = Project(
    "identity", "keystone", "keystone", routes, error,
    open=frozenset(("/", "/v3", "/v3/", "/v3/auth/tokens")),
)  # fmt: skip


class _Identity(Collections):
    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud, "identity", COLLECTIONS)

    def _version(self) -> Row:
        return {
            "id": "v3.14",
            "status": "stable",
            "updated": "2020-04-07T00:00:00Z",
            "links": [{"rel": "self", "href": f"{self.cloud.urls['identity']}/v3/"}],
            "media-types": [
                {"base": "application/json", "type": "application/vnd.openstack.identity-v3+json"}
            ],
        }

    async def versions(self, _: web.Request) -> web.Response:
        return reply({"versions": {"values": [self._version()]}}, 300)

    async def version(self, _: web.Request) -> web.Response:
        return reply({"version": self._version()})

    async def issue(self, request: web.Request) -> web.Response:
        body = await read_json(request)
        auth = body.get("auth", {})
        user = self._authenticated(auth.get("identity", {}))
        if user is None:
            raise ApiError(401, "The request you have made requires authentication.")
        token = f"gAAAAA{secrets.token_urlsafe(64)}"
        issued = self._token(user, auth.get("scope") or {})
        self.cloud.rows("identity/tokens")[token] = issued
        return reply({"token": issued}, 201, {"X-Subject-Token": token})

    async def validate(self, request: web.Request) -> web.Response:
        token = request.headers.get("X-Subject-Token", "")
        issued = self.cloud.rows("identity/tokens").get(token)
        if issued is None:
            raise ApiError(404, f"Could not find token: {token}.")
        return reply({"token": issued}, 200, {"X-Subject-Token": token})

    async def catalog(self, request: web.Request) -> web.Response:
        """The catalog as it is now, for the project of the request's own token."""
        token = self.cloud.rows("identity/tokens")[request.headers["X-Auth-Token"]]
        shown = self._catalog(token.get("project", {}).get("id", ""))
        links = {"next": None, "self": str(request.url), "previous": None}
        return reply({"catalog": shown, "links": links})

    def _authenticated(self, identity: Row) -> Row | None:
        """By a name and its password, or by a token that is good."""
        given = self.cloud.rows("identity/tokens").get(identity.get("token", {}).get("id", ""))
        if given is not None:
            return self._user(given["user"])
        asked = identity.get("password", {}).get("user", {})
        user = self._user(asked)
        return user if user is not None and asked.get("password") == user["password"] else None

    def _user(self, asked: Row) -> Row | None:
        users = self.cloud.rows("identity/users")
        if "id" in asked:
            return users.get(asked["id"])
        return next((u for u in users.values() if u["name"] == asked.get("name")), None)

    def _token(self, user: Row, scope: Row) -> Row:
        now = datetime.fromtimestamp(self.cloud.clock.now(), UTC)
        domain = {"id": "default", "name": "Default"}
        token: Row = {
            "methods": ["password"],
            "user": {
                "id": user["id"],
                "name": user["name"],
                "domain": domain,
                "password_expires_at": None,
            },
            "audit_ids": [secrets.token_urlsafe(16)],
            "issued_at": now.strftime("%Y-%m-%dT%H:%M:%S.000000Z"),
            "expires_at": (now + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S.000000Z"),
        }
        if "project" not in scope:
            return token
        project = self._project(scope["project"])
        roles = [
            {"id": row["role"], "name": self.cloud.rows("identity/roles")[row["role"]]["name"]}
            for row in self.cloud.rows("identity/assignments").values()
            if (row["user"], row["project"]) == (user["id"], project["id"])
        ]
        return token | {
            "project": {"id": project["id"], "name": project["name"], "domain": domain},
            "is_domain": False,
            "roles": roles,
            "catalog": self._catalog(project["id"]),
        }

    def _project(self, asked: Row) -> Row:
        projects = self.cloud.rows("identity/projects").values()
        wanted = [p for p in projects if p["id"] == asked.get("id") or p["name"] == asked.get("name")]
        if not wanted:
            raise ApiError(401, "The request you have made requires authentication.")
        return wanted[0]

    def _catalog(self, project: str) -> list[Row]:
        endpoints = self.cloud.rows("identity/endpoints").values()
        return [
            {
                "id": service["id"],
                "type": service["type"],
                "name": service["name"],
                "endpoints": [
                    {
                        "id": e["id"],
                        "interface": e["interface"],
                        "region": e["region_id"],
                        "region_id": e["region_id"],
                        "url": e["url"].replace("%(project_id)s", project),
                    }
                    for e in endpoints
                    if e["service_id"] == service["id"] and e["enabled"]
                ],
            }
            for service in self.cloud.rows("identity/services").values()
            if service["enabled"]
        ]

    # ------------------------------------------------------------ collections

    def shown(self, name: str, row: Row) -> Row:
        """With its own address, and without what is secret."""
        links = {"self": f"{self.cloud.urls['identity']}/v3/{name}/{row['id']}"}
        kept = {key: value for key, value in row.items() if key not in _HIDDEN}
        if name == "endpoints":
            kept["region"] = kept["region_id"]
        return kept | {"links": links}

    def made(self, name: str, given: Row) -> Row:
        """Names of users, projects and roles are unique; services and endpoints are not (T-ID-01)."""
        if name in ("users", "projects", "roles"):
            for row in self.cloud.rows(f"identity/{name}").values():
                if row["name"] == given.get("name"):
                    message = f"Duplicate entry found with name {row['name']} at domain ID default."
                    raise ApiError(
                        409, f"Conflict occurred attempting to store {name[:-1]} - {message}"
                    )
        return {**_MADE.get(name, {}), **given}

    async def list(self, request: web.Request) -> web.Response:
        """All rows that match the query."""
        name, _, known = self.collection(request)
        rows = [
            self.shown(name, row)
            for row in known.values()
            if all(str(row.get(key, "")) == value for key, value in request.query.items())
        ]
        links = {"next": None, "self": str(request.url), "previous": None}
        return reply({name: rows, "links": links})

    # ------------------------------------------------------------ roles given

    async def assignments(self, request: web.Request) -> web.Response:
        rows = [
            {
                "role": {"id": row["role"]},
                "user": {"id": row["user"]},
                "scope": {"project": {"id": row["project"]}},
            }
            for row in self.cloud.rows("identity/assignments").values()
        ]
        return reply({"role_assignments": rows, "links": {"next": None, "self": str(request.url)}})

    async def assign(self, request: web.Request) -> web.Response:
        row = dict(request.match_info)
        for collection in ("project", "user", "role"):
            found(self.cloud, f"identity/{collection}s", row[collection], collection)
        row["id"] = "/".join((row["project"], row["user"], row["role"]))
        self.cloud.rows("identity/assignments")[row["id"]] = row
        return web.Response(status=204)

    async def assigned(self, request: web.Request) -> web.Response:
        where = request.match_info
        key = "/".join((where["project"], where["user"], where["role"]))
        return web.Response(status=204 if key in self.cloud.rows("identity/assignments") else 404)
