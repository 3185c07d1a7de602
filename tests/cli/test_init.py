"""`stackmend init` writes a site file that can be read, and never over another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.model.site import Host
from actions.site.site_file import load_site
from tests.cli.conftest import Call

HOSTS = ("--host", "ctl=10.0.0.11:controller,database", "--host", "cmp:compute")


def test_from_options(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "lab.toml"
    more = ("--user", "ops", "--become", "sudo", "--cloud", "lab", "--region", "RegionTwo")
    said = call("init", "--site", str(path), "--name", "My lab", *HOSTS, *more)
    assert (said.code, said.out) == (0, "")
    assert said.err == f"{path}: My lab, with 2 hosts. Next: stackmend check --site {path}\n"
    site = load_site(path)
    assert (site.name, site.cloud, site.settings["region"]) == ("My lab", "lab", "RegionTwo")
    assert site.hosts == (
        Host("ctl", frozenset({"controller", "database"}), "10.0.0.11", user="ops"),
        Host("cmp", frozenset({"compute"}), user="ops"),
    )


def test_it_goes_where_stackmend_looks_first(call: Call, home: Path) -> None:
    assert call("init", "--name", "lab", *HOSTS).code == 0
    assert load_site(home / "config/stackmend/site.toml").name == "lab"


def test_every_key_that_it_leaves_out_is_explained(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "lab.toml"
    call("init", "--site", str(path), "--name", "lab", *HOSTS)
    text = path.read_text()
    assert all(word in text for word in ("address", "become", "cloud", "virt_type", "auth_url"))


HINTS = (
    "It needs one.",
    "sudo, or none",
    "'ctl 1' is no host's name",
    "'-oProxyCommand=x' is no address",
    "Not a role: boss.",
    "There is a host ctl already.",
)


def test_by_asking(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "lab.toml"
    answers = (
        "", "lab",  # a name is asked for until there is one
        "", "root",
        "maybe", "none",  # how to become root: one of two
        "ctl 1", "ctl",  # a name that is one
        "-oProxyCommand=x", "10.0.0.11",  # an address that is one
        "boss", "controller network",  # a role that is one
        "ctl", "cmp", "", "compute",
        "", "", "http://ctl:5000/v3",
    )  # fmt: skip
    said = call("init", "--site", str(path), typed="\n".join(answers) + "\n")
    assert said.code == 0
    assert all(hint in said.err for hint in HINTS)
    site = load_site(path)
    assert site.hosts == (
        Host("ctl", frozenset({"controller", "network"}), "10.0.0.11", user="root", become="none"),
        Host("cmp", frozenset({"compute"}), user="root", become="none"),
    )
    assert dict(site.settings) == {"region": "RegionOne", "auth_url": "http://ctl:5000/v3"}


def test_two_hosts_of_one_name_are_told(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "lab.toml"
    said = call(
        "init", "--site", str(path), "--name", "lab", "--host", "a:compute", "--host", "a:network"
    )
    assert (said.code, path.exists()) == (2, False)
    assert said.err == "stackmend: --host: There is a host a already.\n"


def test_an_existing_file_is_never_overwritten(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "lab.toml"
    path.write_text("mine")
    said = call("init", "--site", str(path), "--name", "lab", *HOSTS)
    assert said.code == 2
    assert (
        said.err
        == f"stackmend: {path} is there already, and is never overwritten: name another (--site).\n"
    )
    assert path.read_text() == "mine"


WRONG = {
    "nobody to ask": ((), "Standard input is not a terminal: give --cloud, or --name and --host"),
    "a cloud that is not there, and nobody to ask": (
        ("--cloud", "nope"),
        "and no host is known by the lists of nope: give --name and --host",
    ),
    "no name": (HOSTS, "needs a --name"),
    "no host's name": (("--name", "x", "--host", "ctl"), "'ctl' is no host: write NAME=ADDRESS:ROLE"),
    "an unknown role": (("--name", "x", "--host", "ctl:boss"), "unknown value 'boss'"),
    "an odd host": (("--name", "x", "--host", "a b:controller"), "is no host's name"),
    "an odd file name": (("--name", "x", *HOSTS, "--site", "x.yaml"), "ends with .toml"),
    "the demo": (("--demo", "--name", "x", *HOSTS), "a site file of its own"),
}


@pytest.mark.parametrize(("arguments", "says"), WRONG.values(), ids=WRONG)
def test_wrong_use_writes_nothing(
    call: Call, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    path = tmp_path / "lab.toml"
    said = call("init", "--site", str(path), *arguments)
    assert (said.code, said.err.count("\nstackmend: ")) == (2, 0 if said.err.startswith("st") else 1)
    assert says in said.err
    assert not path.exists()


def test_the_input_may_end(call: Call, tmp_path: Path) -> None:
    said = call("init", "--site", str(tmp_path / "lab.toml"), typed="lab\n")
    assert said.code == 2
    assert "The input ended" in said.err
