"""To which bridge of Open vSwitch the provider interface is plugged; read when a plan needs it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.model import AskShell, Probe, Question, ShellAnswer, Snapshot

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,15}")


def ask(snapshot: Snapshot) -> Mapping[str, Question]:
    """Every host of the site file, where [install.neutron] names an interface."""
    table = snapshot.site.settings.get("neutron")
    name = table.get("provider_interface") if isinstance(table, dict) else None
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return {}
    line = f"ovs-vsctl --timeout=5 iface-to-br {name}"
    return {host.name: AskShell(host.name, line) for host in snapshot.site.hosts}


def parse(answer: ShellAnswer) -> str:
    """The bridge's name; empty where it is plugged into none, or there is no Open vSwitch."""
    return answer.out.strip() if answer.exit == 0 else ""


PROBE = Probe("provider-port", ask, parse, period=0)
