"""One cloud for all lab tests: installed from bare hosts by stackmend's own chapters, once."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from . import lab
from .cloud import Cloud
from .cuts import CUTS
from .installation import install
from .paths import SECRETS
from .shell import say

HOSTS = ("controller", "compute1", "block1")
SNAPSHOT = "stackmend-installed"
KEPT = os.environ.get("STACKMEND_LAB") == "keep"
LEFT = KEPT or os.environ.get("STACKMEND_LAB") == "leave"


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to be run side by side: there is one lab on a machine."""
    if hasattr(config, "workerinput"):
        raise pytest.UsageError("the lab's tests share one cloud: run them with -n 0")


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """A whole cloud, installed from bare hosts in a run that was cut at five places and resumed.

    For a person who works on a test: STACKMEND_LAB=keep starts from the last installation's snapshot,
    STACKMEND_LAB=leave installs anew; both leave the hosts as the tests left them.
    """
    cloud = Cloud(tmp_path_factory.mktemp("operator"))
    if KEPT:
        lab.up(HOSTS, snapshot=SNAPSHOT)
    else:
        SECRETS.unlink(missing_ok=True)
        lab.up(HOSTS, bare=True)
        install(cloud, CUTS)
    yield cloud
    if not LEFT:
        lab.down(())


@pytest.fixture(scope="session")
def cloud(installed: Cloud) -> Cloud:
    """The same after all hosts were powered off and on: what the tests that break it start from."""
    if not KEPT:
        lab.take(SNAPSHOT)
    try:
        installed.wait_until_healthy()
    except AssertionError as unwell:  # a race of its services at the start is not what is tested
        say(f"the cloud did not come up well, and its hosts boot once more: {unwell}")
        lab.restore(SNAPSHOT)
        installed.wait_until_healthy()
    return installed


@pytest.fixture
def healthy(cloud: Cloud) -> Cloud:
    """The cloud, with nothing to find; a test that leaves it broken does not spoil the next one."""
    if cloud.findings():
        lab.restore(SNAPSHOT)
        cloud.wait_until_healthy()
    return cloud
