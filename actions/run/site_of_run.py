"""Whose a run is: this machine's journals tell of the runs of every site that was opened here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from actions.model.errors import Refused

if TYPE_CHECKING:
    from actions.model.site import Site
    from actions.run.state import RunState


def elsewhere(run: RunState, site: Site) -> str:
    """That the run was on another site than this one, whose file may have been moved since.

    Empty: it was on this one. Every question of whose a run is, is asked here.
    """
    named = site.name == run.site
    if not run.path:
        clouds = {run.cloud, run.site} & {site.cloud, site.invocation.cloud, site.name} - {""}
        return "" if clouds else f"The run was on another cloud: {run.site}."
    if site.path == run.path or (named and not Path(run.path).exists()):
        return ""
    return f"The run was on another site: {run.site} ({run.path})."


def leads_there(run: RunState, site: Site, verb: str) -> str:
    """Where a run of another site is gone on with, or taken back; empty: here."""
    why = elsewhere(run, site)
    return f"{why} `{run.invocation.command(verb, run.id)}` leads there." if why else ""


def refuse_elsewhere(run: RunState, site: Site, verb: str) -> None:
    """Raise `Refused` where the run was on another site: this one's facts say nothing of it."""
    if why := leads_there(run, site, verb):
        raise Refused(f"Nothing was run: t{why[1:]}")
