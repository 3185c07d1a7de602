"""Looked at before anything is changed: all that would stop an installation halfway."""

from __future__ import annotations

from actions.install.chapter import Chapter
from actions.install.preflight import (
    clocks_agree,
    foreign_configuration,
    hosts_answer,
    interfaces_there,
    names_resolve,
    packages_found,
    ports_free,
    processors_run_guests,
    room_enough,
    systems_known,
    vswitch_datapath,
)

CHAPTER = Chapter(
    "preflight",
    "Look whether the hosts are fit for an installation; nothing is changed",
    (
        hosts_answer.STEP,
        systems_known.STEP,
        names_resolve.STEP,
        clocks_agree.STEP,
        interfaces_there.STEP,
        vswitch_datapath.STEP,
        ports_free.STEP,
        room_enough.STEP,
        packages_found.STEP,
        processors_run_guests.STEP,
        foreign_configuration.STEP,
    ),
)
