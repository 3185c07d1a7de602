"""How full file systems are, asked by a real shell: with servers that are dead, stale, or not ours."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from actions.facts._support.mounts import LOCAL, REMOTE, FileSystem, SilentMount, local, remote
from actions.facts._support.shell import bounded, script, sections, together
from actions.facts.hosts import free_space
from actions.facts.hosts.host_status import PROBE
from actions.model.fact import Snapshot
from actions.model.query import ShellQuery, ShellResult
from actions.model.site import Host, Site
from actions.transport import remote_command

MOUNTS = r"""/dev/vda1 / ext4 rw 0 0
tmpfs /run tmpfs rw 0 0
nas:/dead {0}/dead nfs4 rw,hard 0 0
//nas/my\040share {0}/my\040share cifs rw 0 0
nas:/stale {0}/stale nfs rw 0 0
portal {0}/doc fuse.portal rw 0 0
admin@fsid.fs=/ {0}/ceph ceph rw 0 0
snapfuse {0}/snap fuse.snapfuse ro,nodev,relatime 0 0
squashfuse {0}/image fuse.squashfuse ro,nodev,relatime 0 0
"""
DF = """Filesystem     1-blocks     Used Available Capacity Mounted on
/dev/vda1           1000      900       100      90% /
"""


HOST = Snapshot(Site("lab", (Host("compute1"),)))


@dataclass
class Shell:
    """A shell whose `df`, `stat` and /proc/mounts are given."""

    folder: Path

    def tool(self, name: str, text: str) -> None:
        file = self.folder / "bin" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\n{text}\n")
        file.chmod(0o755)

    async def ask(self, line: str, shell: str = "sh") -> str:
        """What is printed; a third of the seconds is enough here."""
        line = re.sub(r"timeout -k 1 (\d)", lambda n: f"timeout -k 0.1 {int(n[1]) / 3}", line)
        line = re.sub(r"timeout (\d) cat", lambda n: f"timeout {int(n[1]) / 3} cat", line)
        process = await asyncio.create_subprocess_exec(
            shell,
            "-c",
            line.replace("/proc/mounts", str(self.folder / "mounts")),
            stdout=asyncio.subprocess.PIPE,
            env={"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}"},
        )
        out, _ = await process.communicate()
        return out.decode()


@pytest.fixture
async def shell(tmp_path: Path) -> AsyncIterator[Shell]:
    found = Shell(tmp_path)
    (tmp_path / "mounts").write_text(MOUNTS.format(tmp_path))
    os.mkfifo(tmp_path / "fifo")
    found.tool("df", f"echo $* >>{tmp_path}/asked; [ $1 = -PB1 ] || cat <<END\n{DF}END")
    found.tool(
        "stat",
        f"""for mount; do :; done
echo $mount >>{tmp_path}/asked
case $mount in
*/dead) trap '' TERM; read x <>{tmp_path}/fifo;;
*/stale) echo "stat: cannot read file system information for '$mount': Stale file handle" >&2; exit 1;;
*/doc) echo "stat: cannot read file system information for '$mount': Permission denied" >&2; exit 1;;
"{tmp_path}/my share") echo 10 100 5 5;;
*/ceph) echo 10 100 90 80;;
*/snap|*/image) echo 131072 507 0 0;;
esac""",
    )
    yield found
    if (tmp_path / "pid").exists():
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)


def answered(folder: Path) -> tuple[FileSystem, ...]:
    return (
        FileSystem(f"{folder}/my share", 1000, 950, 50, "//nas/my share"),
        FileSystem(f"{folder}/ceph", 1000, 100, 800, "admin@fsid.fs=/"),
    )


@pytest.mark.parametrize("name", ["dash", "bash"])
async def test_a_server_that_is_dead_is_named_and_the_others_are_told(
    shell: Shell, tmp_path: Path, name: str
) -> None:
    assert remote(await shell.ask(REMOTE, name)) == (
        answered(tmp_path),
        (
            SilentMount(f"{tmp_path}/dead", "nas:/dead"),
            SilentMount(f"{tmp_path}/stale", "nas:/stale", "Stale file handle"),
        ),
    )


async def test_what_cannot_be_ended_is_not_waited_for(shell: Shell, tmp_path: Path) -> None:
    """As a process in state D: the `timeout` around it waits for ever, and is left behind."""
    shell.tool(
        "timeout",
        f"""for mount; do :; done
case $mount in */dead) exec setsid sh -c 'echo $$ >{tmp_path}/pid; read x <>{tmp_path}/fifo'; esac
exec {shutil.which("timeout")} "$@" """,
    )
    systems, silent = remote(await shell.ask(REMOTE))
    assert systems == answered(tmp_path)
    assert [mount.mount for mount in silent] == [f"{tmp_path}/dead", f"{tmp_path}/stale"]


async def test_one_that_hangs_already_is_not_asked_again(shell: Shell, tmp_path: Path) -> None:
    """Else there would be one more with each look."""
    (tmp_path / "dead").touch()
    tail = shutil.which("tail")
    assert tail is not None
    shutil.copy(tail, tmp_path / "stat")
    hanging = await asyncio.create_subprocess_exec(tmp_path / "stat", "-f", f"{tmp_path}/dead")
    _, silent = remote(await shell.ask(REMOTE))
    assert silent[0] == SilentMount(f"{tmp_path}/dead", "nas:/dead")
    assert f"{tmp_path}/dead" not in (tmp_path / "asked").read_text().splitlines()
    hanging.kill()
    await hanging.wait()


def test_what_was_not_asked_in_time_is_not_called_dead() -> None:
    """As where a host is so busy that it did not come to it."""
    assert remote("nas:/x /srv nfs4 rw 0 0\n\n") == ((), ())
    silent = (SilentMount("/srv", "nas:/x"),)
    assert remote("nas:/x /srv nfs4 rw 0 0\n\n/srv\n") == ((), silent)


async def test_local_file_systems_are_asked_without_those_of_other_machines(
    shell: Shell, tmp_path: Path
) -> None:
    assert local(await shell.ask(LOCAL)) == (FileSystem("/", 1000, 900, 100),)
    asked = (tmp_path / "asked").read_text()
    assert asked.startswith("-lPB1 -x tmpfs ")
    words = asked.partition("\n")[0]
    assert words.endswith("-x nfs4 -x cifs -x nfs -x fuse.portal -x ceph")
    assert all(f"-x {kind} " in words for kind in ("squashfs", "erofs", "iso9660", "fuse.snapfuse"))


def test_what_is_always_full_is_left_out() -> None:
    """The root of an image-based system, a disc, a snap: each is read-only."""
    assert local(
        "composefs 8704000 8704000 0 100% /\n"
        "/dev/sr0 1000 1000 0 100% /mnt/cd\n"
        "/dev/loop3 1000 1000 0 100% /snap/core20/1828\n"
        "/dev/vda4 1000 900 100 90% /sysroot\n"
    ) == (FileSystem("/sysroot", 1000, 900, 100),)


async def test_what_hangs_in_a_line_costs_only_its_own_answer(shell: Shell, tmp_path: Path) -> None:
    hang = f"echo begun; trap '' TERM; read x <>{tmp_path}/fifo"
    line = script(one="echo 1", two=bounded(hang, 1), three="echo 3")
    assert sections(ShellResult(0, await shell.ask(line))) == {"one": "1", "two": "begun", "three": "3"}


async def test_what_waits_in_vain_together_waits_once(shell: Shell, tmp_path: Path) -> None:
    """One has its answer only when another was begun: in a row neither would get any."""
    first, second = (f"{tmp_path}/{name}" for name in ("first", "second"))
    line = together(
        one=bounded(f"echo 1 >{first}; read x <{second}; echo $x", 5),
        two=bounded(f"read x <{first}; echo 2 >{second}; echo $x; cat", 5),
        three=bounded("echo 3", 5),
    )
    for name in (first, second):
        os.mkfifo(name)
    told = sections(ShellResult(0, await shell.ask(line)))
    assert told == {"one": "2", "two": "1", "three": "3"}


async def test_the_room_of_each_place_but_of_those_on_a_dead_server(
    shell: Shell, tmp_path: Path
) -> None:
    shell.tool(
        "df",
        f"""for path; do :; done
[ $path != /var/lib/nova ] || read x <>{tmp_path}/fifo
echo File Mounted on 1B-blocks Avail Inodes IFree; echo $path / 1000 500 10 5""",
    )
    question = free_space.PROBE.ask(HOST)["compute1"]
    assert isinstance(question, ShellQuery)
    rooms = free_space.PROBE.read(ShellResult(0, await shell.ask(question.line)))
    assert set(rooms) == set(free_space.PATHS) - {"/var/lib/nova"}


async def test_a_host_with_a_dead_server_answers_a_look(shell: Shell, tmp_path: Path) -> None:
    """The probe's own line, wrapped as it is sent."""
    question = PROBE.ask(HOST)["compute1"]
    assert isinstance(question, ShellQuery)
    line = remote_command.question(question.line, root=True, timeout=PROBE.timeout)
    status = PROBE.read(ShellResult(0, await shell.ask(line)))
    assert [system.mount for system in status.file_systems] == [
        "/", f"{tmp_path}/my share", f"{tmp_path}/ceph",
    ]  # fmt: skip
    assert [mount.source for mount in status.silent] == ["nas:/dead", "nas:/stale"]
