"""What the probes of OVN share: where it runs, and tables as `--format=json` prints them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from actions.deployments.all import units_of
from actions.deployments.services import OVN_CONTROLLER, OVN_NORTHD
from actions.facts.hosts import units
from actions.facts.hosts.units import Unit
from actions.formats.repeated_secrets import beginning
from actions.model.fact import Snapshot
from actions.model.query import ParseError

Row = Mapping[str, Any]
"""Values by column: a set is a tuple, and one of one value that value; a UUID is a string."""


def running(snapshot: Snapshot, service: str) -> Mapping[str, Unit]:
    """The active units that run a service, by host.

    RDO's packages have no unit for the databases' servers: northd's starts them.
    """
    names = units_of(service)
    known = snapshot.each(units.PROBE)
    found = {}
    for host, own in known.items():
        several = [own[name] for name in names if name in own]
        if not several and service != OVN_CONTROLLER and OVN_NORTHD in own:
            several = [own[OVN_NORTHD]]
        active = [unit for unit in several if unit.active == "active"]
        if active:
            found[host] = active[0]
    return found


def tables(text: str) -> list[list[Row]]:
    """Several tables, one behind the other; raises `ParseError` where there is none."""
    found: list[list[Row]] = []
    decoder, rest = json.JSONDecoder(), text.strip()
    try:
        while rest:
            told, end = decoder.raw_decode(rest)
            heads = told["headings"]
            found.append([dict(zip(heads, map(_value, row), strict=True)) for row in told["data"]])
            rest = rest[end:].lstrip()
    except (ValueError, KeyError, TypeError):
        found = []
    if not found:
        raise ParseError(f"OVN's tool printed no table: {beginning(text) or 'it printed nothing'}")
    return found


def external_ids(text: str) -> Mapping[str, str]:
    """Of the one row of Open_vSwitch; raises `ParseError` where there is no table."""
    rows = tables(text)[0]
    return {str(key): str(value) for row in rows for key, value in row["external_ids"].items()}


def _value(told: Any) -> Any:
    match told:
        case ["uuid", one]:
            return str(one)
        case ["set", list(several)]:
            return tuple(_value(one) for one in several)
        case ["map", list(pairs)]:
            return {_value(key): _value(value) for key, value in pairs}
    return told


def several(told: Any) -> tuple[Any, ...]:
    """A column that holds a set, which OVSDB writes as one value where it has one."""
    return told if isinstance(told, tuple) else (told,)


def pairs(text: str) -> dict[str, str]:
    """physnet1:br-ex,physnet2:br-vlan; what has no colon is passed over."""
    parts = (one.strip().partition(":") for one in text.split(","))
    return {key: value for key, colon, value in parts if key and colon}
