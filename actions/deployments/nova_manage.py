"""Lines for nova-manage, as the deployment of the controller runs it."""

from __future__ import annotations

import shlex

from actions.deployments.deployment import Deployment
from actions.deployments.parts import NOVA
from actions.model.command import Shell


def nova_manage(deployment: Deployment, host: str, line: str, timeout: float = 300.0) -> Shell:
    """One call of nova-manage; the arguments hold no secret, for argv is seen in `ps`."""
    return deployment.tools[NOVA].on(host, line, timeout)


def update_cell(
    deployment: Deployment, host: str, uuid: str, connection: str, transport: str, name: str = ""
) -> Shell:
    """Change a cell's mapping; both URLs are given, for nova.conf's replace one that is left out."""
    named = f"--name {shlex.quote(name)} " if name else ""
    return nova_manage(
        deployment,
        host,
        f"cell_v2 update_cell --cell_uuid {uuid} {named}"
        f"--database_connection {quoted(connection)} --transport-url {quoted(transport)}",
    )


def quoted(url: str) -> str:
    """A URL as one word of a shell's line: what a mapping had in its query may be anything."""
    return shlex.quote(url) if set(url) & set('"$`\\!') else f'"{url}"'
