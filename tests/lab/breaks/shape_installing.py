"""In the middle of an installation.

A compute host more, whose packages are there and not configured yet.
"""

from __future__ import annotations

from actions.deployments.parts import LINUX_BRIDGE

from .. import lab
from ..breaking.hands import all_of, on
from ..breaking.model import Shape
from ..cloud import Cloud
from ..place import LISTED

HOST = "compute2"
_HELD = "printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d"
_PACKAGES = (
    "echo 'deb [trusted=yes] file:/repo ./' >/etc/apt/sources.list && apt-get -q update && "
    "DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "
    "neutron-linuxbridge-agent </dev/null"
)


def _one_more(_: Cloud) -> None:
    lab.up([HOST], bare=True)


def _one_less(_: Cloud) -> None:
    lab.down([HOST])
    with lab.changing():
        lab.boot([host for host in lab.ALL if host.running()])


SHAPE = Shape(
    name="being-installed",
    title="a compute host more, its packages unpacked and not configured yet",
    needs=(LINUX_BRIDGE, LISTED),
    make=all_of(_one_more, on(HOST, _HELD), on(HOST, _PACKAGES)),
    take_back=_one_less,
    unseen=rf"^no nova.conf was found on {HOST}\b",
)
