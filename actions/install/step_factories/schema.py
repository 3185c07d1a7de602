"""A step that brings a service's database schema up to what its program expects."""

from __future__ import annotations

from actions.facts.database import schema_heads, schema_versions
from actions.install.distro import DATABASE, hosts_of
from actions.install.step import deciding, known, one
from actions.model.command import Shell
from actions.model.plan import Decision, Situation, Step, already, do


def schema_step(
    name: str,
    title: str,
    line: str,
    user: str,
    schemas: tuple[str, ...],
    after: tuple[str, ...],
    guide: str = "",
) -> Step:
    """Run the service's own synchronisation, as the service's user on the first controller.

    The schemas have the heads of the first one's migrations (nova's cells share theirs).
    """

    def plan(situation: Situation) -> Decision:
        controller = one(situation.site.having("controller"), "controller").name
        server = one(hosts_of(situation.site, DATABASE), "database or controller").name
        heads = known(situation, schema_heads.PROBE, controller, empty={}, after=after)
        versions = known(situation, schema_versions.PROBE, server, empty={}, after=after)
        wanted = heads.get(schemas[0], frozenset())
        old = [s for s in schemas if not versions.get(s) or (wanted and versions[s] != wanted)]
        if not old:
            return already(f"{', '.join(schemas)}: at {', '.join(sorted(versions[schemas[0]]))}")
        command = Shell(controller, line, user=user, timeout=900)
        return do(command, why=f"{', '.join(old)}: not at the newest revision")

    return deciding(name, title, (schema_heads.PROBE, schema_versions.PROBE), plan, guide=guide)
