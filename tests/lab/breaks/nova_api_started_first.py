"""Nova's API was started while MariaDB was down, as after a power cut: it answers 500 for ever."""

from __future__ import annotations

from ..breaking.hands import all_of, on, restart, start, stop
from ..breaking.model import Break, Confirm
from ..place import DEBIAN_APIS, ZED

BREAK = Break(
    name="nova-api-started-first",
    title="nova-api started before its database, and MariaDB there again since",
    needs=(DEBIAN_APIS, ZED),
    source="CI of this project, 28 November",
    first=r"^endpoint-down http://controller:8774/",
    mended_by="bounce-service controller/nova-api",
    confirm=Confirm("openstack server list -f json", r"^\["),
    make=all_of(
        stop("controller", "mariadb"),
        restart("controller", "nova-api"),
        on(
            "controller",
            "for try in $(seq 120); do curl -s -o /dev/null -w '%{http_code}' http://controller:8774/ "
            "| grep -q 500 && exit 0; sleep 1; done; exit 1",
        ),
        start("controller", "mariadb"),
    ),
    take_back=restart("controller", "nova-api"),
    settle=35.0,
    soon=False,
)
