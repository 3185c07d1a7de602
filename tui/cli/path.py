"""`stackmend path`: the path of one instance from its port to its floating IP, and where it breaks."""

from __future__ import annotations

import ipaddress
import re
import urllib.parse
import uuid
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from actions.model.fact import Snapshot
from actions.model.query import ApiQuery, Query
from tui.cli.command import Command, UsageError
from tui.cli.looking import looked
from tui.cli.options import saved_snapshot
from tui.cli.printing import as_json, for_person, line, say, table

if TYPE_CHECKING:
    from actions.facts.neutron.floating_ips import FloatingIp
    from actions.trace.hop import State, Trace

STYLES: dict[State, str] = {
    "ok": "green", "breaks": "bold red", "degraded": "yellow", "ends": "cyan", "unknown": "dim",
}  # fmt: skip


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("instance", metavar="INSTANCE", help="its name, its UUID, or an address of it")
    parser.add_argument("--json", action="store_true", help="the hops as JSON")


def _run(options: Namespace) -> int:
    from actions.trace.trace import traces

    snapshot = saved_snapshot(options)
    if snapshot is None:
        snapshot = _looked(options, options.instance)
    found = [trace for trace in traces(snapshot) if _meant(snapshot, trace, options.instance)]
    if not found:
        raise UsageError(_missing(snapshot, options))
    if options.json:
        as_json(_json(snapshot, found))
    else:
        _show(found)
    states = {trace.state for trace in found}
    return 1 if states & {"breaks", "degraded", "ends"} else 2 if "unknown" in states else 0


def _looked(options: Namespace, wanted: str) -> Snapshot:
    """One instance alone is asked for: Nova lists a big cloud's in minutes."""
    from actions.facts.neutron import floating_ips
    from actions.facts.nova import instances
    from actions.trace.topology import NEEDS, SEEN

    fixed = wanted
    if _is_address(wanted):
        floating = _floating(looked(options, lambda: [floating_ips.PROBE]), wanted)
        fixed = floating.fixed if floating and floating.fixed else wanted
    question: dict[str, Query] = {
        "": ApiQuery("compute", f"{instances.PATH}&{_filter(fixed)}&limit=100", "servers")
    }
    one = replace(instances.PROBE, ask=lambda _: question, needs=())
    return looked(options, lambda: [one, *NEEDS, *SEEN])


def _filter(wanted: str) -> str:
    """Nova's own filters: a name is a regular expression there, an address a part of one."""
    if _is_uuid(wanted):
        return f"uuid={wanted}"
    if _is_address(wanted):
        return f"ip{'6' if ':' in wanted else ''}={wanted}"
    return "name=" + urllib.parse.quote(f"^{re.escape(wanted).replace(chr(92) + '-', '-')}$")


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def _is_address(text: str) -> bool:
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


def _floating(snapshot: Snapshot, address: str) -> FloatingIp | None:
    from actions.facts.neutron import floating_ips

    known = snapshot.get(floating_ips.PROBE) or ()
    return next((one for one in known if one.address == address), None)


def _meant(snapshot: Snapshot, trace: Trace, wanted: str) -> bool:
    """It is the instance, or the port with that address."""
    if wanted in (trace.instance.name, trace.instance.id):
        return True
    floating = _floating(snapshot, wanted)
    port = trace.port
    return port is not None and (
        wanted in port.addresses or (floating is not None and floating.port == port.id)
    )


def _missing(snapshot: Snapshot, options: Namespace) -> str:
    """Nova did not answer; or it has no such instance, or the file has not."""
    from actions.facts.nova import instances

    error = snapshot.reading(instances.PROBE).error
    if error:
        return f"The instances could not be looked at: {error}"
    where = "among the newest in the file" if options.file else "in the cloud"
    return (
        f"There is no instance {options.instance!r} {where}: give its name, UUID or an address of it."
    )


def _show(found: Sequence[Trace]) -> None:
    """Hop by hop for a person, a line with tabs a hop for a program."""
    if not for_person():
        rows = (
            (
                trace.instance.id,
                trace.port.id if trace.port else "",
                h.what,
                h.state,
                h.name,
                h.where,
                h.says,
                "seen" if h.seen else "told",
            )
            for trace in found
            for h in trace.hops
        )
        table((), rows)
        for trace in found:
            say(f"{trace.instance.name}: {trace.says}")
        return
    for trace in found:
        line(f"{trace.instance.name}  {trace.instance.id}", "bold")
        for hop in trace.hops:
            line(f"{hop.state:<8} {hop.what:<15} {hop.name}  {hop.where}".rstrip(), STYLES[hop.state])
            word = "" if hop.seen or hop.state == "unknown" else " (not seen: what the APIs say)"
            line(f"{hop.says}{word}", "dim" if hop.state == "ok" else "", indent=25)
        line(trace.says, STYLES[trace.state])
        line()


def _json(snapshot: Snapshot, found: Sequence[Trace]) -> dict[str, Any]:
    return {
        "site": snapshot.site.name,
        "simulated": snapshot.site.simulated,
        "taken": snapshot.taken,
        "paths": [
            {"state": trace.state, "says": trace.says, "fault": trace.fault and trace.fault.what}
            | asdict(trace)
            for trace in found
        ],
    }


COMMAND = Command(
    name="path",
    help="the path of one instance to the outside, hop by hop, and where it breaks",
    arguments=_arguments,
    run=_run,
    exits="0 whole, 1 it breaks, is degraded or ends somewhere, 2 it could not be looked at",
)
