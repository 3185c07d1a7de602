"""One compute host has a wrong password in its transport_url: the broker refuses it, and it alone."""

from __future__ import annotations

from ..breaking.hands import SERVICES_UP, all_of, as_it_was, conf, option, restart
from ..breaking.model import Break

BREAK = Break(
    name="transport-url-of-one-host",
    title="transport_url wrong on one compute host",
    source="BREAKAGES 4",
    first=r"^broker-login .*compute1",
    never=(r"message queue does not reach",),
    mended_by="align-message-account openstack",
    confirm=SERVICES_UP,
    make=all_of(
        option(
            "compute1",
            conf("nova-compute"),
            "DEFAULT",
            "transport_url",
            "rabbit://openstack:another-one@controller:5672/",
        ),
        restart("compute1", "nova-compute"),
    ),
    take_back=all_of(as_it_was("compute1", conf("nova-compute")), restart("compute1", "nova-compute")),
    leaves=True,
)
