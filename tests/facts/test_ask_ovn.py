"""Where OVN's probes send their questions: to the server that serves, into its container."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from actions.facts.neutron import agent_lists, instance_ports
from actions.facts.neutron.instance_ports import InstancePort
from actions.facts.ovn import (
    ovn_controllers,
    ovn_databases,
    ovn_northbound,
    ovn_ports,
    ovn_southbound,
)
from actions.facts.ovn.ovn_southbound import Bound
from actions.model.fact import Probe, Reading, Snapshot
from actions.model.query import ParseError, ShellQuery, ShellResult
from tests.checks.building import NOW, build

UNITS: dict[str, Any] = {"ovn-northd": {}, "ovn-ovsdb-server-nb": {}, "ovn-ovsdb-server-sb": {}}
MORE: dict[str, Any] = {name: {"roles": ["controller"], "units": UNITS} for name in ("c2", "c3")}


def asked(probe: Probe[Any], snapshot: Snapshot) -> dict[str, ShellQuery]:
    """The questions, all of them for a shell."""
    found = probe.ask(snapshot)
    assert all(isinstance(query, ShellQuery) for query in found.values())
    return {subject: query for subject, query in found.items() if isinstance(query, ShellQuery)}


def cluster(**leaders: str) -> Snapshot:
    """Three servers of the southbound database; by host, the role."""
    servers: dict[str, Any] = {
        f"{host} ovn-sb-db": {"status": "cluster member", "role": role, "leader": "aa01"}
        for host, role in leaders.items()
    }
    return build({"hosts": MORE, "ovn": {"servers": servers}})


def test_the_leader_is_asked_and_else_one_that_serves() -> None:
    led = cluster(controller="follower", c2="leader", c3="follower")
    assert asked(ovn_southbound.PROBE, led)[""].host == "c2"
    cut = build(
        {
            "hosts": MORE,
            "ovn": {
                "servers": {
                    "controller ovn-sb-db": {"sync": ""},
                    "c2 ovn-sb-db": {"status": "disconnected from the cluster", "role": "candidate"},
                    "c3 ovn-sb-db": {"status": "cluster member", "leader": "aa01", "role": "follower"},
                }
            },
        }
    )
    assert asked(ovn_southbound.PROBE, cut)[""].host == "c3"
    assert asked(ovn_northbound.PROBE, cut)[""].host in ("controller", "c2", "c3")


def test_in_containers_the_tools_are_run_there() -> None:
    boxed: dict[str, Any] = {
        "controller": {
            "units": {
                "kolla-ovn_nb_db-container": {},
                "kolla-ovn_sb_db-container": {},
                "kolla-ovn_northd-container": {},
                **dict.fromkeys(UNITS),
            }
        },
        "compute1": {"units": {"kolla-ovn_controller-container": {}, "ovn-controller": None}},
    }
    snapshot = build({"hosts": boxed, "ovn": {}})
    for probe, subject, container in (
        (ovn_databases.PROBE, "controller", "ovn_nb_db"),
        (ovn_databases.PROBE, "controller", "ovn_northd"),
        (ovn_southbound.PROBE, "", "ovn_sb_db"),
        (ovn_northbound.PROBE, "", "ovn_nb_db"),
        (ovn_controllers.PROBE, "compute1", "ovn_controller"),
    ):
        assert f"exec {container} sh -c " in asked(probe, snapshot)[subject].line
    assert " exec " not in asked(ovn_controllers.PROBE, snapshot)["compute2"].line


def test_where_northd_starts_the_servers_they_are_looked_for_there() -> None:
    alone: dict[str, Any] = {"controller": {"units": {**dict.fromkeys(UNITS), "ovn-northd": {}}}}
    question = asked(ovn_databases.PROBE, build({"hosts": alone, "ovn": {}}))["controller"].line
    assert "@@ovn-nb-db" in question
    assert "@@ovn-sb-db" in question


def test_without_ovn_nobody_is_asked() -> None:
    probes = (
        *(ovn_databases, ovn_southbound, ovn_northbound, ovn_controllers, ovn_ports),
        agent_lists,
    )
    assert not any(one.PROBE.ask(build({})) for one in probes)


def test_neutrons_workers_are_asked_for_ovns_agents_several_times() -> None:
    questions = agent_lists.PROBE.ask(build({"ovn": {}}))
    assert len(questions) == agent_lists.TIMES
    assert len(set(questions.values())) == 1


def run(question: str, folder: Path, **tools: str) -> list[str]:
    """What a line of the shell calls, where these scripts stand for the host's tools."""
    said = folder / "said"
    for name, script in tools.items():
        tool = folder / name.replace("_", "-")
        tool.write_text(f'#!/bin/sh\necho "{name} $*" >>{said}\ncd {folder}\n{script}\n')
        tool.chmod(0o755)
    line = question.replace("/var/run/ovn", str(folder))
    subprocess.run(["sh", "-c", line], env={"PATH": f"{folder}:/usr/bin:/bin"}, check=True)
    return said.read_text().splitlines()


def test_a_server_that_does_not_answer_is_not_waited_for_twice(tmp_path: Path) -> None:
    question = asked(ovn_databases.PROBE, build({"ovn": {}}))["controller"].line
    for service in ("nb", "sb"):  # where their sockets are to be
        (tmp_path / f"ovn{service}_db.ctl").touch()
    lines = run(question, tmp_path, ovn_appctl="exit 1")
    words = sorted(line.split()[-1] for line in lines)
    assert words == [*["ovsdb-server/sync-status"] * 2, "status"]


@pytest.mark.parametrize(
    ("first", "then", "sleeps"), [(9, 9, 0), (8, 9, 1), (8, 8, ovn_southbound.PATIENCE), (7, 7, 0)]
)
def test_a_chassis_that_is_one_question_behind_is_waited_for(
    first: int, then: int, sleeps: int, tmp_path: Path
) -> None:
    question = asked(ovn_southbound.PROBE, build({"ovn": {}}))[""].line
    tool = f"""case "$*" in
        *"get SB_Global"*) echo 9 ;;
        *"find Chassis_Private") cat now 2>/dev/null || printf '9\n\n{first}\n' ;;
    esac"""
    pause = f"echo {then} >now; echo . >>passed"
    clock = "cat passed 2>/dev/null | wc -l"
    lines = run(question, tmp_path, ovn_sbctl=tool, sleep=pause, date=clock)
    assert lines.count("sleep 1") == sleeps


@pytest.mark.parametrize("connection", ["not connected", ""])
def test_a_chassis_that_is_cut_off_is_not_waited_for(connection: str, tmp_path: Path) -> None:
    controllers = {"compute2": {"connection": connection}}
    question = asked(ovn_southbound.PROBE, build({"ovn": {"controllers": controllers}}))[""].line
    tool = """case "$*" in
        *"get SB_Global"*) echo 9 ;;
        *'find Chassis_Private name!="o2"') echo 9 ;;
        *"find Chassis_Private"*) echo 8 ;;
    esac"""
    assert "sleep 1" not in run(
        question, tmp_path, ovn_sbctl=tool, sleep="echo . >>passed", date="cat passed | wc -l"
    )


def test_of_a_path_only_its_ports_are_asked_for() -> None:
    snapshot = build({"ovn": {}})
    port = InstancePort(
        "p-1", "i1", "n1", "fa:16:3e:00:00:01", (), "ACTIVE", True, "compute1", "ovs", True, ()
    )
    known = {instance_ports.PROBE.name: {"0": Reading((port,), NOW, tried=NOW)}}
    found = asked(ovn_ports.PROBE, replace(snapshot, readings={**snapshot.readings, **known}))
    assert found.keys() == {"north", "south"}
    assert all("p-1" in query.line for query in found.values())
    assert not ovn_ports.PROBE.ask(snapshot)


OLD_TOOL = """case "$*" in
    *get*|*"find Chassis_Private"*) ;;
    *Chassis_Private*) echo 'ovn-sbctl: unknown table "Chassis_Private"' >&2; exit 1 ;;
    *,up*|*nb_cfg_timestamp*|*other_config*)
        echo 'ovn-sbctl: it does not contain a column whose name matches "up"' >&2; exit 1 ;;
    *csv*)
        echo 'aa,tag-request= requested-chassis=cmp1'; echo 'aa,requested-chassis=cmp1'; echo ',' ;;
    *"nb_cfg,external_ids list Chassis"*)
        echo '{"data":[["c-1",6,["map",[]]]],"headings":["name","nb_cfg","external_ids"]}' ;;
    *"list Chassis"*)
        echo '{"data":[[["uuid","aa"],"c-1","cmp1",["set",[]],["map",[]]]],' \\
            '"headings":["_uuid","name","hostname","encaps","external_ids"]}' ;;
    *"list SB_Global"*) echo '{"data":[[6]],"headings":["nb_cfg"]}' ;;
    *"list NB_Global"*) echo '{"data":[[6,6]],"headings":["nb_cfg","sb_cfg"]}' ;;
    *) echo '{"data":[],"headings":["name"]}' ;;
esac"""
"""OVN 20.03: how it refuses what came later."""


def answer(probe: Probe[Any], folder: Path, **tools: str) -> Any:
    """What a probe makes of it where these scripts stand for the host's tools."""
    for name, script in tools.items():
        tool = folder / name.replace("_", "-")
        tool.write_text(f"#!/bin/sh\n{script}\n")
        tool.chmod(0o755)
    line = asked(probe, build({"ovn": {}}))[""].line
    ran = subprocess.run(
        ["sh", "-c", line],
        env={"PATH": f"{folder}:/usr/bin:/bin"},
        check=True,
        capture_output=True,
        text=True,
    )
    return probe.parse(ShellResult(ran.returncode, ran.stdout, ran.stderr))


def test_an_older_release_is_asked_for_what_it_has(tmp_path: Path) -> None:
    south = answer(ovn_southbound.PROBE, tmp_path, ovn_sbctl=OLD_TOOL)
    assert south.bound == (Bound("", "", 1), Bound("c-1", "cmp1", 2))
    assert [(one.name, one.nb_cfg) for one in south.chassis] == [("c-1", 6)]
    assert not south.private
    north = answer(ovn_northbound.PROBE, tmp_path, ovn_nbctl=OLD_TOOL)
    assert (north.nb_cfg, north.sb_cfg, north.asked) == (6, 6, 0.0)


def test_ports_that_were_refused_are_not_none(tmp_path: Path) -> None:
    refusing = f'case "$*" in *csv*) exit 1 ;; esac\n{OLD_TOOL}'
    assert answer(ovn_southbound.PROBE, tmp_path, ovn_sbctl=refusing).bound is None


def test_a_server_that_is_slow_is_not_taken_for_an_older_one(tmp_path: Path) -> None:
    slow = """case "$*" in
        *"list Chassis_Private"*) echo 'ovn-sbctl: database connection timed out' >&2; exit 1 ;;
    esac"""
    with pytest.raises(ParseError, match="it printed nothing"):
        answer(ovn_southbound.PROBE, tmp_path, ovn_sbctl=f"{slow}\n{OLD_TOOL}")
