"""Scripts that a plan is exported as: run for real, each kind of command and each way to go wrong."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from actions.formats.config_edit import Edit, Key, Owned, edit, write
from actions.install.all import INSTALLS
from actions.model.command import Api, Rows, Shell, Sql
from actions.model.fact import Snapshot
from actions.model.plan import Action, Decision, Situation, Step, blocked
from actions.model.secret import Secret, Text
from actions.model.site import Host
from actions.run.planner import decisions, make_plan
from actions.script.bash import NotScriptable
from actions.script.render import Source, script
from tests.install.building import SECRETS as INSTALL_SECRETS
from tests.install.building import SITE as INSTALL_SITE
from tests.install.building import recorded, situation, snapshot
from tests.script.by_hand import SECRETS, SITE, run, steps, written

NOVA, DB = SECRETS["nova_password"], SECRETS["nova_db_password"]
PASSWORDS = {"NOVA_PASSWORD": "n0va-pw", "NOVA_DB_PASSWORD": "db-pw~1"}
URL = Text.of("mysql+pymysql://nova:", DB, "@dbhost:3307/nova_api")

AWKWARD = (
    Key("DEFAULT", "transport_url", Text.of("rabbit://openstack:", NOVA, "@controller/")),
    Key("DEFAULT", "format", "%(asctime)s $HOME `date` \\n \"x' #y"),
    Key("filter:token", "factory", "a\nb = c"),
    Key("api", "empty", ""),
    Key("api", "old", None),
    Key("New", "key", "value"),
)
CONF = "# kept\n[DEFAULT]\nformat = 1\n  more\n[api]\nold = 1\nother = 2\n[filter:token]\n"


def owned() -> Owned:
    """Whoever runs the tests owns the files."""
    user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    group = subprocess.run(["id", "-gn"], capture_output=True, text=True, check=True).stdout.strip()
    return Owned(user, group, "0640")


def edited(path: Path, now: str) -> Edit:
    command = edit("controller", str(path), Secret(now), owned(), AWKWARD)
    assert command is not None
    return command


def test_keys_are_set_as_the_engine_sets_them(tmp_path: Path) -> None:
    path = tmp_path / "nova.conf"
    path.write_text(CONF)
    path.chmod(0o604)
    command = edited(path, CONF)
    ended = run(written(steps(command)), tmp_path, **PASSWORDS)
    assert ended.code == 0, ended.said
    assert command.stdin is not None
    assert path.read_text() == command.stdin.wire()
    assert path.stat().st_mode & 0o777 == 0o604
    assert path.with_name("nova.conf.before-stackmend").read_text() == CONF


def test_keys_are_set_in_what_the_file_holds_by_then(tmp_path: Path) -> None:
    path = tmp_path / "nova.conf"
    planned = edit("controller", str(path), None, Owned(), AWKWARD)
    assert planned is not None
    path.write_text(CONF)
    assert run(written(steps(planned)), tmp_path, **PASSWORDS).code == 0
    expected = edited(path, CONF)
    assert expected.stdin is not None
    assert path.read_text() == expected.stdin.wire()
    kept = path.with_name("nova.conf.before-stackmend")
    assert kept.read_text() == CONF
    assert run(written(steps(planned)), tmp_path, **PASSWORDS).code == 0
    assert path.read_text() == expected.stdin.wire()
    assert kept.read_text() == CONF


def test_a_file_that_is_not_there_stops_it(tmp_path: Path) -> None:
    after = Shell("controller", "systemctl restart nova-api")
    ended = run(written(steps(edited(tmp_path / "no.conf", ""), after)), tmp_path, **PASSWORDS)
    assert ended.code == 1
    assert "no.conf is not there: is its package installed?" in ended.said
    assert "systemctl" not in ended.log


@pytest.mark.parametrize(
    "text", ["a $b `c` \\d\nEND\nEND1\n", "no newline at the end", "\n\nblank\n\n"]
)
@pytest.mark.parametrize("secret", [True, False])
def test_a_whole_file_arrives_as_it_is(tmp_path: Path, text: str, *, secret: bool) -> None:
    path = tmp_path / "it's a file"
    path.write_text("before\n")
    content = Text.of(NOVA, "\n", text) if secret else Text.of(text)
    now = Secret("before\n")
    command = replace(write("controller", str(path), content, owned(), now=now), items=("other",))
    ended = run(written(steps(command)), tmp_path, **PASSWORDS)
    assert ended.code == 0, ended.said
    assert path.read_text() == content.wire()
    assert path.stat().st_mode & 0o777 == 0o640
    assert path.with_name("it's a file.before-stackmend").read_text() == "before\n"


MERGED = {
    "not there yet": (None, "-l 10.0.0.11\n", "-l 10.0.0.11\n"),
    "the package brought it": (
        "# listens\n-m 64\n-l 127.0.0.1\n\n-l ::1\n-u memcache\n",
        "-l 10.0.0.11\n",
        "# listens\n-m 64\n-l 10.0.0.11\n\n-u memcache\n",
    ),
    "settings": ("A=1\nexport B=2\n", "export B=3\nC=4\n", "A=1\nexport B=3\nC=4\n"),
    "two with one word": ("x 1\n", "x 2\nx 3\n", "x 2\nx 3\n"),
    "a head and a remark": ("[a]\nk = 1\n", "# new\n[a]\nk = 2\nl = 3\n", "[a]\nk = 2\nl = 3\n"),
}


@pytest.mark.parametrize("name", MERGED)
def test_a_file_that_its_package_brings_later_is_not_lost(tmp_path: Path, name: str) -> None:
    there, wanted, expected = MERGED[name]
    path = tmp_path / "memcached.conf"
    if there is not None:
        path.write_text(there)
        path.chmod(0o604)
    items = tuple(line for line in wanted.splitlines() if line[:1] not in "#[")
    command = write("controller", str(path), Text.of(wanted), owned(), items)
    ended = run(written(steps(command)), tmp_path)
    assert ended.code == 0, ended.said
    assert path.read_text() == expected
    assert path.stat().st_mode & 0o777 == (0o640 if there is None else 0o604)


def test_lines_run_where_as_whom_and_with_what_they_were_planned(tmp_path: Path) -> None:
    typed = Text.of(NOVA, "\n")
    text = written(
        steps(
            Shell("controller", "systemctl restart nova-api nova-conductor", items=("a",), show="x"),
            Shell("compute1", "rabbitmqctl add_user 'it''s'", stdin=typed),
            Shell("controller", "systemctl a && systemctl b; echo $((1+1)) | rabbitmqctl c", timeout=9),
        )
    )  # fmt: skip
    ended = run(text, tmp_path, **PASSWORDS)
    assert ended.code == 0, ended.said
    assert ended.log.splitlines() == [
        "ssh -- 10.20.0.11",
        "systemctl restart nova-api nova-conductor",
        "ssh -p 2222 -l ops -- compute1",
        "rabbitmqctl add_user its",
        "| n0va-pw",
        "ssh -- 10.20.0.11",
        "systemctl a",
        "systemctl b",
        "rabbitmqctl c",
        "| 2",
    ]
    assert not (tmp_path / "evil").exists()


def test_a_proxy_command_with_a_password_is_no_part_of_the_script(tmp_path: Path) -> None:
    secret = "ncat --proxy-auth 'ops:hunter22 $HOME' --proxy gate %h %p"
    ways = {"controller": f"ProxyCommand={secret}", "compute1": "ProxyCommand=ssh -W %h:%p gate"}
    hosts = tuple(replace(host, ssh_options=(ways[host.name],)) for host in SITE.hosts)
    plan = steps(Shell("controller", "systemctl a"), Shell("compute1", "systemctl b"))
    text = written(plan, replace(SITE, hosts=hosts))
    assert "hunter22" not in text
    ended = run(text, tmp_path, PROXY_COMMAND_1=secret)
    assert ended.code == 0, ended.said
    assert ended.log.splitlines()[::2] == [
        f"ssh -o ProxyCommand={secret} -- 10.20.0.11",
        "ssh -p 2222 -l ops -o ProxyCommand=ssh -W %h:%p gate -- compute1",
    ]
    without = run(text, tmp_path)
    assert without.code == 1
    assert "PROXY_COMMAND_1 is empty: it is the ProxyCommand ncat … of controller" in without.said


def test_this_machine_itself_is_told_without_ssh(tmp_path: Path) -> None:
    here = replace(SITE, hosts=(Host("aio", connection="local"),))
    text = written(steps(Shell("aio", 'systemctl restart nova-api && echo "it\'s $((1+1))"')), here)
    ended = run(text, tmp_path)
    assert (ended.code, ended.log.splitlines()) == (0, ["systemctl restart nova-api"])
    assert "it's 2" in ended.said


def test_what_stops_while_it_runs_stands_at_the_head() -> None:
    action = steps(Shell("controller", "systemctl restart mariadb"))
    plan = replace(
        make_plan(action, Situation(Snapshot(SITE))), stops=("Restarts mariadb on controller.",)
    )
    assert "# Restarts mariadb on controller.\n" in script(Source(plan, [], SITE, 0.0))


def test_another_user_s_line_goes_through_su() -> None:
    text = written(steps(Shell("controller", "nova-manage api_db sync", user="nova")))
    assert """on controller "su -s /bin/sh -c 'nova-manage api_db sync' nova" </dev/null""" in text


@pytest.mark.parametrize(("ok", "code"), [((0,), 1), ((0, 1), 0), ((0, 2), 1)])
def test_it_stops_at_what_fails_and_at_nothing_else(
    tmp_path: Path, ok: tuple[int, ...], code: int
) -> None:
    failing = Shell("controller", "fails", ok=ok)
    after = Shell("controller", "systemctl restart nova-api")
    ended = run(written(steps(failing, after)), tmp_path)
    assert (ended.code, "systemctl" in ended.log) == (code, code == 0)


def test_statements_go_in_one_transaction_with_the_password_on_standard_input(tmp_path: Path) -> None:
    sql = Sql("controller", URL, (Text.of("UPDATE t SET a = `b`"), Text.of("DELETE FROM u")))
    ended = run(written(steps(sql)), tmp_path, **PASSWORDS)
    assert ended.code == 0, ended.said
    assert ended.log.splitlines()[1:] == [
        "mysql -h dbhost -P 3307 -u nova nova_api", "MYSQL_PWD=db-pw~1", "| START TRANSACTION;",
        "| UPDATE t SET a = `b`;", "| DELETE FROM u;", "| COMMIT;",
    ]  # fmt: skip


def test_what_a_password_is_of_is_told_where_it_is_asked_for() -> None:
    sql = Sql("controller", URL, (Text.of("DELETE FROM u"),))
    typed = Shell("controller", "rabbitmqctl add_user openstack", stdin=Text.of(NOVA, "\n"))
    text = written(steps(sql, typed))
    assert "nova_db_password 'mysql+pymysql://nova:****@dbhost:3307/nova_api'" in text
    assert 'need NOVA_PASSWORD nova_password "**** of on controller ' in text


def test_rows_are_backed_up_before_they_are_changed(tmp_path: Path) -> None:
    rows = Rows("controller", URL, "cell_mappings", "id", "uuid = 'x'")
    (step,) = steps(Sql("controller", URL, (Text.of("DELETE FROM u"),))).steps

    def plan(situation: Situation) -> Decision:
        return replace(step.plan(situation), backup=(rows,))

    ended = run(written(Action("a", "A", (replace(step, plan=plan),))), tmp_path, **PASSWORDS)
    assert ended.code == 0, ended.said
    assert ended.log.splitlines()[1] == (
        "mysqldump --no-create-info --no-tablespaces --single-transaction --where=uuid = 'x' "
        "-h dbhost -P 3307 -u nova nova_api cell_mappings"
    )
    assert (tmp_path / "backup-all-cell_mappings.sql").stat().st_mode & 0o077 == 0


USER = Api(
    "identity", "POST", "/users", "openstack user create --password **** --description 'of nova' nova",
    {"user": {"name": "nova", "password": NOVA}},
)  # fmt: skip


def test_the_openstack_client_runs_here_for_a_cloud_that_is_there(tmp_path: Path) -> None:
    text = written(steps(USER))
    assert "export OS_CLOUD=lab" in text
    ended = run(text, tmp_path, **PASSWORDS)
    assert (ended.code, ended.log) == (
        0, "openstack user create --password n0va-pw --description of nova nova\n",
    )  # fmt: skip


def test_the_openstack_client_runs_on_the_controller_for_a_cloud_that_is_made(tmp_path: Path) -> None:
    text = written(steps(USER), client="controller").replace("/root/admin-openrc", str(tmp_path / "rc"))
    (tmp_path / "rc").write_text("export MYSQL_PWD=read\n")
    ended = run(text, tmp_path, **PASSWORDS)
    assert ended.log.splitlines() == [
        "ssh -- 10.20.0.11",
        "openstack user create --password n0va-pw --description of nova nova",
        "MYSQL_PWD=read",
    ], ended.said


def test_words_of_clients_are_words_whatever_an_api_said(tmp_path: Path) -> None:
    show = "openstack network agent set --description 'a  b' x$(touch${IFS}evil);reboot `id` ${HOME}"
    ended = run(written(steps(replace(USER, show=show, body=None))), tmp_path)
    told = "openstack network agent set --description a  b x$(touch${IFS}evil);reboot `id` ${HOME}\n"
    assert (ended.code, ended.log) == (0, told), ended.said


@pytest.mark.parametrize("client", ["", "controller"])
def test_an_image_is_created_at_a_terminal(tmp_path: Path, client: str) -> None:
    """Anything else is read as its data by the client: tried on the lab, where it became empty."""
    (tmp_path / "rc").write_text("")
    show = "openstack image create --property os_command_line='console=ttyS0 quiet' guest"
    image = Api("image", "POST", "/images", show, {"name": "guest"})
    text = written(steps(image), client=client).replace("/root/admin-openrc", str(tmp_path / "rc"))
    ended = run(text, tmp_path, SHELL="/bin/sh")
    assert ended.code == 0, ended.said
    assert ended.log.splitlines()[-1] == (
        "openstack image create --property os_command_line=console=ttyS0 quiet guest, at a terminal"
    )


@pytest.mark.parametrize("client", ["", "controller"])
def test_files_and_public_keys_go_to_the_client_where_it_runs(tmp_path: Path, client: str) -> None:
    (tmp_path / "rc").write_text("")
    (tmp_path / "guest.img").write_text("data\n")
    secret = Secret("ssh-ed25519 AAAAC3+/= stackmend")
    show = "openstack keypair create --public-key **** stackmend"
    key = Api("compute", "POST", "/os-keypairs", show, {"keypair": {"public_key": secret}})
    file = str(tmp_path / "guest.img")
    show = f'glance image-upload --file {file} --for=x"$(openstack image show -f value -c id guest)" y'
    image = Api("image", "PUT", "/images/x/file", show, file=file)
    text = written(steps(key, image), client=client).replace("/root/admin-openrc", str(tmp_path / "rc"))
    ended = run(text, tmp_path)
    assert ended.code == 0, ended.said
    called = [line for line in ended.log.splitlines() if not line.startswith("ssh ")]
    assert called[:2] == [
        "openstack keypair create --public-key /dev/stdin stackmend",
        f"| {secret.reveal()}",
    ]
    assert called[2] == "openstack image show -f value -c id guest"
    there = ["glance image-upload --for=xan-id y", "| data"]
    assert called[3:] == (there if client else [f"glance image-upload --file {file} --for=xan-id y"])


def test_passwords_come_from_the_secrets_file_too_and_never_stand_in_the_script(tmp_path: Path) -> None:
    file = tmp_path / "site.secrets.toml"
    file.write_text('nova_db_password = "other"\nnova_password = "fr0m-file"\n')
    text = written(steps(USER), secrets_file=str(file))
    assert "n0va-pw" not in text
    assert "--password fr0m-file" in run(text, tmp_path).log


@pytest.mark.parametrize("given", ["", "with blank", "qu'ote", "$(touch evil)"])
def test_a_password_that_is_missing_or_would_not_do_stops_it(tmp_path: Path, given: str) -> None:
    ended = run(written(steps(USER)), tmp_path, NOVA_PASSWORD=given)
    assert ended.code != 0
    assert ended.log == ""
    assert not (tmp_path / "evil").exists()


def test_time_to_settle_can_be_cut_short(tmp_path: Path) -> None:
    text = written(steps(Shell("controller", "systemctl restart x"), settle=90))
    ended = run(text, tmp_path, SETTLE="0")
    assert (ended.code, "waiting 0 s" in ended.said) == (0, True)


def refusing(action: Action) -> str:
    with pytest.raises(NotScriptable) as raised:
        written(action)
    return str(raised.value)


def test_what_cannot_be_written_down_is_refused_and_says_why() -> None:
    strange = Shell("controller", "mysql", stdin=Text.of("IDENTIFIED BY '", Secret("a'b\nc"), "'"))
    assert "`IDENTIFIED BY '****'` has characters" in refusing(steps(strange))
    assert "No openstack command does" in refusing(steps(replace(USER, show="POST /users")))
    assert "is not known here" in refusing(steps(replace(USER, body=None)))
    plain = Shell("controller", "echo n0va-pw")
    assert refusing(steps(plain)).startswith("nova_password would stand in the script")
    stuck = Step("s", "S", (), lambda _: blocked("No controller answers."))
    assert "so there is no script: No controller answers." in refusing(Action("a", "A", (stuck,)))


def test_a_plan_without_anything_to_do_is_a_script_that_does_nothing(tmp_path: Path) -> None:
    ended = run(written(Action("a", "A", ())), tmp_path)
    assert (ended.code, ended.log) == (0, "")


DISTROS = ("debian-12", "ubuntu-22.04", "ubuntu-24.04")


def installation(action: Action, recording: str) -> Source:
    """What the script of an installation is made of, on recorded facts."""
    facts = situation(snapshot(recorded(recording)))
    plan = make_plan(action, facts)
    parts = decisions(action, facts)
    return Source(plan, parts, INSTALL_SITE, 0.0, "controller", INSTALL_SECRETS)


@pytest.mark.parametrize("distro", DISTROS)
@pytest.mark.parametrize("action", INSTALLS, ids=lambda action: action.name)
def test_an_installation_is_a_script_unless_a_step_is_blocked(action: Action, distro: str) -> None:
    source = installation(action, f"{distro}-bare")
    stuck = [step.name for step in source.plan.steps if step.blocked]
    if stuck:
        with pytest.raises(NotScriptable, match=f"The step {stuck[0]} cannot be done"):
            script(source)
    else:
        subprocess.run(["bash", "-n"], input=script(source), text=True, check=True)


@pytest.mark.parametrize("distro", DISTROS)
def test_the_base_is_a_script_with_every_command_and_no_password(distro: str) -> None:
    base = next(action for action in INSTALLS if action.name == "install-base")
    source = installation(base, f"{distro}-bare")
    text = script(source)
    told = [name for name, secret in INSTALL_SECRETS.items() if secret.reveal() in text]
    assert set(told) <= {"instances_public_key"}
    outlines = [outline for step in source.plan.steps for outline in step.commands]
    assert len(outlines) > 40
    for outline in outlines:
        if outline.where.startswith("api:"):
            assert outline.line.partition("****")[0] in text
        assert all(item in text for item in outline.items if "****" not in item and "[" not in item)
