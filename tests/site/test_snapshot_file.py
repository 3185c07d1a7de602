"""Every fact survives its way into a snapshot's file and back, and no secret goes with it."""

from __future__ import annotations

import dataclasses
import itertools
import json
import re
import stat
import types
import typing
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import pytest

from actions.facts.all import PROBES
from actions.facts.hosts import conf, conf_text
from actions.facts.nova import cell_mappings
from actions.facts.nova.cell_mappings import ApiDatabase, CellMapping
from actions.formats.json_codec import MASK, encode
from actions.model.fact import Probe, Reading, Snapshot
from actions.model.secret import Secret
from actions.model.site import Host, Site
from actions.site import snapshot_file

SITE = Site("lab", (Host("ctl", frozenset({"controller"}), "10.0.0.11"),), cloud="lab", path="/x.toml")
SAVED_PROBES = [probe for probe in PROBES if probe is not conf_text.PROBE]


def sample(hint: Any, count: Iterator[int]) -> Any:
    """Some value of a type: numbers and texts are all different."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return sample(arguments[-1] if arguments[-1] is not types.NoneType else arguments[0], count)
    if origin is tuple and arguments[-1] is not ...:
        return tuple(sample(one, count) for one in arguments)
    if origin is tuple:
        return (sample(arguments[0], count), sample(arguments[0], count))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {sample(arguments[0], count): sample(arguments[1], count)}
    if isinstance(origin, type) and issubclass(origin, AbstractSet):
        return frozenset({sample(arguments[0], count), sample(arguments[0], count)})
    return _plain(hint, count)


def _plain(hint: Any, count: Iterator[int]) -> Any:
    if hint is bool:
        return True
    if hint is Secret or hint is str:
        return hint(f"hidden{next(count)}" if hint is Secret else f"text{next(count)}")
    if dataclasses.is_dataclass(hint) or issubclass(hint, tuple):
        return hint(*(sample(one, count) for one in typing.get_type_hints(hint).values()))
    return hint(next(count))


def snapshot_of(probe: Probe[Any], fact: Any, subject: str = "ctl") -> Snapshot:
    reading = Reading(fact, at=5.0, error="late", tried=7.0, took=0.5)
    history = {"load": (1.0, None, 2.0)}
    return Snapshot(SITE, 9.0, {probe.name: {subject: reading}}, history)


@pytest.mark.parametrize("probe", SAVED_PROBES, ids=lambda probe: probe.name)
def test_every_fact_comes_back(probe: Probe[Any]) -> None:
    fact = sample(snapshot_file.fact_type(probe), itertools.count(1))
    text = snapshot_file.dump(snapshot_of(probe, fact))
    back = snapshot_file.parse(text)
    assert "hidden" not in text
    reading = back.readings[probe.name]["ctl"]
    assert (reading.at, reading.error, reading.tried, reading.took) == (5.0, "late", 7.0, 0.5)
    assert type(reading.fact) is type(fact)
    assert encode(reading.fact, lambda _: "") == encode(fact, lambda _: "")


def test_site_and_history_come_back_without_where_their_files_are() -> None:
    back = snapshot_file.parse(snapshot_file.dump(snapshot_of(conf.PROBE, {})))
    assert (back.site.hosts, back.site.cloud, back.site.path) == (SITE.hosts, "lab", "")
    assert back.history == {"load": (1.0, None, 2.0)}


def test_how_ssh_reaches_a_host_is_left_out() -> None:
    """A ProxyCommand of an Ansible inventory often holds its proxy's password."""
    way = ("ProxyCommand=ncat --proxy-auth ops:hunter22 %h %p",)
    site = dataclasses.replace(SITE, hosts=(dataclasses.replace(SITE.hosts[0], ssh_options=way),))
    text = snapshot_file.dump(dataclasses.replace(snapshot_of(conf.PROBE, {}), site=site))
    assert "hunter22" not in text
    assert snapshot_file.parse(text).site.hosts == SITE.hosts


def test_whole_texts_of_configuration_files_are_left_out() -> None:
    text = snapshot_file.dump(
        snapshot_of(conf_text.PROBE, {"/etc/nova/nova.conf": Secret("connection = x")})
    )
    assert json.loads(text)["readings"] == {}


URLS = {
    "plain": ("mysql+pymysql://nova:pw1@ctl/nova_cell0", "mysql+pymysql://nova:#@ctl/nova_cell0"),
    "port and query": ("mysql://nova:pw1@ctl:3306/nova?a=b", "mysql://nova:#@ctl:3306/nova?a=b"),
    "colon in it": ("mysql://nova:p:w1@ctl/nova", "mysql://nova:#@ctl/nova"),
    "two brokers": ("rabbit://a:pw1@h1:5672,b:pw1@h2:5672/", "rabbit://a:#@h1:5672,b:#@h2:5672/"),
    "no login": ("none:///", "none:///"),
    "template": (
        "{scheme}://{username}:{password}@{hostname}:{port}/nova?{query}",
        "{scheme}://{username}:{password}@{hostname}:{port}/nova?{query}",
    ),
    "fixed password in a template": (
        "{scheme}://{username}:pw1@{hostname}/nova",
        "{scheme}://{username}:#@{hostname}/nova",
    ),
    "bare @ in it": ("mysql://nova:pw1@pw2@ctl/nova", "#"),
    "no login's password": ("mysql://nova@ctl/nova", "#"),
    "no URL": ("pw1", "#"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("url", "kept"), URLS.values(), ids=URLS)
def test_of_a_url_all_but_the_password_is_kept(url: str, kept: str) -> None:
    text = snapshot_file.dump(snapshot_of(conf.PROBE, _conf(url, url)))
    keys = json.loads(text)["readings"]["conf"]["ctl"]["fact"]["/f"]["keys"]
    first, second = (value[MASK] for _, value in keys)
    assert first == second
    assert "pw1" not in text
    pattern = "[0-9a-f]{20}".join(map(_literal, kept.split("#")))
    assert re.fullmatch(pattern, first)


def test_digests_of_two_files_cannot_be_compared() -> None:
    snapshot = snapshot_of(conf.PROBE, _conf("pw1", "pw1"))
    assert snapshot_file.dump(snapshot) != snapshot_file.dump(snapshot)


def test_a_password_in_a_text_that_nobody_took_for_a_secret_is_masked() -> None:
    file = conf.ConfFile({("cache", "backend_argument"): "url:redis://:pw1@h:6379"})
    assert "pw1" not in snapshot_file.dump(snapshot_of(conf.PROBE, {"/f": file}))


def test_checks_still_see_host_and_schema_of_a_mapping() -> None:
    url = Secret("mysql+pymysql://nova:pw1@ctl/nova_cell0")
    cell = CellMapping(1, cell_mappings.CELL0, "cell0", Secret("none:///"), url, False, 5.0)
    back = snapshot_file.parse(
        snapshot_file.dump(snapshot_of(cell_mappings.PROBE, ApiDatabase((cell,)), ""))
    )
    found = back.get(cell_mappings.PROBE)
    assert found is not None
    assert found.cells[0].database_connection.reveal().endswith("@ctl/nova_cell0")
    assert found.cells[0].transport_url == Secret("none:///")


BAD = {
    "no JSON": ("hello", r"it is no JSON, or not all of one \(line 1\)"),
    "no snapshot": ("[]", "it is JSON of something else"),
    "JSON of another program": ('{"servers": []}', "it is JSON of something else"),
    "no time at all": ('{"format": 1, "readings": {}, "site": {"name": "x"}}', "it has no 'taken'"),
    "another format": ('{"format": 99}', "its format is 99"),
    "a bad fact": (
        '{"format": 1, "taken": 1, "site": {"name": "x"}, "history": {},'
        ' "readings": {"conf": {"ctl": {"fact": 7}}}}',
        "expected",
    ),
    "an empty list for a text": (
        '{"format": 1, "taken": 1, "site": {"name": "x"}, "history": {}, "readings":'
        ' {"conf": {"ctl": {"fact": {"/f": {"keys": [[["a", "b"], []]]}}}}}}',
        "expected",
    ),
    "no time": (
        '{"format": 1, "taken": 1, "site": {"name": "x"}, "history": {}, "readings":'
        ' {"conf": {"ctl": {"fact": null, "at": null, "error": "", "tried": 1, "took": 1}}}}',
        "a part of it is not what it should be",
    ),
}


@pytest.mark.parametrize(("text", "says"), BAD.values(), ids=BAD)
def test_a_file_that_is_no_snapshot_is_named(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "odd.json"
    path.write_text(text)
    with pytest.raises(snapshot_file.SnapshotError, match=f"odd.json.*{says}"):
        snapshot_file.load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(snapshot_file.SnapshotError, match=r"gone\.json cannot be read: No such file"):
        snapshot_file.load(tmp_path / "gone.json")


def test_the_file_is_for_its_owner_only_and_loads(tmp_path: Path) -> None:
    path = tmp_path / "now.json"
    snapshot_file.save(snapshot_of(conf.PROBE, _conf("a", "b")), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert snapshot_file.load(path).taken == 9.0
    assert [p.name for p in tmp_path.iterdir()] == ["now.json"]


def _conf(first: str, second: str) -> conf.Conf:
    keys = {("database", "connection"): Secret(first), ("api_database", "connection"): Secret(second)}
    return {"/f": conf.ConfFile(keys)}


def _literal(text: str) -> str:
    return re.escape(text)
