"""Site files and Ansible inventories: what is read, and what is said of mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.model.site import Host, Site
from actions.site.paths import secrets_file
from actions.site.site_file import SiteError, default_site_path, load_site
from actions.transport.openssh import login

WHOLE = """
name = "lab"
cloud = "mycloud"
clouds_file = "clouds.yaml"
ssh_config = "~/ssh_config"

[hosts.ctl]
address = "10.0.0.11"
port = 2222
user = "op"
roles = ["controller", "database"]

[hosts.cmp1]
become = "none"
roles = ["compute"]

[install]
region = "RegionOne"
"""


def test_a_whole_site_file(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text(WHOLE)
    site = load_site(path)
    assert site.hosts == (
        Host("ctl", frozenset({"controller", "database"}), "10.0.0.11", 2222, "op", "sudo"),
        Host("cmp1", frozenset({"compute"}), become="none"),
    )
    assert (site.name, site.cloud, site.path, site.simulated) == ("lab", "mycloud", str(path), False)
    assert site.clouds_file == str(tmp_path / "clouds.yaml")
    assert site.ssh_config == str(Path("~/ssh_config").expanduser())
    assert site.settings == {"region": "RegionOne"}
    ctl, cmp1 = site.hosts
    assert login(site, ctl)[:7] == ["ssh", "-F", site.ssh_config, "-p", "2222", "-l", "op"]
    assert login(site, ctl)[7:] == ["--", "10.0.0.11"]
    assert login(Site("lab", site.hosts), cmp1) == ["ssh", "--", "cmp1"]


BAD = {
    "no-name": ("", "the site's name is missing"),
    "syntax": ("name = ", "Invalid value (at end of document)"),
    "unknown-key": ('nmae = "x"', "the site: unknown key 'nmae'; allowed: name, cloud,"),
    "near-key": ('nmae = "x"', "Do you mean name?"),
    "type": ("name = 7", "the site: name must be a text, and is 7."),
    "host-key": ('[hosts.a]\nadress = "x"', "[hosts.a]: unknown key 'adress'"),
    "host-near": ('[hosts.a]\nadress = "x"', "Do you mean address?"),
    "host-type": ("[hosts]\na = 1", "[hosts.a] must be a table."),
    "bool-port": ("[hosts.a]\nport = true", "[hosts.a]: port must be a number, and is True."),
    "far-port": ("[hosts.a]\nport = 70000", "a: port 70000 is not between 1 and 65535."),
    "role": (
        '[hosts.a]\nroles = ["control"]',
        "unknown value 'control'; allowed: controller, compute,",
    ),
    "role-near": ('[hosts.a]\nroles = ["control"]', "Do you mean controller?"),
    "role-type": ("[hosts.a]\nroles = [[1]]", "[hosts.a] roles: unknown value [1]"),
    "become": (
        '[hosts.a]\nbecome = "su"',
        "[hosts.a] become: unknown value 'su'; allowed: sudo, none.",
    ),
    "connection": (
        '[hosts.a]\nconnection = "winrm"',
        "[hosts.a] connection: unknown value 'winrm'; allowed: ssh, local.",
    ),
    "name-option": ('[hosts."-oProxyCommand=x"]', "'-oProxyCommand=x' is no host's name"),
    "name-control": ('[hosts."a\\u001b[31m"]', "'a\\x1b[31m' is no host's name"),
    "address-option": ('[hosts.a]\naddress = "-x"', "a: '-x' is no address"),
    "user-option": ('[hosts.a]\nuser = "-x"', "a: '-x' is no user's name."),
    "user-backslash": ("[hosts.a]\nuser = 'CORP\\'", "is no user's name."),
    "user-shell": ("[hosts.a]\nuser = 'a;b'", "a: 'a;b' is no user's name."),
    "user-lines": ('[hosts.a]\nuser = "a\\nb"', "is no user's name."),
}


@pytest.mark.parametrize("user", ["jdoe@corp.example.com", "CORP\\ops", "a.b+c_d-e", "7"])
def test_a_user_of_a_directory(tmp_path: Path, user: str) -> None:
    path = tmp_path / "site.toml"
    path.write_text(f"name = 'x'\n[hosts.a]\nuser = '{user}'\n")
    assert [host.user for host in load_site(path).hosts] == [user]


def test_a_clouds_file_in_the_home_of_a_user_who_is_none(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text("name = 'x'\nclouds_file = '~nosuchuser/clouds.yaml'\n")
    assert load_site(path).clouds_file == str(tmp_path / "~nosuchuser/clouds.yaml")


@pytest.mark.parametrize("kind", BAD)
def test_a_mistake_is_named_with_its_file(tmp_path: Path, kind: str) -> None:
    text, said = BAD[kind]
    path = tmp_path / "site.toml"
    path.write_text(text)
    with pytest.raises(SiteError) as error:
        load_site(path)
    assert str(error.value).startswith(f"{path}: ")
    assert said in str(error.value)


def test_this_machine_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked without SSH where the file says so; `localhost` is, unless something leads elsewhere."""
    path = tmp_path / "site.toml"
    path.write_text(
        'name = "x"\n[hosts.aio]\nconnection = "local"\n[hosts.localhost]\n[hosts.ctl]\n'
        '[hosts.far]\nconnection = "ssh"\n'
    )
    site = load_site(path)
    assert [host.connection for host in site.hosts] == ["local", "local", "ssh", "ssh"]
    path.write_text('name = "x"\n[hosts.localhost]\nport = 2222\n')
    assert [host.connection for host in load_site(path).hosts] == ["ssh"]
    monkeypatch.setenv("SHELL", "/bin/zsh")
    assert login(site, load_site(path).hosts[0]) == ["ssh", "-p", "2222", "--", "localhost"]
    here = Host("localhost", connection="local")
    assert login(site, here) == ["/bin/zsh"]
    assert login(site, here, "podman exec") == ["/bin/zsh", "-c", "podman exec"]
    assert login(Site("x"), Host("a"), "podman exec") == ["ssh", "-t", "--", "a", "podman exec"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(
        SiteError, match=r"none\.toml does not exist; `stackmend init --site .*` writes"
    ):
        load_site(tmp_path / "none.toml")
    with pytest.raises(SiteError, match=r"as an Ansible inventory it has no host\."):
        load_site(tmp_path)


def test_where_the_site_file_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("STACKMEND_SITE", raising=False)
    assert default_site_path() == tmp_path / "stackmend/site.toml"
    assert (
        secrets_file(Site("lab", path="/etc/ansible/hosts")) == tmp_path / "stackmend/lab.secrets.toml"
    )
    assert secrets_file(Site("lab", path="/srv/lab.toml")) == Path("/srv/lab.secrets.toml")
    monkeypatch.setenv("STACKMEND_SITE", "~/other.toml")
    assert default_site_path() == Path("~/other.toml").expanduser()


BAD_INVENTORY = {
    "empty": ("hosts", "", "as an Ansible inventory it has no host"),
    "option": ("hosts", "[compute]\n-oX", "'-oX' is no host's name"),
    "words": (
        "hosts",
        "[compute]\na b",
        "line 2: expected key=value after the host; a value with blanks",
    ),
    "quote": ("hosts", "a x='", "line 1: it is not readable as a host: No closing quotation."),
    "section": ("hosts", "[a:wars]", "line 1: [a:wars] is none of Ansible's sections."),
    "range": ("hosts", "a[x:12]", "a[x:12]: [x:12] is no range that Ansible knows."),
    "port": ("hosts", "a ansible_port=ssh", "a: ansible_port 'ssh' is no number."),
    "template": ("hosts", "a ansible_host='{{ ip }}'", "a: ansible_host is a template"),
    "method": ("hosts", "a ansible_become_method=su", "a: ansible_become_method must be sudo, and is"),
    "circle": ("hosts", "[a:children]\nb\n[b:children]\na", "group a is its own child: a > b > a."),
    "yaml": (
        "hosts.yml",
        "all: [",
        "it is no YAML (line 1, column 7): expected the node content, but found '<stream end>'.",
    ),
    "itself": ("hosts.yml", "a: &a {children: {a: *a}}", "it is nested too deep."),
    "brackets": ("hosts.yml", "[" * 5000, "it is nested too deep."),
    "everyone": ("hosts", f"a[1:{10**30}]", "a range of more than 10000 hosts."),
    "shape": ("hosts.yml", "all: 7", "line 1: all must be a mapping, and is a number."),
}


@pytest.mark.parametrize("kind", BAD_INVENTORY)
def test_a_mistake_in_an_inventory_is_named(tmp_path: Path, kind: str) -> None:
    name, text, said = BAD_INVENTORY[kind]
    (tmp_path / name).write_text(text)
    with pytest.raises(SiteError) as error:
        load_site(tmp_path / name)
    assert str(error.value).startswith(f"{tmp_path / name}: ")
    assert said in str(error.value)


SECRETIVE = {
    "hosts": "[compute]\na ansible_password=x hunter22",
    "quote": "[compute]\na ansible_password='hunter22",
    "quote.yml": 'a:\n  vars: {p: "hunter22',
    "alias.yml": "a: *hunter22",
    "tag.yml": "a: !hunter22 x",
    "int.yml": "a: !!int hunter22",
    "time.yml": "a: !!timestamp hunter22",
    "colon.yml": "password: hunter22: x",
    "nul.yml": "password: hunter22\0",
}


@pytest.mark.parametrize("name", SECRETIVE)
def test_a_mistake_beside_a_password_does_not_show_it(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(SECRETIVE[name])
    with pytest.raises(SiteError) as error:
        load_site(tmp_path / name)
    assert "hunter22" not in str(error.value)


def test_a_site_file_that_is_nested_too_deep(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text("x = " + "[" * 5000)
    with pytest.raises(SiteError, match=r"site\.toml: it is nested too deep\."):
        load_site(tmp_path / "site.toml")


def test_an_inventory_is_a_site(tmp_path: Path) -> None:
    path = tmp_path / "multinode"
    path.write_text("[control]\nctl\n")
    site = load_site(path)
    assert (site.name, site.hosts) == ("multinode", (Host("ctl", frozenset({"controller"})),))
