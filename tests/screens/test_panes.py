"""Every pane on the fixed snapshot: its rows as a person reads them, and what holds for all panes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from actions.causes.report import Report, report
from actions.checks.all import CHECKS
from actions.facts.neutron.ports import PortKind, Ports
from actions.facts.nova.cell_mappings import CELL0
from actions.facts.nova.compute_services import Service
from actions.facts.ovn import ovn_southbound
from actions.facts.ovn.ovn_southbound import Bound, Chassis, Southbound
from actions.model.dependencies import with_needs
from actions.model.fact import Reading, Snapshot
from actions.model.finding import Area, Finding, Severity
from actions.model.site import Host, Site
from actions.run.state import Status
from actions.trace import topology
from screens import cells, findings, networks, nodes, overview, services, volumes
from screens.all import PANES
from tests.checks.building import build
from tests.checks.healthy import CELL1 as CASE_CELL1
from tests.checks.recording import Recording
from tests.screens.cloud import CELL1, NOW, snapshot
from tui.values.cell import Row
from tui.values.pane import Pane, View
from tui.values.status import STATUS_TONES


class Noting(dict[str, Any]):
    """Readings that remember which probes were looked up."""

    def __init__(self, readings: Any) -> None:
        super().__init__(readings)
        self.read: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.read.add(key)
        return super().get(key, default)


def lines(rows: list[Row], *columns: int) -> list[str]:
    """Rows as text: the chosen cells between bars."""
    return ["|".join(row.cells[n].text for n in columns) for row in rows]


def view() -> View:
    return View.of(snapshot())


def blank() -> View:
    return View.of(Snapshot(Site("new", (Host("controller", frozenset({"controller"})),)), 1.0))


def test_overview_says_of_each_subsystem_what_is_wrong() -> None:
    assert lines(overview.summary(view()), 0, 1, 2, 3) == [
        "C|APIs|5 of 6 answer  slowest cinder 68 ms|30 s",
        "W|Compute|5 up  1 down  1 disabled  12 VMs|3 s",
        "W|Network|6 alive  1 dead  3 networks  2 routers|12 s",
        "W|Volume|2 up|3 s",
        "C|Cells|2 cells  2 hosts mapped  1 unmapped|3 s",
        "W|Hosts|4 of 5 answer  1 unit failed  busiest compute2 64%|2 min",
    ]


def test_nodes_join_all_sources_and_show_what_one_of_them_lacks() -> None:
    assert lines(nodes.rows(view()), 0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) == [
        "W|controller|ok|1.9|71%|45%|0.0 s|1||3/4||SNAC",
        "·|compute1|ok|0.6|38%|31%|0.0 s|0|up|1/1|5|SNA·",
        "W|compute2|ok|5.1|83%|94%|0.0 s|0|disabled|1/1|7|SNA·",
        "C|compute3|ok|0.0|12%|31%|+4.2 s|0|up|1/1|0|SNA·",
        "W|storage1|silent|||||||||S··C",
        "W|compute9|||||||down|||·N··",
    ]


def _detail(pane: Pane, case: dict[str, Any], key: str) -> list[str]:
    """The lines of a row's details on a cloud of the checks' cases."""
    sections = pane.detail(View.of(build(case)), key)
    return [" ".join(cell.text for cell in line) for section in sections for line in section.rows]


def test_a_host_that_is_to_keep_a_shared_address_says_who_has_it() -> None:
    keeps = {"vips": ["10.0.0.10"], "addresses": ["10.0.0.11"], "servers": []}
    has = {"vips": ["10.0.0.10"], "addresses": ["10.0.0.31", "10.0.0.10"], "servers": []}
    case = {"facts": {"balancers": {"controller": keeps, "compute1": has}}}
    assert "shared 10.0.0.10, compute1 has it" in _detail(nodes.PANE, case, "controller")
    assert not any(line.startswith("shared") for line in _detail(nodes.PANE, case, "compute2"))


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("rabbit://a:pw1@mq1:5671,a:pw2@mq2:5671/", "rabbit://a:****@mq1:5671,a:****@mq2:5671"),
        (template := "{scheme}://{username1}:{password1}@{hostname1},b:{password2}@h2/", template),
        ("rabbit://a:p@w@mq1/", "rabbit://a:****@********"),
    ],
)
def test_a_stored_url_shows_all_its_places_and_no_password(stored: str, shown: str) -> None:
    case = {"cells": {"cell1": {"transport": stored}}}
    assert [line for line in _detail(cells.PANE, case, CASE_CELL1) if "as stored" in line][1].endswith(
        shown
    )


def test_services_are_of_five_kinds() -> None:
    found = lines(services.rows(view()), 0, 1, 2, 3, 4, 5, 6)
    assert [line for line in found if "compute" in line and "nova-" in line and "unit" not in line] == [
        "·|nova|nova-compute|compute1|up|enabled|5 s",
        "·|nova|nova-compute|compute2|up|disabled|8 s",
        "C|nova|nova-compute|compute3|up|enabled|2 s",
        "W|nova|nova-compute|compute9|down|enabled|4 d",
    ]
    assert "·|cinder|cinder-volume|storage1@lvm|up|enabled|9 s" in found
    assert "W|neutron|L3 agent|controller|dead|enabled|21 min" in found
    assert "C|endpoint|glance API|controller:9292|503 in 45 ms|enabled|" in found
    assert "W|unit|neutron-l3-agent|controller|failed|enabled|" in found
    notes = {row.key: row.cells[7].text for row in services.rows(view())}
    assert notes["nova compute2/nova-compute"] == "disk swap, MH 12 Dec"
    assert notes["nova compute9/nova-compute"].startswith("is down for nova: its last")
    assert notes["unit controller/neutron-l3-agent"] == "exit-code, 5 restarts"


def test_a_unit_that_systemd_is_to_start_is_queued() -> None:
    case = {"hosts": {"compute1": {"units": {"nova-compute": {"active": "inactive", "job": 7}}}}}
    found = lines(services.rows(View.of(build(case))), 2, 3, 4)
    assert "nova-compute|compute1|queued" in found


def test_services_offer_what_their_state_allows() -> None:
    offers = {row.key: [offer.verb for offer in row.offers] for row in services.rows(view())}
    assert offers["nova compute1/nova-compute"] == ["restart", "disable"]
    assert offers["nova compute2/nova-compute"] == ["restart", "enable"]
    assert offers["nova compute9/nova-compute"] == ["disable"]
    assert offers["unit controller/neutron-l3-agent"] == ["restart", "mend"]


def test_only_rows_of_what_is_gone_are_offered_for_deletion() -> None:
    snapshot = build(
        {
            "services": {
                "nova-compute gone1": {"state": "down", "silent": 100000},
                "nova-compute lately1": {"state": "down"},
                "nova-compute unknown1": {"state": "unknown", "silent": 100000},
                "nova-compute lives1": {"state": "down", "silent": 100000},
                "nova-compute compute2": {"state": "down", "silent": 100000},
            },
            "agents": {
                "neutron-linuxbridge-agent lives1": {"type": "Linux bridge agent"},
                "ovn-controller compute1 old": {"type": "OVN Controller agent", "alive": False},
                "ovn-controller compute1 new": {"type": "OVN Controller agent"},
                "ovn-controller - left": {
                    "type": "OVN Controller agent",
                    "alive": False,
                    "host": '("Chassis" register deleted)',
                },
            },
        }
    )
    deleted = {
        row.key: offer.target
        for row in services.rows(View.of(snapshot))
        for offer in row.offers
        if offer.verb == "delete"
    }
    assert deleted == {
        "nova gone1/nova-compute": "gone1/nova-compute",
        "neutron old": "compute1/ovn-controller",
        "neutron left": "left/ovn-controller",
    }


def test_two_mappings_to_one_database_are_seen() -> None:
    assert lines(cells.rows(view()), 0, 1, 2, 3, 4, 5, 6, 7) == [
        "C|cell0|yes|same as cell1: nova on controller:3306|0|12 (0 mapped)|none:///"
        "|mysql+pymysql://nova:****@controller/nova",
        "C|cell1|yes|same as cell0: nova on controller:3306|2 +1 unmapped|12"
        "|rabbit://openstack:****@controller:5672|mysql+pymysql://nova:****@controller/nova",
    ]


def test_networks_with_what_serves_them() -> None:
    shown = [row for row in networks.rows(view()) if not row.key.startswith("instance ")]
    assert lines(shown, 0, 1, 2, 3, 4, 5, 6, 7) == [
        "network|public|active|flat provider external shared|41||1 down|",
        "  subnet|  public-v4||203.0.113.0/24|41|9||",
        "  floating|  floating IPs||1 of 2 attached|2|||",
        "network|apps|active|vxlan 214|34||13 active 2 down 1 unbound"
        "|DHCP controller  dead L3 controller",
        "  subnet|  apps-v4||10.1.0.0/24|17|236||",
        "  subnet|  apps-v6||fd00:1::/64|17|plenty||",
        "network|backup|active|vxlan 377|2||1 active|DHCP controller",
        "  subnet|  backup-v4||10.2.0.0/24|2|251||",
        "router|edge|active|to public|||1 floating IP|dead L3 controller",
        "router|inner|down|no gateway||||",
    ]


def test_networks_that_nobody_serves_say_so() -> None:
    idle = {
        **snapshot().readings,
        "dhcp-networks": {"a1": Reading(frozenset(), NOW)},
        "l3-routers": {"a2": Reading(frozenset(), NOW)},
        "ports": {"": Reading(Ports({PortKind("n2", "compute:nova", "ACTIVE", "c", ""): 1}, {}), NOW)},
    }
    shown = networks.rows(View.of(replace(snapshot(), readings=idle)))
    served = {row.key: row.cells[7].text for row in shown}
    assert (served["network n2"], served["network n3"]) == ("no DHCP agent", "")
    assert (served["router r1"], served["router r2"]) == ("no L3 agent", "")


def test_instances_say_where_their_paths_break_the_broken_first() -> None:
    shown = [row for row in networks.rows(view()) if row.key.startswith("instance ")]
    assert lines(shown, 1, 2, 3, 6) == [
        "shop-2|broken|10.1.0.8 compute2|",
        "batch|broken|10.1.0.9 compute3|",
        "shop-1|degraded|10.1.0.7 compute1|203.0.113.20",
        "attic|ends||",
    ]
    assert [row.cells[7].text.partition(":")[0] for row in shown] == [
        "tunnel", "port", "router", "instance",
    ]  # fmt: skip
    assert [row.cells[2].tone for row in shown] == ["critical", "critical", "warning", "notice"]
    assert shown[0].says.startswith("It breaks at the tunnel: The Linux bridge agent on compute2")
    assert [row.host for row in shown] == ["compute2", "compute3", "compute1", ""]


def test_the_path_of_an_instance_shows_every_hop_and_who_holds_a_network() -> None:
    whole, path, more = networks.PANE.detail(view(), "instance p2")
    assert more.rows[0][0].text.endswith("stackmend path i2")
    assert [cell.text for cell in whole.rows[-1]][1].startswith("It breaks at the tunnel: ")
    hops = [row[:2] for row in path.rows if row[0].text]
    assert [f"{mark.text} {what.text}" for mark, what in hops] == [
        "ok instance", "ok port", "ok security group", "ok bridge", "breaks tunnel", "ok DHCP",
        "degraded router", "ends floating IP",
    ]  # fmt: skip
    titles = [section.title for section in networks.PANE.detail(view(), "network n2")]
    assert "Agents that hold it" in titles


def test_volumes_that_are_stuck_come_first_behind_the_pools() -> None:
    assert lines(volumes.rows(view()), 0, 1, 2, 3, 4, 5, 6, 7, 8) == [
        "W|pool|storage1@lvm#lvm|up|930 GiB|93%|"
        "|69 GiB free  promised 3.0 of 20×  1 in-use 1 detaching 1 available 1 creating|iSCSI",
        "·|pool|storage1@nfs#10.20.0.41:/srv|up|2.0 TiB|27%||1.5 TiB free|nfs",
        "W|volume|batch-in|detaching|40 GiB||5 h|batch /dev/vdb|storage1@lvm#lvm",
        "N|volume|dump|error|500 GiB||2 h||nowhere",
        "·|volume|new|creating|10 GiB||20 s||storage1@lvm#lvm",
        "N|volume|shop-data|in-use|200 GiB|||shop-1 /dev/vdb on compute1|storage1@lvm#lvm",
        "·|volume|spare|available|50 GiB||||storage1@lvm#lvm",
        "W|volume|old|available|20 GiB||||unknown storage0@lvm#lvm",
    ]


def test_a_backend_that_is_down_has_no_pool_and_its_volumes_say_so() -> None:
    down = Service("cinder-volume", "storage1@lvm", "down", "enabled", "", NOW - 900)
    lost: dict[str, Any] = {
        "volume-pools": {"": Reading((), NOW)},
        "volume-services": {"": Reading((down,), NOW)},
    }
    shown = volumes.rows(View.of(replace(snapshot(), readings={**snapshot().readings, **lost})))
    assert lines(shown, 1, 2, 3, 7)[0] == (
        "backend|storage1@lvm|down|no pool  1 in-use 1 detaching 1 available 1 creating"
    )
    assert {row.cells[8].text for row in shown[1:]} == {
        "down storage1@lvm#lvm", "nowhere", "unknown storage0@lvm#lvm",
    }  # fmt: skip


def test_a_cinder_volume_says_how_full_its_pools_are() -> None:
    notes = {row.key: row.cells[7].text for row in services.rows(view())}
    assert notes["cinder storage1@lvm/cinder-volume"] == "lvm 93% of 930 GiB, 4 volumes"
    assert notes["cinder controller/cinder-scheduler"] == ""


def test_findings_come_worst_first_and_blind_spots_last() -> None:
    lost = replace(snapshot(), readings={})
    one = Finding("unit-failed", Severity.NOTICE, "a", "It failed.", "restart-service", "a/b")
    told = View(lost, Report((one,), ()), 1.0)
    assert lines(findings.rows(told), 0, 1, 2, 4) == ["N|a|It failed.|restart-service"]
    assert [offer.verb for offer in findings.rows(told)[0].offers] == ["mend"]
    letters = [row.cells[0].text for row in findings.rows(view())]
    assert letters == sorted(letters, key="CWN?".index)


@pytest.mark.parametrize("pane", PANES, ids=lambda pane: pane.name)
def test_a_pane_reads_what_it_says_that_it_needs(pane: Pane) -> None:
    seen = with_chassis(snapshot())
    noted = Noting(seen.readings)
    recorded = Recording(seen.site, seen.taken, noted, seen.history)
    shown = View(recorded, report(seen), seen.taken)
    for key in [row.key for row in pane.rows(shown)]:
        pane.detail(shown, key)
    if pane.summary is not None:
        pane.summary.rows(shown)
    read = (recorded.read | noted.read) - {probe.name for probe in topology.SEEN}
    assert {probe.name for probe in pane.needs} <= read
    assert read <= {probe.name for probe in with_needs(pane.needs)}


def with_chassis(seen: Snapshot) -> Snapshot:
    """The fixture has Linux bridges: two chassis of OVN's beside them, one of them silent."""
    names, now = ("compute1", "compute9"), seen.taken
    alive = Chassis("c-1", names[0], 9, now, (("geneve", "10.0.0.31"),), {"physnet1": "br-ex"}, True)
    silent = Chassis("c-9", names[1], 7, now - 300)
    bound = (Bound("c-1", "compute1", 3),)
    south = Southbound("controller", 9, (alive, silent), bound, {"lrp-1": "c-1"})
    told = {ovn_southbound.PROBE.name: {"": Reading(south, now, tried=now)}}
    return replace(seen, readings={**seen.readings, **told})


def test_chassis_are_dead_or_alive_by_ovns_own_numbers() -> None:
    seen = with_chassis(snapshot())
    shown = View(seen, report(seen), seen.taken)
    found = [row for row in networks.rows(shown) if row.key.startswith("chassis")]
    assert lines(found, 0, 1, 2, 3, 4, 6) == [
        "chassis|c-9|dead 5 min|compute9|0|",
        "chassis|c-1|alive|compute1 geneve 10.0.0.31 physnet1:br-ex|3|1 gateway",
    ]
    assert found[1].host == "compute1"
    titles = [section.title for section in networks.PANE.detail(shown, "chassis c-1")]
    assert titles == ["Chassis"]


@pytest.mark.parametrize("pane", PANES, ids=lambda pane: pane.name)
def test_a_pane_is_whole(pane: Pane) -> None:
    rows = pane.rows(view())
    assert len({row.key for row in rows}) == len(rows)
    assert {len(row.cells) for row in rows} <= {len(pane.columns)}
    assert all(pane.detail(view(), row.key) for row in rows)
    assert pane.detail(view(), "no such row") == ()


@pytest.mark.parametrize("pane", PANES, ids=lambda pane: pane.name)
def test_a_pane_without_facts_says_what_is_missing(pane: Pane) -> None:
    first = replace(blank(), whole=False)
    rows = pane.rows(first)
    assert pane.name in ("install", "nodes") or list(rows) == []
    assert pane.empty(first).endswith(".")


def test_facts_of_nothing_are_not_well() -> None:
    assert {row.cells[-1].text for row in findings.rows(blank())} == {"not checked"}
    assert findings.rows(replace(blank(), whole=False)) == []


@pytest.mark.parametrize("pane", PANES, ids=lambda pane: pane.name)
def test_no_pane_shows_a_password(pane: Pane) -> None:
    assert "s3cret" not in "".join(_texts(pane, view()))


def _texts(pane: Pane, shown: View) -> Iterator[str]:
    for row in pane.rows(shown):
        yield from (cell.text for cell in row.cells)
        yield row.says
        for section in pane.detail(shown, row.key):
            yield from (cell.text for line in section.rows for cell in line)


def test_panes_have_names_and_keys_of_their_own() -> None:
    keys = [pane.key for pane in PANES]
    assert keys[:9] == [str(n) for n in range(1, len(keys[:9]) + 1)]
    assert set(keys[9:]) <= {""}, "there are nine number keys: the others are reached by their names"
    assert len({pane.name for pane in PANES}) == len(PANES)


def test_every_check_has_a_place_in_the_overview() -> None:
    lines = {subsystem.title for subsystem in overview.SUBSYSTEMS}
    assert lines == {check.area for check in CHECKS} == set(Area)


def test_every_status_has_a_tone() -> None:
    assert set(STATUS_TONES) == {status.value for status in Status}


def test_the_cells_of_the_fixture_are_as_they_should_be() -> None:
    assert [row.key for row in cells.rows(view())] == [CELL0, CELL1]
