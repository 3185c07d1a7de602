"""How OpenStack lies on each host: which deployer's paths, units and containers are there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from actions.deployments.all import MARKED_PATHS, MARKED_UNITS, usual_state, usual_tool
from actions.deployments.deployment import ENGINES, Deployment, Tool
from actions.deployments.kolla import THERE
from actions.deployments.layout import Layout, deployment_of
from actions.facts._support.shell import bounded, script, sections
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult

_BEGUN, _ENDED = "begun", "ended"


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file; engines are asked only where kolla's folder is."""
    units = " ".join(f"'{pattern}.service'" for pattern in MARKED_UNITS)
    named = "; ".join(f"{one} ps -a --format '{one} {{{{.Names}}}}'" for one in ENGINES)
    line = script(
        system="grep -sE '^(ID|VERSION_ID)=' /etc/os-release",
        paths=f"stat -c %n {' '.join(MARKED_PATHS)} 2>/dev/null",
        units=f"systemctl list-units --all --no-legend --plain {units}",
        containers=f"{THERE} && echo {_BEGUN} && {bounded(f'{named}; echo {_ENDED}', 4)}",
    )
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> Layout:
    """Lines of each question; podman that answers to the name docker is podman."""
    said = {name: body.splitlines() for name, body in sections(answer).items()}
    told = said.get("containers", [])
    if _BEGUN in told and _ENDED not in told:  # whose containers these are, and where their files lie
        raise ParseError(f"{' and '.join(ENGINES)} gave no answer within 4 s")
    engines = Counter(line.split()[0] for line in told if line.partition(" ")[0] in ENGINES)
    named = dict(line.partition("=")[::2] for line in said.get("system", ()))
    words = (named.get(key, "").strip("\"'") for key in ("ID", "VERSION_ID"))
    return Layout(
        system=" ".join(filter(None, words)),
        paths=tuple(line for line in said.get("paths", ()) if line.startswith("/")),
        units=tuple(
            line.split()[0].removesuffix(".service") for line in said.get("units", ()) if line.strip()
        ),
        engine=max(engines, key=lambda name: (engines[name], name)) if engines else "",
    )


def deployment(snapshot: Snapshot, host: str) -> Deployment | None:
    """The deployment of a host; None: nobody looked, or none was recognised."""
    layout = snapshot.get(PROBE, host)
    return deployment_of(layout) if layout else None


def tool(snapshot: Snapshot, host: str, part: str) -> Tool:
    """How a part's tool is run on a host; as the packages do, where that is not known."""
    found = deployment(snapshot, host)
    return (found.tool(part) if found else None) or usual_tool(part)


def state(snapshot: Snapshot, host: str, part: str) -> str:
    """The folder in which a part keeps its data on a host."""
    found = deployment(snapshot, host)
    return (found.state.get(part, "") if found else "") or usual_state(part)


PROBE = Probe("host-layout", ask, parse, period=300, soft=True)
