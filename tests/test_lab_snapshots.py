"""A snapshot of the lab holds what its hosts export, too: NFS's stand-in has it outside of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab import host, nfs, snapshots
from tests.lab.catalogue import machine


@pytest.fixture
def block1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> host.Host:
    """A host that has been up once, in a lab of its own."""
    monkeypatch.setattr(host, "HOSTS", tmp_path / "hosts")
    monkeypatch.setattr(nfs, "FOLDER", tmp_path / "nfs")
    for module in (host, snapshots):
        monkeypatch.setattr(module, "LAYERS", tmp_path / "layers")
    monkeypatch.setattr(host, "image_key", lambda: "an image")
    made = host.Host(machine("block1"))
    made.make([])
    return made


def volume(text: str = "") -> Path:
    """A volume's file, written where a text is given."""
    path = nfs.FOLDER / "block1/srv/volumes/volume-1"
    if text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return path


def test_what_a_host_exports_is_restored_with_it(block1: host.Host) -> None:
    volume("as installed")
    layers = snapshots.freeze(block1)
    assert volume().read_text() == "as installed"
    volume("written since")
    block1.make(layers)
    assert volume().read_text() == "as installed"


def test_the_newest_snapshot_counts(block1: host.Host) -> None:
    volume("first")
    first = snapshots.freeze(block1)
    volume("second")
    second = snapshots.freeze(block1)
    block1.make(first)
    assert volume().read_text() == "first"
    block1.make(second)
    assert volume().read_text() == "second"


def test_a_bare_host_exports_nothing(block1: host.Host) -> None:
    volume("as installed")
    snapshots.freeze(block1)
    block1.make([])
    assert not volume().exists()
