"""What is in the demo's databases: accounts, schemas, cells, mappings, services and instances."""

from __future__ import annotations

from actions.sim import accounts
from actions.sim.catalog import key, uid
from actions.sim.confs import AGE, database_url, transport_url
from actions.sim.files import File
from actions.sim.state import CELL0, Cloud, Row

SCHEMAS = {
    "keystone": "keystone",
    "glance": "glance",
    "placement": "placement",
    "nova_api": "nova",
    "nova": "nova",
    "nova_cell0": "nova",
    "neutron": "neutron",
    "cinder": "cinder",
}
"""Each schema and the account that uses it."""
CELL1 = uid("cell1")
FLAVORS = {"m1.small": (1, 2048, 20), "m1.medium": (2, 4096, 40), "m1.large": (4, 8192, 80)}
"""(vcpus, MiB, GiB)."""
INSTANCES = (
    ("web-1", "webshop", "compute1", "m1.medium"),
    ("web-2", "webshop", "compute2", "m1.medium"),
    ("web-3", "webshop", "compute1", "m1.medium"),
    ("cart-1", "webshop", "compute2", "m1.small"),
    ("search-1", "webshop", "compute1", "m1.large"),
    ("db-1", "webshop", "compute2", "m1.large"),
    ("etl-1", "analytics", "compute1", "m1.large"),
    ("etl-2", "analytics", "compute2", "m1.large"),
    ("notebook-1", "analytics", "compute1", "m1.medium"),
    ("runner-1", "ci", "compute1", "m1.small"),
    ("runner-2", "ci", "compute2", "m1.small"),
    ("runner-3", "ci", "compute1", "m1.small"),
)
"""(name, project, host, flavor)."""


def build(cloud: Cloud) -> None:
    """Fill the database server."""
    database = cloud.database
    for schema, user in SCHEMAS.items():
        database.create_schema(schema)
        database.migrate(schema, "nova" if schema == "nova_cell0" else schema)
        for peer in ("localhost", "%"):
            accounts.set_password(database, user, peer, cloud.password(f"{user}-db"))
            accounts.grant(database, user, peer, schema)
    accounts.set_password(database, "root", "localhost", cloud.password("root-db"))
    database.run('UPDATE "mysql.user" SET changed = ?', (cloud.clock.now() - AGE - 3600,))
    made = cloud.clock.stamp(AGE + 3600)
    add_cell(cloud, CELL0, "cell0", "none:///", database_url(cloud, "nova", "nova_cell0"), made)
    add_cell(cloud, CELL1, "cell1", transport_url(cloud), database_url(cloud, "nova", "nova"), made)
    for host in cloud.hosts.values():
        for binary in ("nova-conductor", "nova-scheduler", "nova-compute"):
            if binary in host.units:
                add_service(cloud, host.name, binary)
        if "compute" in host.roles:
            add_compute_node(cloud, host.name, host.address, host.cpus, host.memory // 1024**2)
            map_host(cloud, host.name)
    for instance in INSTANCES:
        _add_instance(cloud, *instance)
    add_failed_build(cloud, "nightly-4711", "ci", "nova_cell0", 6 * 86400)


def cell_id(cloud: Cloud, uuid: str) -> int:
    """The row id of a cell's mapping."""
    return int(cloud.database.select("nova_api.cell_mappings", "uuid = ?", uuid)[0]["id"])


def add_cell(cloud: Cloud, uuid: str, name: str, transport: str, database: str, made: str) -> int:
    """Add a cell mapping; its row id."""
    return cloud.database.insert(
        "nova_api.cell_mappings",
        created_at=made,
        uuid=uuid,
        name=name,
        transport_url=transport,
        database_connection=database,
        disabled=0,
    )


def map_host(cloud: Cloud, host: str, cell: str = CELL1) -> None:
    """Map a compute host to a cell."""
    made = cloud.clock.stamp(AGE)
    cloud.database.insert(
        "nova_api.host_mappings", created_at=made, cell_id=cell_id(cloud, cell), host=host
    )
    cloud.database.update("nova.compute_nodes", {"mapped": 1}, "host = ?", host)


def add_service(cloud: Cloud, host: str, binary: str, schema: str = "nova") -> int:
    """Add a row for a service that reports."""
    return cloud.database.insert(
        f"{schema}.services",
        created_at=cloud.clock.stamp(AGE),
        updated_at=cloud.clock.stamp(),
        host=host,
        binary=binary,
        topic=binary.partition("-")[2],
        report_count=104_000,
        disabled=0,
        version=66,
        uuid=uid(f"service {host} {binary}"),
    )


def add_compute_node(cloud: Cloud, host: str, address: str, vcpus: int, memory: int) -> None:
    """Add a hypervisor with what its instances use, and its resource provider."""
    flavors = [FLAVORS[flavor] for _, _, where, flavor in INSTANCES if where == host]
    node: Row = {
        "uuid": uid(f"node {host}"), "host": host, "hypervisor_hostname": host, "host_ip": address,
        "hypervisor_type": "QEMU", "hypervisor_version": 7002000, "vcpus": vcpus,
        "vcpus_used": sum(f[0] for f in flavors), "memory_mb": memory,
        "memory_mb_used": 512 + sum(f[1] for f in flavors), "local_gb": 492,
        "local_gb_used": sum(f[2] for f in flavors), "running_vms": len(flavors), "mapped": 0,
    }  # fmt: skip
    cloud.database.insert("nova.compute_nodes", created_at=cloud.clock.stamp(AGE), **node)
    own = File(str(node["uuid"]), cloud.clock.now() - AGE, "nova", "nova", 0o644)
    cloud.hosts[host].files.add("/var/lib/nova/compute_id", own)
    add_provider(cloud, node)


def add_provider(cloud: Cloud, node: Row) -> None:
    """Add the resource provider of a compute node."""
    used = {
        "VCPU": node["vcpus_used"],
        "MEMORY_MB": node["memory_mb_used"],
        "DISK_GB": node["local_gb_used"],
    }
    totals = {"VCPU": node["vcpus"], "MEMORY_MB": node["memory_mb"], "DISK_GB": node["local_gb"]}
    ratios = {"VCPU": 4.0, "MEMORY_MB": 1.0, "DISK_GB": 1.0}
    cloud.add(
        "placement/resource_providers",
        {
            "id": node["uuid"],
            "uuid": node["uuid"],
            "name": node["hypervisor_hostname"],
            "generation": 7,
            "root_provider_uuid": node["uuid"],
            "parent_provider_uuid": None,
            "inventories": {
                name: {
                    "total": total, "reserved": 512 if name == "MEMORY_MB" else 0,
                    "allocation_ratio": ratios[name], "min_unit": 1, "max_unit": total, "step_size": 1,
                }
                for name, total in totals.items()
            },
            "usages": used,
            "allocations": {
                uid(f"instance {name}"): {"resources": dict(zip(totals, FLAVORS[flavor], strict=True))}
                for name, _, host, flavor in INSTANCES
                if host == node["host"]
            },
        },
    )  # fmt: skip


def _add_instance(cloud: Cloud, name: str, project: str, host: str, flavor: str) -> None:
    vcpus, memory, disk = FLAVORS[flavor]
    made = cloud.clock.stamp(AGE - 86400)
    _insert_instance(
        cloud, "nova", name, project, made, host=host, node=host, vm_state="active", power_state=1,
        vcpus=vcpus, memory_mb=memory, root_gb=disk, launched_at=made, availability_zone="nova",
    )  # fmt: skip
    map_instance(cloud, uid(f"instance {name}"), project, CELL1, made)


def add_failed_build(cloud: Cloud, name: str, project: str, schema: str, ago: float) -> None:
    """Add an instance for which the scheduler found no host: it is buried in cell0's database."""
    made = cloud.clock.stamp(ago)
    _insert_instance(
        cloud, schema, name, project, made, vm_state="error", power_state=0, vcpus=8,
        memory_mb=131072, root_gb=160,
    )  # fmt: skip
    map_instance(cloud, uid(f"instance {name}"), project, CELL0, made)


def _insert_instance(
    cloud: Cloud, schema: str, name: str, project: str, made: str, **values: object
) -> None:
    cloud.database.insert(
        f"{schema}.instances",
        created_at=made,
        updated_at=made,
        uuid=uid(f"instance {name}"),
        display_name=name,
        hostname=name,
        project_id=key(f"project {project}"),
        user_id=key("user admin"),
        **values,
    )


def map_instance(cloud: Cloud, uuid: str, project: str, cell: str, made: str) -> None:
    """Say which cell an instance is in."""
    cloud.database.insert(
        "nova_api.instance_mappings",
        created_at=made,
        instance_uuid=uuid,
        cell_id=cell_id(cloud, cell),
        project_id=key(f"project {project}"),
        queued_for_delete=0,
        user_id=key("user admin"),
    )
