"""Files: through the operator's links, into devices and pipes, whole or not at all, into no trap."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from actions.site import files

ROOT = Path(__file__).parent.parent.parent
NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lays out another user's files")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_has_the_mode_that_is_wanted_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    path = tmp_path / "out"
    files.write_named(path, "one")
    assert (path.read_text(), mode(path)) == ("one", 0o600)
    path.chmod(0o640)
    files.write_named(path, "two", 0o755)
    assert (path.read_text(), mode(path)) == ("two", 0o640)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_links_are_followed_also_where_they_lead_to_nothing_yet(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "link").symlink_to("second")
    (tmp_path / "second").symlink_to(tmp_path / "far" / "target")
    for text in ("one", "two"):
        files.write_named(tmp_path / "link", text)
        assert (tmp_path / "far" / "target").read_text() == text
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "second").is_symlink()
    assert [p.name for p in (tmp_path / "far").iterdir()] == ["target"]


def test_links_in_a_circle_are_told(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(OSError, match="Too many levels"):
        files.write_named(tmp_path / "a", "x")


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[str] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_text()))
    reader.start()
    files.write_named(pipe, "facts")
    reader.join()
    assert heard == ["facts"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_device_is_written_to(tmp_path: Path) -> None:
    link = tmp_path / "null"
    link.symlink_to("/dev/null")
    files.write_named(link, "facts")
    assert stat.S_ISCHR(link.stat().st_mode)
    with pytest.raises(OSError, match="No space left on device: '/dev/full'"):
        files.write_named(Path("/dev/full"), "facts")


WRITES = """
from pathlib import Path
from actions.site.files import write_named
write_named(Path({!r}), 'facts')
"""


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_is_written_to_whatever_it_is(tmp_path: Path, name: str) -> None:
    words = [sys.executable, "-c", WRITES.format(name)]
    piped = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert piped.stdout == "facts"
    with (tmp_path / "out").open("w") as file:
        file.write("before ")
        file.flush()
        subprocess.run(words, cwd=ROOT, stdout=file, check=True)
    assert (tmp_path / "out").read_text() == "before facts"
    assert Path("/dev/stdout").is_symlink()


def test_what_breaks_off_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "out"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    for write in (files.write_named, files.write_private):
        with pytest.raises(OSError, match=r"No space left on device: '.*/out'"):
            write(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_private_file_is_for_its_owner_whatever_it_was(tmp_path: Path) -> None:
    path = tmp_path / "secrets"
    path.write_text("old")
    path.chmod(0o644)
    files.write_private(path, "new")
    assert (path.read_text(), mode(path)) == ("new", 0o600)
    with pytest.raises(OSError, match="no regular file"):
        files.write_private(Path("/dev/null"), "x")


def test_a_new_file_replaces_nothing(tmp_path: Path) -> None:
    files.write_new(tmp_path / "site", "one")
    with pytest.raises(FileExistsError):
        files.write_new(tmp_path / "site", "two")
    assert (tmp_path / "site").read_text() == "one"


def test_a_log_of_our_own_is_no_link(tmp_path: Path) -> None:
    (tmp_path / "log").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="It is a link"):
        files.open_private(tmp_path / "log")
    assert not (tmp_path / "elsewhere").exists()


def test_a_line_is_appended_whole_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "known_hosts"
    files.append_line(path, "one")
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, data[:2]))
    with pytest.raises(OSError, match="No space left"):
        files.append_line(path, "two")
    monkeypatch.undo()
    files.append_line(path, "three")
    assert path.read_text() == "one\nthree\n"


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder like /tmp."""
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o1777)
    return folder


@as_root
def test_another_users_link_in_a_shared_folder_is_not_followed(tmp_path: Path, shared: Path) -> None:
    (tmp_path / "victim").write_text("mine")
    link = shared / "out"
    link.symlink_to(tmp_path / "victim")
    os.lchown(link, NOBODY, NOBODY)
    for write in (files.write_named, files.write_private, files.write_new):
        with pytest.raises(OSError, match=r"another user's link \(uid 65534\)"):
            write(link, "x")
    assert (tmp_path / "victim").read_text() == "mine"
    os.lchown(link, 0, 0)
    files.write_named(link, "x")
    assert (tmp_path / "victim").read_text() == "x"


@as_root
@pytest.mark.parametrize("kind", ["file", "pipe", "folder of links"])
def test_nothing_of_somebody_else_in_a_shared_folder_is_written_to(shared: Path, kind: str) -> None:
    path = shared / "out"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "file":
        path.touch()
    else:
        path.symlink_to(shared)
    os.lchown(path, NOBODY, NOBODY)
    with pytest.raises(OSError, match="another user's"):
        files.write_named(path / "x" if kind == "folder of links" else path, "facts")


@as_root
def test_root_leaves_a_users_file_to_the_user(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.touch()
    os.chown(path, NOBODY, NOBODY)
    path.chmod(0o640)
    files.write_named(path, "facts")
    assert (path.stat().st_uid, path.stat().st_gid, mode(path)) == (NOBODY, NOBODY, 0o640)
