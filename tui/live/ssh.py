"""The operator's own ssh, as the engine would connect."""

from __future__ import annotations

from actions.deployments import life
from actions.model.site import Site
from actions.transport.openssh import login
from tui.live.backend import Trouble


def ssh_command(site: Site, name: str, unit: str = "") -> list[str]:
    """The command that opens a shell on a host of the site; raises `Trouble` for any other.

    `unit`: in the container that it runs there.
    """
    host = site.host(name)
    if host is None:
        raise Trouble(f"The site file has no host {name}.")
    argv = login(site, host)
    return [argv[0], "-t", *argv[1:], life.shell(unit)] if unit else argv
