"""One cloud is one cloud, however it was opened: runs with one lock are never both at work on it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from actions.model.plan import Action
from actions.model.site import Scope, Site
from actions.run.lock import LockHeld
from actions.run.runner import _action_locks, _known_as
from actions.run.scope import scope_now

CLOUDS = """
clouds:
  prod:
    auth: {auth_url: "https://op@keystone.example.org:5000/v3", username: a, password: b}
    region_name: EAST
  other:
    auth: {auth_url: "https://keystone.example.net:5000/v3", username: a, password: b}
"""
MAP = Action("remap-cell0", "Map it", (), lock="cell-mappings")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("OS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "clouds.yaml").write_text(CLOUDS)
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(tmp_path / "clouds.yaml"))


def clouds(name: str, cloud: str) -> tuple[str, ...]:
    site = Site(name, cloud=cloud)
    return _known_as(site, scope_now(site))


def test_a_cloud_is_known_by_its_keystone_too() -> None:
    assert clouds("prod", "prod") == ("prod", "keystone.example.org:5000-EAST")
    assert clouds("Berlin", "prod") == ("Berlin", "keystone.example.org:5000-EAST")
    assert clouds("lab", "") == clouds("lab", "gone") == ("lab",)


def test_one_cloud_by_two_names_has_one_lock() -> None:
    first = _action_locks(MAP, clouds("prod", "prod"), "20260101-remap-cell0")
    with pytest.raises(LockHeld, match="Run 20260101-remap-cell0 is at work on the same thing"):
        _action_locks(MAP, clouds("Berlin", "prod"), "second")
    other = _action_locks(MAP, clouds("Paris", "other"), "third")
    for lock in first:
        os.close(lock)
    again = _action_locks(MAP, clouds("Berlin", "prod"), "second")  # it had kept no half of them
    for lock in (*other, *again):
        os.close(lock)


@pytest.mark.parametrize("host", ["controller", "localhost", "127.0.0.1", "[::1]"])
def test_a_keystone_that_each_site_may_have_is_none_of_its_names(host: str) -> None:
    assert _known_as(Site("berlin"), Scope(f"http://{host}:5000/v3", "RegionOne")) == ("berlin",)


def test_a_site_called_as_its_keystone_does_not_lock_itself_out() -> None:
    known = _known_as(Site("cloud.example.com-13000"), Scope("https://cloud.example.com:13000/v3"))
    for lock in _action_locks(MAP, known, "only-run"):
        os.close(lock)


def test_an_action_without_a_lock_takes_none() -> None:
    assert _action_locks(Action("check", "", ()), ("prod",), "first") == []
