"""memcached listens on the management address (PRE-04)."""

from __future__ import annotations

import re

from actions.deployments.packages import PARTS
from actions.deployments.parts import CACHE
from actions.install.base import base_packages
from actions.install.settings import read
from actions.install.step_factories.small_file import small_file_step
from actions.model.plan import Situation
from actions.model.secret import Text
from actions.model.site import Host

PATH = PARTS[CACHE].settings


def text(situation: Situation, host: Host, now: str | None) -> Text:
    """The package's file with its -l line changed; every other line stays as it is."""
    line = f"-l {read(situation.site).address(host.name)}"
    lines = (now or "").splitlines()
    places = [n for n, old in enumerate(lines) if re.match(r"-l\s", old)]
    kept = [old for n, old in enumerate(lines) if n not in places[1:]]
    if places:
        kept[places[0]] = line
    else:
        kept.append(line)
    return Text.of("".join(f"{row}\n" for row in kept))


STEP = small_file_step(
    "memcached-config",
    "memcached listens on the management address",
    CACHE,
    PATH,
    text,
    after=(base_packages.STEP.name,),
)
