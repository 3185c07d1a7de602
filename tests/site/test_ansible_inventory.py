"""Ansible inventories: what is read of each equals what `ansible-inventory` makes of it.

A case (tests/cases/inventory/NAME.json) has `about`, the `files` and which of them is `read` (the only
one, where it is not said); then `hosts` with what differs from a host's defaults, `left_out` and
`notes`, or a part of the `error`. Where Ansible is installed (`pip install '.[oracle]'`) each is read
by it, too; `ansible: false` says that it refuses the case.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from actions.formats.json_codec import encode
from actions.model.site import Host, Site
from actions.site.inventory import program
from actions.site.site_file import SiteError, load_site

FOLDER = Path(__file__).parent.parent / "cases/inventory"
CASES = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}
KNOWN = {"about", "files", "read", "hosts", "left_out", "notes", "error", "ansible"}
GOOD = [name for name, case in CASES.items() if "hosts" in case]
needs_ansible = pytest.mark.skipif(
    shutil.which("ansible-inventory") is None,
    reason="ansible-core is not installed (`pip install '.[oracle]'`): what it said is in the cases",
)


def laid_out(case: dict[str, Any], folder: Path) -> Path:
    """The case's files on the disk, and the one to read."""
    assert case.keys() <= KNOWN
    for name, lines in case["files"].items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / str(case.get("read", next(iter(case["files"]))))


def told(site: Site) -> list[dict[str, Any]]:
    """What differs of each host from a host of which only the name is known."""
    usual = encode(Host(""))
    hosts = (encode(host) for host in site.hosts)
    return [{key: value for key, value in host.items() if value != usual[key]} for host in hosts]


@pytest.mark.parametrize("name", GOOD)
def test_what_is_read(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    site = load_site(laid_out(case, tmp_path))
    assert told(site) == case["hosts"]
    assert dict(site.left_out) == case.get("left_out", {})
    assert list(site.notes) == case.get("notes", [])


@pytest.mark.parametrize("name", [name for name in CASES if name not in GOOD])
def test_what_is_none_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(SiteError) as error:
        load_site(laid_out(CASES[name], tmp_path))
    assert CASES[name]["error"] in str(error.value)
    assert str(error.value).startswith(str(tmp_path))


@needs_ansible
@pytest.mark.usefixtures("ansible")
@pytest.mark.parametrize("name", [name for name in GOOD if CASES[name].get("ansible", True)])
def test_ansible_itself_says_the_same(name: str, tmp_path: Path) -> None:
    """But for the order of hosts, which it sorts in part."""
    case = CASES[name]
    path = laid_out(case, tmp_path)
    if case["hosts"] and name != "osa-containers":  # which only a program of its own prints
        assert program.ask_ansible(path) is not None
    site = load_site(path)
    assert sorted(told(site), key=str) == sorted(case["hosts"], key=str)
    assert dict(site.left_out) == case.get("left_out", {})


RECORDED = {
    "_meta": {"hostvars": {"ctl": {"ansible_host": "192.0.2.1"}, "hv": {"ansible_user": "ops"}}},
    "all": {"children": ["ungrouped", "control", "compute"]},
    "ungrouped": {"hosts": ["aa"]},
    "compute": {"hosts": ["hv"]},
    "control": {"hosts": ["ctl"]},
}


@pytest.fixture
def ansible(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program by its own name, which conftest takes away."""
    monkeypatch.setattr(program, "_PROGRAM", "ansible-inventory")


def _program(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    path = folder / "bin/ansible-inventory"
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setattr(program, "_PROGRAM", path.name)
    monkeypatch.setenv("PATH", f"{path.parent}:/usr/bin:/bin")


def test_where_it_is_installed_it_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = f"cat <<'E'\n{json.dumps(RECORDED)}\nE"
    script = f'test "$1" = --inventory && test -f "$2" && test "$3" = --list && {answer}'
    _program(tmp_path, monkeypatch, script)
    (tmp_path / "openstack.yml").write_text("plugin: openstack.cloud.openstack\n")
    assert told(load_site(tmp_path / "openstack.yml")) == [
        {"name": "ctl", "roles": ["controller"], "address": "192.0.2.1"},
        {"name": "hv", "roles": ["compute"], "user": "ops"},
        {"name": "aa"},
    ]


@pytest.mark.parametrize("script", ["exit 4", "echo no JSON", "echo '[]'", "echo '{\"a\": 7}'"])
def test_where_ansible_refuses_our_own_reading_says_why(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _program(tmp_path, monkeypatch, script)
    (tmp_path / "hosts").write_text("[compute]\nhv1\n[x:wars]\n")
    with pytest.raises(SiteError, match=r"hosts: line 3: \[x:wars\] is none of Ansible's sections"):
        load_site(tmp_path / "hosts")


REFUSALS = {
    "echo hunter22; exit 4": "ended with 4",
    "echo no JSON": "gave no inventory",
    "echo []": "gave no inventory",
    "exec sleep 60": "gave no answer within 0.2 s",
}


@pytest.mark.parametrize(("script", "did"), REFUSALS.items())
def test_where_ansible_is_there_and_refuses_that_is_told(
    script: str, did: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what it wrote, which may hold a password, nothing: the command that shows it."""
    _program(tmp_path, monkeypatch, script)
    monkeypatch.setattr(program, "_LONGEST", 0.2 if "sleep" in script else 60.0)
    refused = (
        f"`ansible-inventory`, which {did}; `ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED=true "
        "ansible-inventory --inventory {} --list >/dev/null` shows why."
    )
    plugin, hosts = tmp_path / "cloud.yml", tmp_path / "hosts"
    plugin.write_text("plugin: openstack.cloud.openstack\n")
    with pytest.raises(SiteError) as error:
        load_site(plugin)
    needs = "it is the configuration of Ansible's plugin openstack.cloud.openstack: that needs "
    assert str(error.value) == f"{plugin}: {needs}{refused.format(plugin)}"
    hosts.write_text("[compute]\nhv1\n")
    assert load_site(hosts).notes == (f"hosts: read without {refused.format(hosts)}",)


def test_ansible_has_no_terminal_to_ask_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A vault's password would be waited for, for ever."""
    _program(tmp_path, monkeypatch, "cat; exec 3</dev/tty || exit 1; cat <&3")
    (tmp_path / "hosts").write_text("[compute]\nhv1\n")
    assert [host.name for host in load_site(tmp_path / "hosts").hosts] == ["hv1"]
