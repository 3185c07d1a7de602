"""A configuration file edited key by key: the very line that a host's shell runs, in a real shell."""

from __future__ import annotations

import grp
import os
import pwd
import stat
import subprocess
from pathlib import Path

import pytest

from actions.formats.config_edit import CHANGED, Key, Owned, digest, edit, write
from actions.formats.url import Url
from actions.model.command import Shell
from actions.model.secret import Secret, Text

BEFORE = """\
[DEFAULT]
# where the queue is
transport_url = rabbit://openstack:OLD@controller
debug=true
[database]
connection = sqlite:////var/lib/nova/novadb
"""
ME = Owned(pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name, "0640")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "nova.conf"
    path.write_text(BEFORE)
    return path


def changed(path: Path, *keys: Key) -> Shell:
    """Plan the edit on the file as it is, and run it as a host would."""
    text = Secret(path.read_text()) if path.exists() else None
    command = edit("controller", str(path), text, ME, keys)
    assert command is not None
    assert ended(command).returncode == 0
    return command


def ended(command: Shell, cut: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run it as a host would; `cut`: what comes over the connection of its standard input."""
    assert command.sent is not None
    sent = command.sent.wire()[:cut]
    return subprocess.run(["sh", "-c", command.line], input=sent, text=True, capture_output=True)


def test_comments_order_and_foreign_keys_stay(file: Path) -> None:
    changed(
        file, Key("DEFAULT", "debug", None), Key("database", "connection", "mysql+pymysql://h/nova")
    )
    assert file.read_text() == BEFORE.replace("debug=true\n", "").replace(
        "sqlite:////var/lib/nova/novadb", "mysql+pymysql://h/nova"
    )


def test_a_dollar_of_a_secret_is_written_so_that_it_stays_one(file: Path) -> None:
    """oslo.config would take $word for another value; a plain text may mean that."""
    url = Text.of("mysql+pymysql://nova:", Secret("Pa$word"), "@h/nova")
    keys = Key("database", "connection", url), Key("vnc", "server_listen", "$my_ip")
    changed(file, *keys)
    assert "connection = mysql+pymysql://nova:Pa$$word@h/nova\n" in file.read_text()
    assert "server_listen = $my_ip\n" in file.read_text()
    assert edit("controller", str(file), Secret(file.read_text()), ME, keys) is None


def test_what_says_the_same_in_another_way_is_left(file: Path) -> None:
    text = Secret("[DEFAULT]\nmy_ip = 192.0.2.1\n[vnc]\nserver_listen = 192.0.2.1\na = b\\$c\n")
    same = Key("vnc", "server_listen", "$my_ip"), Key("vnc", "a", Secret("b$c"))
    assert edit("controller", str(file), text, ME, same) is None
    assert edit("controller", str(file), text, ME, (Key("vnc", "a", "b$$d"),)) is not None


def test_the_first_text_is_kept_beside_it_whatever_comes_after(file: Path) -> None:
    for value in ("one", "two"):
        changed(file, Key("DEFAULT", "state_path", value))
    assert file.with_name("nova.conf.before-stackmend").read_text() == BEFORE
    assert sorted(p.name for p in file.parent.iterdir()) == ["nova.conf", "nova.conf.before-stackmend"]


def test_owner_and_mode_are_as_told(file: Path) -> None:
    changed(file, Key("DEFAULT", "state_path", "/var/lib/nova"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_file_is_made_where_there_is_none(tmp_path: Path) -> None:
    changed(tmp_path / "new.conf", Key("keystone_authtoken", "username", "nova"))
    assert (tmp_path / "new.conf").read_text() == "[keystone_authtoken]\nusername = nova\n"
    assert [p.name for p in tmp_path.iterdir()] == ["new.conf"]


def test_what_is_so_already_is_left_out_and_nothing_left_is_no_command(file: Path) -> None:
    keys = Key("DEFAULT", "debug", "true"), Key("DEFAULT", "state_path", "/var/lib/nova")
    assert changed(file, *keys).items == ("[DEFAULT] state_path = /var/lib/nova",)
    assert edit("controller", str(file), Secret(file.read_text()), ME, keys) is None


def test_no_secret_is_shown_or_in_the_line(file: Path) -> None:
    url = Url.parse("mysql+pymysql://nova:NEW@controller/nova")
    assert url is not None
    command = changed(
        file,
        Key("database", "connection", url.text),
        Key("neutron", "password", Secret("NEW")),
        Key("neutron", "auth_url", Text.of("http://controller:5000")),
    )
    assert command.items == (
        "[database] connection = mysql+pymysql://nova:****@controller/nova",
        "[neutron] password = ****",
        "[neutron] auth_url = http://controller:5000",
    )
    assert "NEW" not in command.line + command.show
    assert command.outline().body == ()
    assert "password = NEW" in file.read_text()


def test_a_text_that_was_cut_off_with_its_connection_is_not_put_in_place(file: Path) -> None:
    command = edit("controller", str(file), Secret(BEFORE), ME, (Key("DEFAULT", "debug", "false"),))
    assert command is not None
    for cut in (-9, 9, 0):
        assert ended(command, cut).returncode != 0
        assert file.read_text() == BEFORE


def debug(text: str | None, path: Path, *, whole: bool) -> Shell:
    """A change of what was read, by its keys or as a whole."""
    now = None if text is None else Secret(text)
    key = Key("DEFAULT", "debug", "false")
    new = Text.of((text or "").replace("true", "false") + "# end\n")
    command = (
        write("ctl", str(path), new, ME, (), now) if whole else edit("ctl", str(path), now, ME, (key,))
    )
    assert command is not None
    return command


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(
    ("read", "now"),
    [
        (BEFORE, BEFORE.replace("OLD", "NEW")),  # another run changed it while this one waited
        (BEFORE, None),
        (None, BEFORE),
        (BEFORE, ""),
    ],
)
def test_what_somebody_changed_since_it_was_read_stays(
    file: Path, read: str | None, now: str | None, *, whole: bool
) -> None:
    command = debug(read, file, whole=whole)
    file.unlink() if now is None else file.write_text(now)
    said = ended(command)
    assert (said.returncode, said.stdout) == (CHANGED, "")
    assert f"{file} was changed since it was read, or is no UTF-8: nothing was written" in said.stderr
    assert (file.read_text() if file.exists() else None) == now
    assert not file.with_name("nova.conf.stackmend-new").exists()


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("text", [BEFORE, BEFORE.rstrip("\n"), "", None, "[a]\r\nb = \xe9\r\n"])
def test_a_file_that_nobody_changed_is_written_twice_over(
    file: Path, text: str | None, *, whole: bool
) -> None:
    """The second time it is as it is to be: its connection was cut before that was told."""
    file.unlink() if text is None else file.write_text(text, newline="")
    read = text if not text or text.endswith("\n") else f"{text}\n"  # as grep prints it
    command = debug(read, file, whole=whole)
    assert command.stdin is not None
    for _ in range(2):
        assert ended(command).returncode == 0
        assert file.read_bytes().decode() == command.stdin.wire()


def test_no_digest_of_a_file_is_in_a_line(file: Path) -> None:
    """Who sees a host's processes could try passwords on it."""
    command = debug(BEFORE, file, whole=False)
    assert digest(Secret(BEFORE))[:8] not in command.line + str(command.outline())


def test_an_owner_that_the_host_has_no_name_for_stays(file: Path) -> None:
    """What containers run as is a number on their host, and `stat` calls it UNKNOWN."""
    keys = (Key("DEFAULT", "debug", "false"),)
    command = edit("controller", str(file), Secret(BEFORE), Owned.as_stat("UNKNOWN:root", "640"), keys)
    assert command is not None
    assert ended(command).returncode == 0
    assert (file.stat().st_mode & 0o777, file.stat().st_uid) == (0o640, os.getuid())
