"""What can be wrong with the simulated cloud when it starts: one small function each, by name."""

from __future__ import annotations

from collections.abc import Callable

from actions.formats.oslo_ini import Setting, edited, parse
from actions.sim import account_trouble, accounts, tenant_trouble
from actions.sim.catalog import uid
from actions.sim.commands.rabbitmqctl import USERS, add_user
from actions.sim.confs import database_url, transport_url
from actions.sim.databases import (
    CELL1,
    add_cell,
    add_failed_build,
    add_service,
    cell_id,
)
from actions.sim.host import Host
from actions.sim.state import CELL0, Cloud
from actions.sim.tenants import add_agent
from actions.sim.unit import Unit

MINUTE, DAY = 60.0, 86400.0
NOVA_CONF = "/etc/nova/nova.conf"


# ---------------------------------------------------------------- cell0


def cell0_on_cell1_database(cloud: Cloud) -> None:
    """cell0's mapping leads to cell1's database; failed builds are buried among the living."""
    _remap(cloud, CELL0, database=database_url(cloud, "nova", "nova"))
    for name, project, ago in (
        ("nightly-4802", "ci", 30 * 3600.0),
        ("etl-backfill", "analytics", 7 * 3600.0),
        ("nightly-4803", "ci", 6 * 3600.0),
    ):
        add_failed_build(cloud, name, project, "nova", ago)


def cell0_database_missing(cloud: Cloud) -> None:
    """The database nova_cell0 is gone, and so are the grants on it."""
    cloud.database.drop_schema("nova_cell0")
    _revoke_cell0(cloud)


def cell0_dropped(cloud: Cloud) -> None:
    """The database nova_cell0 is gone; the grants are still there (1049 instead of 1044)."""
    cloud.database.drop_schema("nova_cell0")


def cell0_not_granted(cloud: Cloud) -> None:
    """nova's account may not use nova_cell0."""
    _revoke_cell0(cloud)


def cell0_empty(cloud: Cloud) -> None:
    """nova_cell0 has no tables: `db sync` never reached it."""
    cloud.database.drop_schema("nova_cell0")
    cloud.database.create_schema("nova_cell0")


def cell0_wrong_password(cloud: Cloud) -> None:
    """cell0's mapping has a password that nova's account had once."""
    _remap(cloud, CELL0, database="mysql+pymysql://nova:before-rotation@controller/nova_cell0")


def cell0_wrong_host(cloud: Cloud) -> None:
    """cell0's mapping names a database host that is gone."""
    url = database_url(cloud, "nova", "nova_cell0").replace("@controller/", "@old-controller/")
    _remap(cloud, CELL0, database=url)


def cell0_rabbit(cloud: Cloud) -> None:
    """cell0 has a transport, as `update_cell` without --transport-url gives it."""
    _remap(cloud, CELL0, transport=transport_url(cloud).replace("5672/", "5672/cell0"))


def cell0_not_mapped(cloud: Cloud) -> None:
    """There is no mapping for cell0 at all."""
    id_ = cell_id(cloud, CELL0)
    cloud.database.delete("nova_api.instance_mappings", "cell_id = ?", id_)
    cloud.database.delete("nova_api.cell_mappings", "id = ?", id_)


def cell0_doubled_suffix(cloud: Cloud) -> None:
    """cell0's mapping names nova_cell0_cell0: map_cell0 appended to a name that had it already."""
    _remap(cloud, CELL0, database=database_url(cloud, "nova", "nova_cell0_cell0"))


# ---------------------------------------------------------------- cells and mappings


def cell1_wrong_password(cloud: Cloud) -> None:
    """cell1's mapping kept the password from before a rotation."""
    _remap(cloud, CELL1, database="mysql+pymysql://nova:before-rotation@controller/nova")


def duplicate_cell(cloud: Cloud) -> None:
    """A second, unnamed cell with cell1's database under another name of its host."""
    database = database_url(cloud, "nova", "nova").replace("@controller/", "@10.0.0.11/")
    transport = transport_url(cloud).replace("@controller:", "@10.0.0.11:")
    made = cloud.clock.stamp(3 * DAY)
    add_cell(cloud, uid("cell1 again"), "", transport, database, made)


def empty_cell(cloud: Cloud) -> None:
    """A cell of its own database, in which nothing is."""
    cloud.database.create_schema("nova_cell2")
    cloud.database.migrate("nova_cell2", "nova")
    for host in ("localhost", "%"):
        accounts.grant(cloud.database, "nova", host, "nova_cell2")
    url = database_url(cloud, "nova", "nova_cell2")
    transport = transport_url(cloud).replace("5672/", "5672/cell2")
    add_cell(cloud, uid("cell2"), "cell2", transport, url, cloud.clock.stamp(40 * DAY))


def transport_differs(cloud: Cloud) -> None:
    """The message queue's password was changed in nova.conf, and cell1's mapping was forgotten."""
    _remap(cloud, CELL1, transport="rabbit://openstack:before-rotation@controller:5672/")


def unmapped_compute(cloud: Cloud) -> None:
    """compute3 was never discovered."""
    _unmap(cloud, "compute3")
    cloud.database.update("nova.compute_nodes", {"mapped": 0}, "host = ?", "compute3")


def lost_host_mapping(cloud: Cloud) -> None:
    """compute3's mapping is lost while its compute node says that it is mapped."""
    _unmap(cloud, "compute3")


def unmapped_instance(cloud: Cloud) -> None:
    """One instance has no mapping to any cell."""
    lost = uid("instance runner-3")
    cloud.database.delete("nova_api.instance_mappings", "instance_uuid = ?", lost)


def buried_instances(cloud: Cloud) -> None:
    """cell0 is right again, but what failed meanwhile lies in cell1's database."""
    add_failed_build(cloud, "nightly-4802", "ci", "nova", 30 * 3600.0)
    add_failed_build(cloud, "etl-backfill", "analytics", "nova", 7 * 3600.0)


# ---------------------------------------------------------------- the database's account


def three_passwords(cloud: Cloud) -> None:
    """The guide's three GRANTs: each key of nova.conf has its own password, the last GRANT's counts."""
    for section, schema, password in (
        ("api_database", "nova_api", "nova-db-api"),
        ("database", "nova", "nova-db-cell"),
    ):
        url = f"mysql+pymysql://nova:{cloud.password(password)}@controller/{schema}"
        _set_everywhere(cloud, NOVA_CONF, Setting(section, "connection", url))
    _remap(
        cloud, CELL1, database=f"mysql+pymysql://nova:{cloud.password('nova-db-cell')}@controller/nova"
    )
    url = f"mysql+pymysql://nova:{cloud.password('nova-db-cell')}@controller/nova_cell0"
    _remap(cloud, CELL0, database=url)
    for host in ("localhost", "%"):
        accounts.set_password(cloud.database, "nova", host, cloud.password("nova-db-cell0"))
    _silence(cloud, 25 * MINUTE)


def rabbit_password(cloud: Cloud) -> None:
    """RabbitMQ's account was given another password a moment ago, and no configuration was."""
    add_user(cloud.rows(USERS), "openstack", cloud.password("rabbit-rotated"))


# ---------------------------------------------------------------- services, agents and units


def dead_agent(cloud: Cloud) -> None:
    """The DHCP agent runs and reports no more, since the message queue was restarted."""
    unit = _deafen(cloud, "network1", "neutron-dhcp-agent")
    row = cloud.rows("network/agents")[uid("agent network1 neutron-dhcp-agent")]
    row["heartbeat_timestamp"] = cloud.clock.stamp(23 * MINUTE)
    unit.log.append((
        cloud.clock.now() - 22 * MINUTE,
        "ERROR oslo.messaging._drivers.impl_rabbit [-] [f1d2] AMQP server on controller:5672 is "
        "unreachable: [Errno 104] Connection reset by peer. Trying again in 1 seconds.",
    ))  # fmt: skip


def duplicate_agent(cloud: Cloud) -> None:
    """compute2's agent is listed a second time, dead, under the host's full name."""
    row = add_agent(cloud, "compute2.example.org", "neutron-linuxbridge-agent")
    row["heartbeat_timestamp"] = cloud.clock.stamp(34 * DAY)
    cloud.silent.add("compute2.example.org")


def failed_unit(cloud: Cloud) -> None:
    """cinder-volume was killed for want of memory; there is memory again."""
    host = cloud.hosts["storage1"]
    ago = 41 * MINUTE
    killed = "cinder-volume.service: A process of this unit has been killed by the OOM killer."
    host.fail(host.units["cinder-volume"], killed, "oom-kill", ago)
    row = cloud.rows("volume/services")["cinder-volume storage1@lvm"]
    row["updated_at"] = cloud.clock.stamp(ago).replace(" ", "T") + ".000000"


def unit_that_fails_again(cloud: Cloud) -> None:
    """nova-novncproxy on controller2 fails at every start: something else has its port."""
    host = cloud.hosts["controller2"]
    unit = host.units["nova-novncproxy"]
    unit.cause = "nova-novncproxy: OSError: [Errno 98] Address already in use: ('0.0.0.0', 6080)"
    host.fail(unit, unit.cause, ago=3 * MINUTE)
    unit.restarts = 5


def deaf_compute(cloud: Cloud) -> None:
    """compute2's nova-compute runs and reports no more."""
    _deafen(cloud, "compute2", "nova-compute")
    _last_seen(cloud, "compute2", "nova-compute", 9 * MINUTE)


def stopped_scheduler(cloud: Cloud) -> None:
    """nova-scheduler on controller2 was stopped by hand."""
    host = cloud.hosts["controller2"]
    unit = host.units["nova-scheduler"]
    host.stop(unit)
    unit.since = cloud.clock.now() - 2 * 3600
    _last_seen(cloud, "controller2", "nova-scheduler", 2 * 3600)


def disabled_service(cloud: Cloud) -> None:
    """compute1 is disabled, and it says why."""
    why = {"disabled": 1, "disabled_reason": "disk replacement, ticket 4711"}
    where = 'host = ? AND "binary" = ?'
    cloud.database.update("nova.services", why, where, "compute1", "nova-compute")


def stale_service(cloud: Cloud) -> None:
    """compute9 left the cloud weeks ago, and its service and agent are still listed."""
    add_service(cloud, "compute9", "nova-compute")
    _last_seen(cloud, "compute9", "nova-compute", 31 * DAY)
    row = add_agent(cloud, "compute9", "neutron-linuxbridge-agent")
    row["heartbeat_timestamp"] = cloud.clock.stamp(31 * DAY)
    cloud.silent.add("compute9")


def old_compute(cloud: Cloud) -> None:
    """compute3 was forgotten at the last two upgrades."""
    cloud.database.update("nova.services", {"version": 57}, "host = ?", "compute3")


# ---------------------------------------------------------------- hosts and configuration


def clock_offset(cloud: Cloud) -> None:
    """compute2's clock is 7.4 s ahead."""
    cloud.hosts["compute2"].offset = 7.4


def dead_host(cloud: Cloud) -> None:
    """compute3 is off since six minutes: no SSH, no heartbeat."""
    cloud.hosts["compute3"].alive = False
    _last_seen(cloud, "compute3", "nova-compute", 6 * MINUTE)
    row = cloud.rows("network/agents")[uid("agent compute3 neutron-linuxbridge-agent")]
    row["heartbeat_timestamp"] = cloud.clock.stamp(6 * MINUTE)


def full_disk(cloud: Cloud) -> None:
    """compute1's root file system is nearly full."""
    disk = cloud.hosts["compute1"].disks[0]
    disk.used = int(disk.size * 0.925)


def region_mismatch(cloud: Cloud) -> None:
    """nova.conf names the region that Debian's package left there: every call ends in HTTP 500."""
    setting = Setting("keystone_authtoken", "region_name", "regionOne")
    _set_everywhere(cloud, NOVA_CONF, setting)


def _remap(cloud: Cloud, uuid: str, **urls: str) -> None:
    """Change a mapping two days ago; nova's services were started again after that."""
    for key, url in urls.items():
        column = {"database": "database_connection", "transport": "transport_url"}[key]
        changes = {column: url, "updated_at": cloud.clock.stamp(2 * DAY)}
        cloud.database.update("nova_api.cell_mappings", changes, "uuid = ?", uuid)
    for unit in _nova_units(cloud):
        unit.since = max(unit.since, cloud.clock.now() - 2 * DAY + 300)
        unit.memory.clear()


def _nova_units(cloud: Cloud) -> list[Unit]:
    return [
        unit
        for host in cloud.hosts.values()
        for unit in host.units.values()
        if unit.project == "nova" and "controller" in host.roles
    ]


def _revoke_cell0(cloud: Cloud) -> None:
    for host in ("localhost", "%"):
        accounts.revoke(cloud.database, "nova", host, "nova_cell0")


def _unmap(cloud: Cloud, host: str) -> None:
    cloud.database.delete("nova_api.host_mappings", "host = ?", host)


def _deafen(cloud: Cloud, host: str, name: str) -> Unit:
    unit = cloud.hosts[host].units[name]
    unit.deaf = True
    return unit


def _last_seen(cloud: Cloud, host: str, binary: str, ago: float) -> None:
    where = 'host = ? AND "binary" = ?'
    cloud.database.update("nova.services", _seen(cloud, ago), where, host, binary)


def _silence(cloud: Cloud, ago: float) -> None:
    """No service of nova has reported since then."""
    cloud.database.update("nova.services", _seen(cloud, ago), "1")


def _seen(cloud: Cloud, ago: float) -> dict[str, str]:
    when = cloud.clock.stamp(ago)
    return {"updated_at": when, "last_seen_up": when}


def _set_everywhere(cloud: Cloud, path: str, setting: Setting) -> None:
    """Change a key, an hour ago, on every host whose file has it; the services were started since."""
    changed = cloud.clock.now() - 3600
    for host in cloud.hosts.values():
        file = host.files.find(path)
        if file is not None and (setting.section, setting.key) in parse(file.text):
            file.text = edited(file.text, (setting,))
            file.changed = changed
            _started_since(host, path, changed + 60)


def _started_since(host: Host, path: str, when: float) -> None:
    project = path.split("/")[2]
    for unit in host.units.values():
        if unit.project == project:
            unit.since = when
            unit.conf = {**unit.conf, path: host.files.read(path, "root")}


TROUBLES: dict[str, Callable[[Cloud], None]] = {
    **account_trouble.TROUBLES,
    **tenant_trouble.TROUBLES,
    "buried-instances": buried_instances,
    "cell0-database-missing": cell0_database_missing,
    "cell0-doubled-suffix": cell0_doubled_suffix,
    "cell0-dropped": cell0_dropped,
    "cell0-empty": cell0_empty,
    "cell0-not-granted": cell0_not_granted,
    "cell0-not-mapped": cell0_not_mapped,
    "cell0-on-cell1-database": cell0_on_cell1_database,
    "cell0-rabbit": cell0_rabbit,
    "cell0-wrong-host": cell0_wrong_host,
    "cell0-wrong-password": cell0_wrong_password,
    "cell1-wrong-password": cell1_wrong_password,
    "clock-offset": clock_offset,
    "dead-agent": dead_agent,
    "dead-host": dead_host,
    "deaf-compute": deaf_compute,
    "disabled-service": disabled_service,
    "duplicate-agent": duplicate_agent,
    "duplicate-cell": duplicate_cell,
    "empty-cell": empty_cell,
    "failed-unit": failed_unit,
    "full-disk": full_disk,
    "lost-host-mapping": lost_host_mapping,
    "old-compute": old_compute,
    "rabbit-password": rabbit_password,
    "region-mismatch": region_mismatch,
    "stale-service": stale_service,
    "stopped-scheduler": stopped_scheduler,
    "three-passwords": three_passwords,
    "transport-differs": transport_differs,
    "unit-that-fails-again": unit_that_fails_again,
    "unmapped-compute": unmapped_compute,
    "unmapped-instance": unmapped_instance,
}
"""What is wrong in the cloud itself; what is wrong on the wire is in `wire_trouble`."""
