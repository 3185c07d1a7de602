"""Site files and Ansible inventories: what is read, and what is said of mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.model.site import Host, Site
from actions.site.ansible_inventory import read_inventory
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
}


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
    with pytest.raises(SiteError, match=r"cannot be read: Is a directory\."):
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


KOLLA = """
# kolla-ansible's multinode
[control]
ctl[01:03] ansible_user=kolla ansible_port=2200  # three of them

[network]
ctl01

[compute]
10.0.0.[21:22]
cmp-x ansible_host=10.0.0.9 ansible_become=false ansible_user=root

[storage]
cmp-x:2222

[monitoring]
mon ansible_host=mon.example

[deployment]
localhost       ansible_connection=local

[mariadb:children]
control

[rabbitmq:children]
control

[nova-compute:children]
compute

[compute:vars]
ansible_user=op
"""

ROLES = frozenset({"controller", "database", "messaging"})


def test_a_kolla_inventory() -> None:
    assert read_inventory(KOLLA, yaml=False) == (
        Host("ctl01", ROLES | {"network"}, "", 2200, "kolla"),
        Host("ctl02", ROLES, "", 2200, "kolla"),
        Host("ctl03", ROLES, "", 2200, "kolla"),
        Host("10.0.0.21", frozenset({"compute"}), "", 0, "op"),
        Host("10.0.0.22", frozenset({"compute"}), "", 0, "op"),
        Host("cmp-x", frozenset({"compute", "storage"}), "10.0.0.9", 2222, "root", "none"),
        Host("mon", frozenset(), "mon.example"),
    )


ALL_IN_ONE = """
[control]
localhost ansible_connection=local
[compute]
localhost ansible_connection=local
[deployment]
other ansible_connection=local ansible_become_method=su
"""


def test_all_in_one_is_this_machine_and_what_only_deploys_is_no_host() -> None:
    assert read_inventory(ALL_IN_ONE, yaml=False) == (
        Host("localhost", frozenset({"controller", "compute"}), connection="local"),
    )


YAML = """
all:
  vars:
    ansible_user: op
  children:
    os-infra_hosts:
      hosts:
        infra1: {ansible_host: 172.29.236.11}
    compute_hosts:
      hosts:
        compute1:
          ansible_host: 172.29.236.12
          ansible_become: no
    galera_all:
      children:
        os-infra_hosts:
"""

JSON = """
{"_meta": {"hostvars": {"infra1": {"ansible_host": "172.29.236.11"}, "compute1": {}}},
 "nova_compute": {"hosts": ["compute1"], "children": []},
 "infra_hosts": {"hosts": ["infra1"]},
 "all": {"children": ["nova_compute", "infra_hosts"], "vars": {"ansible_user": "op"}}}
"""


def test_an_openstack_ansible_inventory() -> None:
    assert read_inventory(YAML, yaml=True) == (
        Host("infra1", frozenset({"controller", "database"}), "172.29.236.11", 0, "op"),
        Host("compute1", frozenset({"compute"}), "172.29.236.12", 0, "op", "none"),
    )
    assert read_inventory(JSON, yaml=True) == (
        Host("infra1", frozenset({"controller"}), "172.29.236.11", 0, "op"),
        Host("compute1", frozenset({"compute"}), "", 0, "op"),
    )


BAD_INVENTORY = {
    "empty": ("hosts", "", "as an Ansible inventory it has no host"),
    "option": ("hosts", "[compute]\n-oX", "'-oX' is no host's name"),
    "words": (
        "hosts",
        "[compute]\na b",
        "line 2: expected key=value after the host; a value with blanks",
    ),
    "quote": ("hosts", "a x='", "line 1 is not readable as a host: No closing quotation."),
    "section": ("hosts", "[a:wars]", "line 1: [a:wars] is none of Ansible's sections."),
    "range": ("hosts", "a[x:12]", "a[x:12]: [x:12] is no range that Ansible knows."),
    "port": ("hosts", "a ansible_port=ssh", "a: ansible_port 'ssh' is no number."),
    "template": ("hosts", "a ansible_host='{{ ip }}'", "a: ansible_host is a template"),
    "method": ("hosts", "a ansible_become_method=su", "a: ansible_become_method must be sudo."),
    "circle": ("hosts", "[a:children]\nb\n[b:children]\na", "group a is its own child: a > b > a."),
    "yaml": (
        "hosts.yml",
        "all: [",
        "it is no YAML (line 1, column 7): expected the node content, but found '<stream end>'.",
    ),
    "itself": ("hosts.yml", "a: &a {children: {a: *a}}", "it is nested too deep."),
    "brackets": ("hosts.yml", "[" * 5000, "it is nested too deep."),
    "everyone": ("hosts", f"a[1:{10**30}]", "a range of more than 10000 hosts."),
    "shape": ("hosts.yml", "all: 7", "group all must be a mapping, and is a number."),
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
