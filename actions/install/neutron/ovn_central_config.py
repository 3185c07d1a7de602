"""OVN's databases listen on the management address."""

from __future__ import annotations

import re

from actions.deployments.debian_13 import DEBIAN_13
from actions.deployments.parts import OVN_CENTRAL
from actions.facts.hosts import host_status
from actions.install.neutron import neutron_packages
from actions.install.settings import read
from actions.install.step_factories.small_file import small_file_step
from actions.model.plan import Situation
from actions.model.secret import Text
from actions.model.site import Host

PATH = DEBIAN_13.parts[OVN_CENTRAL].settings
_SET = re.compile(r"#?\s*OVN_CTL_OPTS=")


def text(situation: Situation, host: Host, now: str | None) -> Text:
    """The package's file with its one setting; every other line stays as it is."""
    address = read(situation.site).address(host.name)
    options = [f"--db-{db}-create-insecure-remote=yes --db-{db}-addr={address}" for db in ("nb", "sb")]
    kept = [line for line in (now or "").splitlines() if not _SET.match(line)]
    return Text.of("".join(f"{line}\n" for line in (*kept, f'OVN_CTL_OPTS="{" ".join(options)}"')))


STEP = small_file_step(
    "ovn-central-config",
    "OVN's databases listen on the management address",
    OVN_CENTRAL,
    PATH,
    text,
    after=(neutron_packages.STEP.name,),
    needs=(host_status.PROBE,),
    deviation="nothing of OVN, whose guide sets the connections in the databases themselves. Either "
    "way without a password: who reaches ports 6641 and 6642 rules the networks, so let the "
    "management network alone reach them.",
)
