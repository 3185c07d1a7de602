"""Which console proxy starts, where the distribution has that choice (T-NOVA-11)."""

from __future__ import annotations

import re

from actions.deployments.debian import DEBIAN
from actions.deployments.parts import NOVA
from actions.facts.hosts import host_status
from actions.install.hosts import part_of
from actions.install.step_factories.small_file import small_file_step
from actions.model.plan import Situation
from actions.model.secret import Text
from actions.model.site import Host

_LINE = "NOVA_CONSOLE_PROXY_TYPE=novnc"
PATH = DEBIAN.parts[NOVA].settings


def text(situation: Situation, host: Host, now: str | None) -> Text | None:
    """The file with that one line so; before the package comes, that line alone."""
    if not part_of(situation, host.name, NOVA).settings:
        return None
    found, count = re.subn(r"(?m)^[ \t]*NOVA_CONSOLE_PROXY_TYPE=.*$", _LINE, now or "")
    return Text.of(found if count else f"{found}{_LINE}\n")


STEP = small_file_step(
    "console-type",
    "noVNC is the console proxy that starts",
    NOVA,
    PATH,
    text,
    needs=(host_status.PROBE,),
    deviation="nothing. Debian's package starts SPICE's proxy, whatever debconf was told, and "
    "nova-novncproxy ends at once, without an error. It keeps a file that is there already.",
)
