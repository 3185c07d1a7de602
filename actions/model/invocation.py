"""How the command line is called for the open site: the one place that spells a next command."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

PROGRAM = "stackmend"
UNDO = "undo"
"""The action whose target is a run."""
_ANYWHERE = ("demo", "info", "runs", "show")
"""Subcommands that lead to no site: the runs of this machine have names of their own."""
_ON_FACTS = ("check", "path")
"""Subcommands that a recording can answer."""


@dataclass(frozen=True)
class Invocation:
    """The options that a site was opened with: a next command must lead to the same cloud."""

    demo: bool = False
    site: str = ""
    """The site file's absolute path; empty: the one that is read where none is named."""
    cloud: str = ""
    """The cloud of clouds.yaml; empty: the site file's own."""
    region: str = ""
    """The region of that cloud; empty: the one that clouds.yaml gives, or the first of its list."""
    recording: str = ""
    """The snapshot's file: what is seen is not what is so now, and nothing can be done there."""

    def command(self, verb: str, *words: str) -> str:
        """The exact line for a shell, without empty words; empty: it needs a cloud, not a recording."""
        given = [word for word in words if word]
        if verb in _ANYWHERE:
            return shlex.join([PROGRAM, verb, *given])
        if self.recording and verb not in _ON_FACTS:
            return ""
        return shlex.join([PROGRAM, verb, *given, *self.options])

    def plan(self, action: str, target: str = "") -> str:
        """The line that plans an action; what undoes a run has its own subcommand, which asks first."""
        return self.run(action, target) if action == UNDO else self.command("plan", action, target)

    def run(self, action: str, target: str = "") -> str:
        """The line that runs an action."""
        verb = (UNDO,) if action == UNDO else ("run", action)
        return self.command(*verb, target)

    @property
    def console(self) -> str:
        """The line that opens the console."""
        return shlex.join([PROGRAM, *self.options])

    @property
    def options(self) -> tuple[str, ...]:
        """The options that lead to the same site, as words."""
        if self.recording:
            return ("--from", self.recording)
        named = (("--site", self.site), ("--cloud", self.cloud), ("--region", self.region))
        return (
            *(("--demo",) if self.demo else ()),
            *(word for option, value in named if value for word in (option, value)),
        )
