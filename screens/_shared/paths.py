"""Instances and their paths to the outside: a row each, and hop by hop what breaks where."""

from __future__ import annotations

from collections.abc import Iterator

from actions.facts.neutron import instance_ports
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.trace.hop import Hop, State, Trace
from actions.trace.trace import traces
from tui.values.ages import seen
from tui.values.cell import Cell, Row, Tone, joined
from tui.values.pane import Section, View, fact
from tui.values.sanitize import plain

WORDS: dict[State, str] = {
    "ok": "whole", "breaks": "broken", "degraded": "degraded", "ends": "ends", "unknown": "not seen",
}  # fmt: skip
"""What a path is."""
TONES: dict[State, Tone] = {
    "ok": "good", "breaks": "critical", "degraded": "warning", "ends": "notice", "unknown": "dim",
}  # fmt: skip
_ORDER: tuple[State, ...] = ("breaks", "degraded", "unknown", "ends", "ok")


def _id(trace: Trace) -> str:
    return trace.port.id if trace.port else trace.instance.id


def path_rows(view: View) -> list[Row]:
    """The newest instances, each port's path a row, those that break first."""
    age = seen(view, *((instance_ports.PROBE, s) for s in view.snapshot.each(instance_ports.PROBE)))
    found = sorted(traces(view.snapshot), key=lambda trace: _ORDER.index(trace.state))
    return [_row(view, trace, age) for trace in found]


def _row(view: View, trace: Trace, age: Cell) -> Row:
    instance, hop = trace.instance, trace.fault
    addresses = " ".join(trace.port.addresses) if trace.port else ""
    reached = next((h.name for h in trace.hops if h.what == "floating IP" and h.state == "ok"), "")
    known = view.snapshot.site.host(instance.host)
    return Row(
        f"instance {_id(trace)}",
        (
            Cell("instance", "accent"),
            Cell(plain(instance.name or instance.id), "strong"),
            Cell(WORDS[trace.state], TONES[trace.state], _ORDER.index(trace.state)),
            joined((plain(addresses), ""), (plain(instance.host), "dim"), between=" "),
            Cell(""),
            Cell(""),
            Cell(plain(reached)),
            Cell(plain(f"{hop.what}: {hop.says}"), "dim") if hop else Cell(""),
            age,
        ),
        host=known.name if known else "",
        says=plain(trace.says) if hop else "",
        entity=Entity(Kind.INSTANCE, instance.id),
    )


def path_sections(snapshot: Snapshot, wanted: str) -> Iterator[Section]:
    """The path of a port, or of an instance without one, hop by hop."""
    for trace in traces(snapshot):
        if _id(trace) == wanted:
            yield Section(
                "Instance",
                (
                    fact("name", plain(trace.instance.name)),
                    fact("id", trace.instance.id),
                    fact("port", trace.port.id if trace.port else Cell("none", "dim")),
                    fact("path", Cell(plain(trace.says), TONES[trace.state])),
                ),
            )
            yield Section("Path", tuple(line for hop in trace.hops for line in _lines(hop)))
            command = snapshot.site.invocation.command("path", trace.instance.id)
            if not snapshot.site.invocation.recording and not any(hop.seen for hop in trace.hops):
                told = "This is what nova and neutron say; on the hosts themselves looks:"
                yield Section("", ((Cell(plain(f"{told} {command}"), "dim"),),))


def _lines(hop: Hop) -> Iterator[tuple[Cell, ...]]:
    """Which, where and how it is; what is wrong has a line of its own."""
    where = f"on {hop.where}" if hop.where and "→" not in hop.where else hop.where
    tone = TONES[hop.state]
    well = hop.state == "ok"
    mark = Cell("?" if hop.state == "unknown" else hop.state, tone)
    name: tuple[str, Tone] = (plain(hop.name) or "none", "strong")
    says = f"{plain(hop.says)} Seen." if hop.seen else plain(hop.says)
    yield (
        mark,
        Cell(hop.what, "accent"),
        joined(name, (plain(where), ""), (says if well else "", "dim")),
    )
    if not well:
        yield Cell(""), Cell(""), Cell(says, tone)
