"""A step that brings a service's database schema up to what its program expects."""

from __future__ import annotations

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import DATABASE
from actions.facts.database import schema_heads, schema_versions
from actions.install.hosts import hosts_of
from actions.install.step import deciding, first_host, require
from actions.model.plan import Decision, Situation, Step, already, do


def schema_step(
    name: str,
    title: str,
    part: str,
    arguments: str,
    schemas: tuple[str, ...],
    after: tuple[str, ...],
    deviation: str = "",
) -> Step:
    """Run the synchronisation of a part's own tool on the first controller.

    The schemas have the heads of the first one's migrations (nova's cells share theirs).
    """

    def plan(situation: Situation) -> Decision:
        controller = first_host(situation.site.having("controller"), "controller").name
        server = first_host(hosts_of(situation, DATABASE), "database or controller").name
        heads = require(situation, schema_heads.PROBE, controller, empty={}, after=after)
        versions = require(situation, schema_versions.PROBE, server, empty={}, after=after)
        wanted = heads.get(schemas[0], frozenset())
        old = [s for s in schemas if not versions.get(s) or (wanted and versions[s] != wanted)]
        if not old:
            return already(f"{', '.join(schemas)}: at {', '.join(sorted(versions[schemas[0]]))}")
        command = PACKAGES.tools[part].on(controller, arguments, timeout=900)
        return do(command, why=f"{', '.join(old)}: not at the newest revision")

    return deciding(name, title, (schema_heads.PROBE, schema_versions.PROBE), plan, deviation=deviation)
