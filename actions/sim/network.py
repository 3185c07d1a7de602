"""Neutron's API on the wire: its collections with fields, filters and pages."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from actions.sim import made_networks
from actions.sim.collection import Collections
from actions.sim.http import Kept, Project, found, next_link, page, project_of, read_json, reply
from actions.sim.state import AGENT_DOWN_TIME, Cloud, Row

COLLECTIONS = {
    "agents": "agent",
    "floatingips": "floatingip",
    "networks": "network",
    "ports": "port",
    "routers": "router",
    "security-group-rules": "security_group_rule",
    "security-groups": "security_group",
    "subnets": "subnet",
}
_PAGING = ("limit", "marker", "page_reverse", "sort_key", "sort_dir", "fields")


def routes(cloud: Cloud) -> list[web.RouteDef]:
    """Neutron's routes."""
    server = _Network(cloud)
    return [
        web.get("/", server.versions),
        web.get("/v2.0/", server.version),
        web.get("/v2.0/network-ip-availabilities", server.availabilities),
        web.get("/v2.0/agents/{id}/dhcp-networks", server.dhcp_networks),
        web.get("/v2.0/agents/{id}/l3-routers", server.l3_routers),
        web.put("/v2.0/routers/{id}/add_router_interface", server.add_interface),
        web.put("/v2.0/routers/{id}/remove_router_interface", server.remove_interface),
        *server.routes("/v2.0"),
    ]


def error(status: int, message: str, kind: str) -> Any:
    """Neutron's errors."""
    if status == 401:
        return {"error": {"code": 401, "message": message, "title": "Unauthorized"}}
    return {"NeutronError": {"type": kind or "HTTPError", "message": message, "detail": ""}}


PROJECT = Project("network", "neutron", "neutron-api", routes, error, conf="/etc/neutron/neutron.conf")


class _Network(Collections):
    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud, "network", COLLECTIONS)
        self._steady = Kept(cloud)
        self._beating = Kept(cloud)

    async def versions(self, _: web.Request) -> web.Response:
        return reply({"versions": [self._version()]})

    async def version(self, _: web.Request) -> web.Response:
        return reply({"resources": []})

    def _version(self) -> Row:
        url = f"{self.cloud.urls['network']}/v2.0/"
        return {"id": "v2.0", "status": "CURRENT", "links": [{"rel": "self", "href": url}]}

    async def list(self, request: web.Request) -> web.Response:
        """One page of the rows that match, with the fields asked for."""
        name, _, _ = self.collection(request)
        self.cloud.settle()
        beats = name == "agents"
        kept = self._beating if beats else self._steady
        return reply(kept.get(request.path_qs, lambda: self._page(request, name), beats=beats))

    def _page(self, request: web.Request, name: str) -> Row:
        query = request.query
        filters = [(key, query.getall(key)) for key in set(query) if key not in _PAGING]
        rows = [
            row
            for row in self.cloud.rows(f"network/{name}").values()
            if all(str(row.get(key)) in values for key, values in filters)
        ]
        part, more = page(rows, query)
        fields = query.getall("fields", [])
        shown = [self.shown(name, row) for row in part]
        if fields:
            shown = [{key: row[key] for key in fields if key in row} for row in shown]
        key = name.replace("-", "_")
        body: Row = {key: shown}
        if more:
            link = next_link(request, part[-1]["id"])
            body[f"{key}_links"] = [{"rel": "next", "href": link}]
        return body

    async def create(self, request: web.Request) -> web.Response:
        """POST one, for the project of the token."""
        name, one, _ = self.collection(request)
        project = project_of(self.cloud, request)
        given = {"project_id": project, "tenant_id": project, **(await read_json(request)).get(one, {})}
        row = self.cloud.add(f"network/{name}", made_networks.make(self.cloud, name, given))
        return reply({one: self.shown(name, row)}, 201)

    async def update(self, request: web.Request) -> web.Response:
        """PUT one; a router's gateway has a port, and a port with a host is bound there."""
        name, one, row = self.row(request)
        given = (await read_json(request)).get(one, {})
        if name == "ports" and given.get("binding:host_id"):
            given = given | {"binding:vif_type": "bridge", "status": "ACTIVE"}
        if name == "routers":
            made_networks.change_router(self.cloud, row, given)
        row.update(given)
        self.cloud.changes += 1
        return reply({one: self.shown(name, row)})

    async def delete(self, request: web.Request) -> web.Response:
        """DELETE one, with what goes with it."""
        name, _, row = self.row(request)
        made_networks.remove(self.cloud, name, row)
        return await super().delete(request)

    async def add_interface(self, request: web.Request) -> web.Response:
        """The router gets a port in a subnet."""
        return await self._interface(request, made_networks.add_interface)

    async def remove_interface(self, request: web.Request) -> web.Response:
        """The router gives a port back."""
        return await self._interface(request, made_networks.remove_interface)

    async def _interface(
        self, request: web.Request, change: Callable[[Cloud, Row, Row], Row]
    ) -> web.Response:
        router = found(self.cloud, "network/routers", request.match_info["id"], "router")
        answer = change(self.cloud, router, await read_json(request))
        self.cloud.changes += 1
        return reply(answer)

    def shown(self, name: str, row: Row) -> Row:
        """An agent with whether it is alive."""
        if name != "agents":
            return row
        beat = datetime.fromisoformat(f"{row['heartbeat_timestamp']}+00:00").timestamp()
        return row | {"alive": self.cloud.clock.now() - beat <= AGENT_DOWN_TIME}

    async def dhcp_networks(self, request: web.Request) -> web.Response:
        """The networks on which the agent's host has a DHCP port."""
        return self._held(request, "network:dhcp", "network_id", "networks")

    async def l3_routers(self, request: web.Request) -> web.Response:
        """The routers of which the agent's host has an interface."""
        return self._held(request, "network:router_interface", "device_id", "routers")

    def _held(self, request: web.Request, owner: str, field: str, what: str) -> web.Response:
        host = found(self.cloud, "network/agents", request.match_info["id"], "agent")["host"]

        def make() -> Row:
            ids = {
                port[field]
                for port in self.cloud.rows("network/ports").values()
                if (port["device_owner"], port["binding:host_id"]) == (owner, host)
            }
            return {what: [r for id_, r in self.cloud.rows(f"network/{what}").items() if id_ in ids]}

        return reply(self._steady.get(request.path_qs, make, beats=False))

    async def availabilities(self, _: web.Request) -> web.Response:
        return reply(self._steady.get("availabilities", self._availabilities, beats=False))

    def _availabilities(self) -> Row:
        used: dict[str, int] = {}
        for port in self.cloud.rows("network/ports").values():
            for ip in port.get("fixed_ips", ()):
                used[ip["subnet_id"]] = used.get(ip["subnet_id"], 0) + 1
        rows = [
            self._availability(network, used)
            for network in self.cloud.rows("network/networks").values()
        ]
        return {"network_ip_availabilities": rows}

    def _availability(self, network: Row, used: dict[str, int]) -> Row:
        subnets = [self.cloud.rows("network/subnets")[id_] for id_ in network["subnets"]]
        parts = [
            {
                "subnet_id": subnet["id"],
                "subnet_name": subnet["name"],
                "cidr": subnet["cidr"],
                "ip_version": 4,
                "used_ips": used.get(subnet["id"], 0),
                "total_ips": sum(_size(pool) for pool in subnet["allocation_pools"]),
            }
            for subnet in subnets
        ]
        return {
            "network_id": network["id"],
            "network_name": network["name"],
            "project_id": network["project_id"],
            "tenant_id": network["project_id"],
            "subnet_ip_availability": parts,
            "used_ips": sum(part["used_ips"] for part in parts),
            "total_ips": sum(part["total_ips"] for part in parts),
        }


def _size(pool: Row) -> int:
    return int(ipaddress.ip_address(pool["end"])) - int(ipaddress.ip_address(pool["start"])) + 1
