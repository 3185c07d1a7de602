"""nova.conf has a wrong password in [placement]: the scheduler ends each time it is started."""

from __future__ import annotations

from ..breaking.hands import all_of, as_it_was, conf, option, restart
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="placement-password",
    title="[placement] password wrong in nova.conf",
    source="BROKEN 15",
    first=r"^service-account placement controller",
    never=(r"\(success",),
    why="the account is right in other files: the finding names the one with another password",
    confirm=Confirm("nova-status upgrade check", "Placement API[^\\n]*\\n[^\\n]*Success"),
    make=all_of(
        option("controller", conf("nova-scheduler"), "placement", "password", "another-one"),
        restart("controller", "nova-scheduler"),
    ),
    take_back=all_of(
        as_it_was("controller", conf("nova-scheduler")), restart("controller", "nova-scheduler")
    ),
    leaves=True,
    settle=15.0,
)
