"""Nova's instances on the wire: made, taken away, with volumes; flavors and key pairs."""

from __future__ import annotations

from aiohttp import web

from actions.sim.databases import CELL1, map_instance
from actions.sim.http import ApiError, found, project_of, read_json, reply
from actions.sim.made_networks import add_port
from actions.sim.state import Cloud, Row, new_id

SERVERS = "compute/servers"
"""What the API keeps of the instances that were made through it, beside nova's database."""


def routes(cloud: Cloud) -> list[web.RouteDef]:
    """Routes below /v2.1."""
    server = _Servers(cloud)
    one, attached = "/v2.1/servers/{id}", "/v2.1/servers/{id}/os-volume_attachments"
    return [
        web.post("/v2.1/servers", server.create),
        web.get(one, server.show),
        web.delete(one, server.delete),
        web.post(attached, server.attach),
        web.get(attached + "/{volume}", server.attachment),
        web.delete(attached + "/{volume}", server.detach),
        web.get("/v2.1/flavors/detail", server.flavors),
        web.post("/v2.1/flavors", server.create_flavor),
        web.get("/v2.1/flavors/{id}", server.flavor),
        web.delete("/v2.1/flavors/{id}", server.delete_flavor),
        web.get("/v2.1/os-keypairs", server.key_pairs),
        web.post("/v2.1/os-keypairs", server.create_key_pair),
        web.get("/v2.1/os-keypairs/{id}", server.key_pair),
        web.delete("/v2.1/os-keypairs/{id}", server.delete_key_pair),
    ]


class _Servers:
    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    # ------------------------------------------------------------ instances

    async def create(self, request: web.Request) -> web.Response:
        """POST one: it is ACTIVE at once, with a port in each network."""
        given = (await read_json(request)).get("server", {})
        project = project_of(self.cloud, request)
        flavor = found(self.cloud, "compute/flavors", given["flavorRef"], "flavor")
        image = found(self.cloud, "image/images", given["imageRef"], "image")
        if image["status"] != "active":
            raise ApiError(400, f"Image {image['id']} is not active.")
        if given["key_name"] not in self.cloud.rows("compute/keypairs"):
            raise ApiError(400, "Invalid key_name provided.")
        id_ = new_id("compute/servers")
        now = self.cloud.clock.stamp()
        host = next(h.name for h in self.cloud.hosts.values() if "compute" in h.roles)
        self.cloud.database.insert(
            "nova.instances", created_at=now, updated_at=now, uuid=id_, display_name=given["name"],
            hostname=given["name"], project_id=project, user_id="", host=host, node=host,
            vm_state="active", power_state=1, vcpus=flavor["vcpus"], memory_mb=flavor["ram"],
            root_gb=flavor["disk"], launched_at=now, availability_zone="nova",
        )  # fmt: skip
        map_instance(self.cloud, id_, "admin", CELL1, now)
        for network in given["networks"]:
            self._plug(id_, network["uuid"], project, host)
        row = {"id": id_, "name": given["name"], "key_name": given["key_name"], "volumes": []}
        self.cloud.add(SERVERS, {**row, "project_id": project})
        return reply({"server": {"id": id_, "security_groups": [{"name": "default"}]}}, 202)

    def _plug(self, instance: str, network_id: str, project: str, host: str) -> None:
        network = found(self.cloud, "network/networks", network_id, "network")
        groups = [
            group["id"]
            for group in self.cloud.rows("network/security-groups").values()
            if (group["project_id"], group["name"]) == (project, "default")
        ]
        add_port(
            self.cloud,
            network_id,
            network["subnets"][:1],
            "compute:nova",
            instance,
            host,
            project_id=project,
            security_groups=groups,
        )

    async def show(self, request: web.Request) -> web.Response:
        """GET one."""
        row = self._server(request)
        return reply({"server": {"id": row["id"], "name": row["name"], "status": "ACTIVE"}})

    async def delete(self, request: web.Request) -> web.Response:
        """DELETE one: its ports go, its volumes stay, its floating IP leads nowhere."""
        row = self._server(request)
        gone = {"deleted": 1, "deleted_at": self.cloud.clock.stamp()}
        self.cloud.database.update("nova.instances", gone, "uuid = ?", row["id"])
        self.cloud.database.delete("nova_api.instance_mappings", "instance_uuid = ?", row["id"])
        for port in [
            p for p in self.cloud.rows("network/ports").values() if p["device_id"] == row["id"]
        ]:
            for ip in self.cloud.rows("network/floatingips").values():
                if ip["port_id"] == port["id"]:
                    ip |= {"port_id": None, "fixed_ip_address": None, "status": "DOWN"}
            del self.cloud.rows("network/ports")[port["id"]]
        for volume in row["volumes"]:
            self._free(volume)
        del self.cloud.rows(SERVERS)[row["id"]]
        self.cloud.changes += 1
        return web.Response(status=204)

    def _server(self, request: web.Request) -> Row:
        return found(self.cloud, SERVERS, request.match_info["id"], "Instance")

    # ------------------------------------------------------------ volumes

    async def attach(self, request: web.Request) -> web.Response:
        """POST one attachment."""
        row = self._server(request)
        given = (await read_json(request)).get("volumeAttachment", {})
        volume = found(self.cloud, "volume/volumes", given["volumeId"], "volume")
        if volume["status"] != "available":
            raise ApiError(400, f"Invalid volume: volume {volume['id']} is {volume['status']}.")
        row["volumes"].append(volume["id"])
        attachment = {
            "id": volume["id"],
            "volume_id": volume["id"],
            "server_id": row["id"],
            "device": "/dev/vdb",
            "attached_at": self.cloud.clock.stamp().replace(" ", "T"),
        }
        volume |= {"status": "in-use", "attachments": [attachment]}
        shown = {"id": volume["id"], "volumeId": volume["id"], "serverId": row["id"]}
        return reply({"volumeAttachment": {**shown, "device": "/dev/vdb"}})

    async def attachment(self, request: web.Request) -> web.Response:
        """GET one attachment."""
        row, volume = self._server(request), request.match_info["volume"]
        if volume not in row["volumes"]:
            raise ApiError(404, f"Instance {row['id']} is not attached to volume {volume}")
        return reply({"volumeAttachment": {"id": volume, "volumeId": volume, "serverId": row["id"]}})

    async def detach(self, request: web.Request) -> web.Response:
        """DELETE one attachment."""
        await self.attachment(request)
        volume = request.match_info["volume"]
        self._server(request)["volumes"].remove(volume)
        self._free(volume)
        return web.Response(status=202)

    def _free(self, volume: str) -> None:
        self.cloud.rows("volume/volumes")[volume].update(status="available", attachments=[])

    # ------------------------------------------------------------ flavors and key pairs

    async def flavors(self, _: web.Request) -> web.Response:
        """GET all."""
        return reply({"flavors": list(self.cloud.rows("compute/flavors").values())})

    async def create_flavor(self, request: web.Request) -> web.Response:
        """POST one; their names are unique."""
        given = (await read_json(request)).get("flavor", {})
        if any(row["name"] == given["name"] for row in self.cloud.rows("compute/flavors").values()):
            raise ApiError(409, f"Flavor with name {given['name']} already exists.")
        return reply({"flavor": self.cloud.add("compute/flavors", given)})

    async def flavor(self, request: web.Request) -> web.Response:
        """GET one."""
        id_ = request.match_info["id"]
        return reply({"flavor": found(self.cloud, "compute/flavors", id_, "Flavor")})

    async def delete_flavor(self, request: web.Request) -> web.Response:
        """DELETE one."""
        id_ = request.match_info["id"]
        found(self.cloud, "compute/flavors", id_, "Flavor")
        del self.cloud.rows("compute/flavors")[id_]
        return web.Response(status=202)

    async def key_pairs(self, _: web.Request) -> web.Response:
        """GET all: each stands in an object of its own."""
        rows = self.cloud.rows("compute/keypairs").values()
        return reply({"keypairs": [{"keypair": row} for row in rows]})

    async def create_key_pair(self, request: web.Request) -> web.Response:
        """POST one, of which the caller has the private key."""
        given = (await read_json(request)).get("keypair", {})
        if given["name"] in self.cloud.rows("compute/keypairs"):
            raise ApiError(409, f"Key pair '{given['name']}' already exists.")
        row = self.cloud.add("compute/keypairs", {"id": given["name"], **given})
        return reply({"keypair": row})

    async def key_pair(self, request: web.Request) -> web.Response:
        """GET one."""
        row = found(self.cloud, "compute/keypairs", request.match_info["id"], "Keypair")
        return reply({"keypair": row})

    async def delete_key_pair(self, request: web.Request) -> web.Response:
        """DELETE one."""
        await self.key_pair(request)
        del self.cloud.rows("compute/keypairs")[request.match_info["id"]]
        return web.Response(status=202)
