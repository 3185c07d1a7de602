"""What a host's deployer has to say of a plan: what it writes over, and what nobody else changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from actions.facts.hosts import host_layout
from actions.formats.config_edit import Edit
from actions.model.command import Api
from actions.model.fact import Snapshot
from actions.model.plan import Decision, blocked


def allowed(snapshot: Snapshot, decision: Decision) -> Decision:
    """The decision; or why it is none, where a command would change what is a deployer's alone."""
    for command in decision.commands:
        host = "" if isinstance(command, Api) else command.outline().where
        found = host_layout.deployment(snapshot, host)
        if found is not None and found.managed:
            return blocked(f"{host} is of {found.name}: {found.managed}.", final=True, hosts=(host,))
    return decision


def notices(snapshot: Snapshot, decisions: Iterable[Decision]) -> tuple[str, ...]:
    """One sentence for each file that is edited and that a deployer writes anew."""
    return tuple(dict.fromkeys(_notices(snapshot, decisions)))


def _notices(snapshot: Snapshot, decisions: Iterable[Decision]) -> Iterator[str]:
    for decision in decisions:
        for command in decision.commands:
            found = (
                host_layout.deployment(snapshot, command.host) if isinstance(command, Edit) else None
            )
            if found is not None and isinstance(command, Edit):
                keys = ((key.section, key.key) for key in command.keys)
                if said := found.overwritten(command.path, keys):
                    yield said
