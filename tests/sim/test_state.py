"""One state: what is changed over one wire shows on the others, as in a real cloud."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from actions.sim.catalog import uid
from actions.sim.cloud import SimCloud
from actions.sim.databases import CELL1
from actions.sim.state import CELL0
from tests.sim.clients import api, root, sql

UPDATE_CELL0 = (
    "nova-manage cell_v2 update_cell --cell_uuid 00000000-0000-0000-0000-000000000000 "
    "--transport-url none:/// "
    "--database_connection {scheme}://{username}:{password}@{hostname}/nova_cell0"
)


async def services(cloud: SimCloud, project: str = "compute") -> list[dict[str, Any]]:
    """The services that Nova's or Cinder's API lists."""
    more = {"microversion": "2.53"} if project == "compute" else {}
    return list((await api(cloud, project, "/os-services", **more))["services"])


async def state(cloud: SimCloud, host: str, binary: str) -> str:
    """One compute service's state."""
    (found,) = [s for s in await services(cloud) if (s["host"], s["binary"]) == (host, binary)]
    return str(found["state"])


async def alive(cloud: SimCloud, host: str, binary: str) -> bool:
    """Whether neutron takes an agent for alive."""
    answer = await api(cloud, "network", f"/agents?host={host}&binary={binary}")
    return bool(answer["agents"][0]["alive"])


async def nova_manage(cloud: SimCloud, line: str) -> tuple[int | None, str]:
    """nova-manage as nova on the controller: exit code and output."""
    done = await root(cloud, "controller", f"su -s /bin/sh -c '{line}' nova")
    return done.exit_status, str(done.stdout)


async def test_every_service_shows_twice_until_cell0_is_mapped_right_and_nova_api_starts_anew() -> None:
    async with SimCloud("cell0-on-cell1-database") as cloud:
        assert set(Counter(s["id"] for s in await services(cloud)).values()) == {2}
        assert await nova_manage(cloud, UPDATE_CELL0) == (0, "")
        (row,) = await sql(
            cloud, "nova_api", f"SELECT database_connection FROM cell_mappings WHERE uuid = '{CELL0}'"
        )
        assert row["database_connection"].endswith("@{hostname}/nova_cell0")
        assert set(Counter(s["id"] for s in await services(cloud)).values()) == {2}
        await root(cloud, "controller", "systemctl restart nova-api")
        assert set(Counter(s["id"] for s in await services(cloud)).values()) == {2}
        await root(cloud, "controller2", "systemctl restart nova-api")
        assert set(Counter(s["id"] for s in await services(cloud)).values()) == {1}


async def test_a_stopped_unit_reports_no_more_and_is_down_after_a_minute() -> None:
    async with SimCloud() as cloud:
        await root(cloud, "compute1", "systemctl stop nova-compute")
        cloud.advance(40)
        assert await state(cloud, "compute1", "nova-compute") == "up"
        cloud.advance(30)
        assert await state(cloud, "compute1", "nova-compute") == "down"
        assert await state(cloud, "compute2", "nova-compute") == "up"
        await root(cloud, "compute1", "systemctl start nova-compute")
        assert await state(cloud, "compute1", "nova-compute") == "up"


async def test_without_a_conductor_that_opens_its_database_nobody_reports() -> None:
    async with SimCloud() as cloud:
        await root(cloud, "controller", "mysql -e \"ALTER USER 'nova'@'%' IDENTIFIED BY 'other'\"")
        cloud.advance(120)
        assert await state(cloud, "compute1", "nova-compute") == "up"
        await root(cloud, "controller", "mysql -e \"ALTER USER 'nova'@'localhost' IDENTIFIED BY 'o'\"")
        assert await api(cloud, "compute", "/os-services") == 500


async def test_a_deaf_agent_is_heard_again_after_a_restart() -> None:
    async with SimCloud("dead-agent") as cloud:
        shown = await root(cloud, "network1", "systemctl is-active neutron-dhcp-agent")
        assert shown.stdout == "active\n"
        assert not await alive(cloud, "network1", "neutron-dhcp-agent")
        await root(cloud, "network1", "systemctl restart neutron-dhcp-agent")
        assert await alive(cloud, "network1", "neutron-dhcp-agent")


async def test_a_failed_unit_starts_again_where_its_cause_is_gone() -> None:
    async with SimCloud("failed-unit", "unit-that-fails-again") as cloud:
        volume = [s for s in await services(cloud, "block_storage") if s["binary"] == "cinder-volume"]
        assert [s["state"] for s in volume] == ["down"]
        done = await root(cloud, "storage1", "systemctl restart cinder-volume")
        assert done.exit_status == 0
        volume = [s for s in await services(cloud, "block_storage") if s["binary"] == "cinder-volume"]
        assert [s["state"] for s in volume] == ["up"]
        again = await root(cloud, "controller2", "systemctl restart nova-novncproxy")
        assert again.exit_status == 1
        failed = await root(cloud, "controller2", "systemctl is-failed nova-novncproxy")
        assert failed.stdout == "failed\n"


async def test_a_hypervisor_shows_when_its_host_is_mapped() -> None:
    async def shown() -> list[str]:
        answer = await api(cloud, "compute", "/os-hypervisors/detail", microversion="2.53")
        return [h["hypervisor_hostname"] for h in answer["hypervisors"]]

    async with SimCloud("unmapped-compute") as cloud:
        assert await shown() == ["compute1", "compute2"]
        code, out = await nova_manage(cloud, "nova-manage cell_v2 discover_hosts --verbose")
        assert (code, out.splitlines()[-1]) == (0, f"Found 1 unmapped computes in cell: {CELL1}")
        assert await shown() == ["compute1", "compute2", "compute3"]


async def test_a_lost_mapping_is_found_by_service_only() -> None:
    async with SimCloud("lost-host-mapping") as cloud:
        assert (await nova_manage(cloud, "nova-manage cell_v2 discover_hosts --strict"))[0] == 1
        line = "nova-manage cell_v2 discover_hosts --strict --by-service"
        assert (await nova_manage(cloud, line))[0] == 0


async def test_a_service_is_disabled_with_its_reason_in_the_cell_database() -> None:
    async with SimCloud() as cloud:
        path = f"/os-services/{uid('service compute1 nova-compute')}"
        body = {"status": "disabled", "disabled_reason": "ticket 4711"}
        await api(cloud, "compute", path, "PUT", json=body, microversion="2.53")
        question = "SELECT disabled, disabled_reason FROM services WHERE host = 'compute1'"
        assert await sql(cloud, "nova", question) == [{"disabled": 1, "disabled_reason": "ticket 4711"}]


async def test_a_compute_service_goes_with_its_mapping_but_not_with_instances_on_it() -> None:
    async with SimCloud("stale-service") as cloud:
        busy = f"/os-services/{uid('service compute1 nova-compute')}"
        assert await api(cloud, "compute", busy, "DELETE", microversion="2.53") == 409
        stale = f"/os-services/{uid('service compute9 nova-compute')}"
        assert await api(cloud, "compute", stale, "DELETE", microversion="2.53") == 204
        assert "compute9" not in {s["host"] for s in await services(cloud)}


async def test_agents_are_taken_down_and_deleted_over_the_api() -> None:
    async with SimCloud("duplicate-agent") as cloud:
        path = f"/agents/{uid('agent compute2.example.org neutron-linuxbridge-agent')}"
        answer = await api(cloud, "network", path, "PUT", json={"agent": {"admin_state_up": False}})
        assert answer["agent"]["admin_state_up"] is False
        assert await api(cloud, "network", path, "DELETE") == 204
        assert await api(cloud, "network", path) == 404


async def test_cinder_services_are_enabled_and_disabled() -> None:
    async with SimCloud() as cloud:
        body = {"host": "storage1@lvm", "binary": "cinder-volume", "disabled_reason": "disk"}
        await api(cloud, "block_storage", "/os-services/disable-log-reason", "PUT", json=body)
        (row,) = [s for s in await services(cloud, "block_storage") if s["host"] == "storage1@lvm"]
        assert (row["status"], row["disabled_reason"], row["state"]) == ("disabled", "disk", "up")
        await api(cloud, "block_storage", "/os-services/enable", "PUT", json=body)
        (row,) = [s for s in await services(cloud, "block_storage") if s["host"] == "storage1@lvm"]
        assert (row["status"], row["disabled_reason"]) == ("enabled", None)


async def test_an_edited_nova_conf_counts_from_the_restart_on() -> None:
    async with SimCloud() as cloud:
        for host in ("controller", "controller2"):
            file = cloud.host(host).host.files.find("/etc/nova/nova.conf")
            assert file is not None
            file.text = file.text.replace("region_name = RegionOne", "region_name = regionOne")
        assert isinstance(await services(cloud), list)
        for host in ("controller", "controller2"):
            await root(cloud, host, "systemctl restart nova-api")
        assert await api(cloud, "compute", "/os-services") == 500


async def test_nothing_answers_where_no_api_process_runs() -> None:
    async with SimCloud() as cloud:
        await root(cloud, "controller", "systemctl stop neutron-api")
        assert isinstance(await api(cloud, "network", "/networks"), dict)
        await root(cloud, "controller2", "systemctl stop neutron-api")
        assert await api(cloud, "network", "/networks") == 503


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        (["SELECT 1 FROM nova_api.nope"], 1146),
        (["SELECT nope FROM cell_mappings"], 1054),
        (["USE keystone"], 1044),
        (["SELECT * FROM keystone.alembic_version"], 1142),
        (["INSERT INTO cell_mappings (uuid) VALUES ('x')"] * 2, 1062),
        (["CREATE USER 'x'@'%' IDENTIFIED BY 'y'"], 1227),
        (["SELEC 1"], 1064),
    ],
)
async def test_mysql_refuses_in_its_own_numbers(statements: list[str], code: int) -> None:
    import pymysql

    async with SimCloud() as cloud:
        with pytest.raises(pymysql.MySQLError) as refused:
            await sql(cloud, "nova_api", *statements)
        assert refused.value.args[0] == code


async def test_ages_move_with_the_clock_and_a_transaction_can_be_taken_back() -> None:
    age = "SELECT TIMESTAMPDIFF(SECOND, updated_at, UTC_TIMESTAMP()) AS age FROM cell_mappings LIMIT 1"
    async with SimCloud() as cloud:
        await sql(cloud, "nova_api", "UPDATE cell_mappings SET updated_at = UTC_TIMESTAMP()")
        cloud.advance(100)
        (row,) = await sql(cloud, "nova_api", age)
        assert 100 <= row["age"] <= 102
        rows = await sql(
            cloud, "nova_api", "BEGIN", "DELETE FROM host_mappings", "ROLLBACK",
            "SELECT host FROM host_mappings",
        )  # fmt: skip
        assert len(rows) == 3
