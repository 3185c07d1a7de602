"""A cloud of three controllers behind a shared address: `python -m tests.lab.by_cluster`."""

from __future__ import annotations

from . import lab, system
from .cluster import image, setup
from .cluster.setup import COMPUTE_HOST, HOSTS
from .shell import LabError, timed


def make_hosts() -> None:
    """Four hosts, made anew, that have their packages."""
    with lab.changing():
        system.choose(system.DEBIAN_13.name)
        lab.prepare()
        controllers, compute = image.controller(), image.compute()
        for host in (*HOSTS, COMPUTE_HOST):
            host.cut()
            host.make([compute if host is COMPUTE_HOST else controllers])
        with timed("boot"):
            lab.boot((*HOSTS, COMPUTE_HOST))


if __name__ == "__main__":
    try:
        make_hosts()
        setup.fill()
    except LabError as trouble:
        raise SystemExit(str(trouble)) from None
