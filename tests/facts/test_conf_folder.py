"""In which order a file and its folder are read: held against oslo.config itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from oslo_config import cfg

from actions.deployments.services import NOVA_API, NOVA_CONDUCTOR, NOVA_SCHEDULER
from actions.facts._support import conf_folder
from actions.facts.hosts import conf
from actions.formats import oslo_ini
from tests.checks.building import build
from tests.checks.healthy import Case

OWN = "[DEFAULT]\nhost = own\nmy_ip = own\n"
FOLDER = "[DEFAULT]\nhost = folder\nregion = folder-$my_ip\n"
WORDS = {
    "": "folder own folder-own",
    "--config-file={file}": "own own folder-own",
    "--config-file {file} --log-file=/dev/null": "own own folder-own",
    "--config-file={file} --config-file={other}": "own own folder-own",
    "--config-file {file} --config-dir {folder}": "folder own folder-own",
    "--config-dir={folder}/ --config-file={file}": "own own folder-own",
    "--config-dir {folder}": "folder own folder-own",
    "--config-dir {empty}": "own own None",
    "--config-dir={empty} --config-file={file}": "own own None",
    "--config-file={other}": "folder None folder-",
}


def _oslo(words: str, places: dict[str, Path]) -> str:
    conf = cfg.ConfigOpts()
    conf.register_opts([cfg.StrOpt(name) for name in ("host", "my_ip", "region")])
    conf.register_cli_opt(cfg.StrOpt("log-file"))
    files, folders = [str(places["file"])], [str(places["folder"])]
    args = words.format(**places).split()
    conf(args, default_config_files=files, default_config_dirs=folders)
    return f"{conf.host} {conf.my_ip} {conf.region}"


@pytest.mark.parametrize("words", WORDS)
def test_a_unit_reads_as_oslo_config_does(words: str, tmp_path: Path) -> None:
    places = {name: tmp_path / name for name in ("other", "empty")}
    places |= {"file": tmp_path / "nova.conf", "folder": tmp_path / "nova.conf.d"}
    places["folder"].mkdir()
    places["empty"].mkdir()
    places["other"].touch()
    places["file"].write_text(OWN)
    (places["folder"] / "a.conf").write_text(FOLDER)
    assert _oslo(words, places) == WORDS[words]

    order = conf_folder.order(str(places["file"]), f"python3 nova {words.format(**places)}")
    if not order:
        assert words == "--config-file={other}"  # it reads the folder, and not this file
        return
    own, more = oslo_ini.parse(OWN), oslo_ini.parse(FOLDER)
    keys = conf_folder.folder(own, more, {}, {}, oslo_ini.meant).ways[order]
    read = " ".join(str(keys.get(("DEFAULT", name))) for name in ("host", "my_ip", "region"))
    assert read == WORDS[words]


NAMED = "/usr/bin/python3 /usr/bin/nova-{} --config-file=/etc/nova/nova.conf"
PLAIN = "/usr/bin/python3 /usr/bin/nova-{}"
UWSGI = "/usr/bin/uwsgi_python3 --ini /etc/nova/nova-api-uwsgi.ini"


def _case(started: Case) -> Case:
    nova = "/etc/nova/nova.conf"
    return {
        "conf": {nova: {"[DEFAULT] debug": "file"}},
        "folder": {nova: {"[DEFAULT] debug": "folder"}},
        "started": started,
    }


@pytest.mark.parametrize(
    ("started", "service", "says"),
    [
        ({"nova-conductor": NAMED.format("conductor")}, NOVA_CONDUCTOR, "file"),
        ({"nova-conductor": PLAIN.format("conductor")}, NOVA_CONDUCTOR, "folder"),
        ({"nova-api": UWSGI, "nova-conductor": NAMED.format("conductor")}, NOVA_API, "folder"),
        ({}, NOVA_CONDUCTOR, "file"),  # it is off: Debian's unit would start it so
        ({}, NOVA_API, "folder"),
        ({"nova-conductor": PLAIN.format("conductor")}, NOVA_SCHEDULER, "file"),
    ],
)
def test_each_service_is_told_what_it_reads(started: Case, service: str, says: str) -> None:
    snapshot = build({"hosts": {"controller": _case(started)}})
    own, all_of_it = (f(snapshot, "controller", service) for f in (conf.conf_of, conf.own_conf_of))
    assert own is not None and own.file.value("DEFAULT", "debug") == says
    assert all_of_it is not None and all_of_it.file.value("DEFAULT", "debug") == says


@pytest.mark.parametrize(
    ("started", "says"),
    [
        ({"nova-conductor": NAMED.format("conductor")}, "file"),
        ({"nova-conductor": NAMED.format("conductor"), "nova-api": UWSGI}, "folder"),
        ({}, "folder"),
    ],
)
def test_who_asks_for_no_service_is_told_what_all_units_read(started: Case, says: str) -> None:
    """Where they read it otherwise, what programs without arguments do, as nova-manage."""
    file = build({"hosts": {"controller": _case(started)}}).each(conf.PROBE)["controller"]
    assert file["/etc/nova/nova.conf"].value("DEFAULT", "debug") == says


def test_an_edit_counts_where_the_file_does() -> None:
    names = [("DEFAULT", "debug")]
    told = []
    for words in (NAMED, PLAIN):
        started = {"nova-conductor": words.format("conductor")}
        files = build({"hosts": {"controller": _case(started)}}).each(conf.PROBE)["controller"]
        told.append(conf.set_elsewhere("controller", files["/etc/nova/nova.conf"], names))
    assert told[0] == ""
    assert told[1].startswith("[DEFAULT] debug in /etc/nova/nova.conf.d/10-more.conf of controller")
