"""`stackmend check`: all checks once."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from actions.model.fact import Snapshot
from actions.model.finding import Finding, Severity
from tui.cli.command import Command
from tui.cli.looking import looked
from tui.cli.options import saved_snapshot, spelled
from tui.cli.printing import as_json, for_person, line, say, table, whole
from tui.values.wording import count

if TYPE_CHECKING:
    from actions.checks.report import Report

STYLES = {Severity.CRITICAL: "bold red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="findings as JSON")


def _run(options: Namespace) -> int:
    from actions.checks.all import CHECKS
    from actions.checks.report import report

    snapshot = saved_snapshot(options)
    if snapshot is None:
        needed = {probe.name: probe for check in CHECKS for probe in check.needs}
        snapshot = looked(options, needed.values())
    found = report(snapshot)
    if options.json:
        as_json(_json(snapshot, found))
    else:
        _show(found.findings, spelled(options))
    _narrate(snapshot, found)
    if any(one.unasked for one in found.unchecked):
        return 2
    if found.findings:
        return 1
    return 2 if found.unchecked else 0


def _show(findings: tuple[Finding, ...], where: str) -> None:
    """Paragraphs for a person, a line with tabs for a program."""
    commands = [f"{f.command}{where}" if f.command else "" for f in findings]
    if not for_person():
        pairs = zip(findings, commands, strict=True)
        table((), ((f.severity.name, f.code, f.subject, f.says, command) for f, command in pairs))
        return
    for finding, command in zip(findings, commands, strict=True):
        style = STYLES[finding.severity]
        line(f"{finding.severity.letter}  {finding.code}  {finding.subject}".rstrip(), style)
        line(finding.says, indent=3)
        if command:
            whole(command, "bold", indent=3)
        line()


def _narrate(snapshot: Snapshot, found: Report) -> None:
    for one in found.unchecked:
        say(f"Not checked: {one.says}", "dim")
    bad = len(found.findings)
    if bad:
        more = ", but not all could be checked" if found.unchecked else ""
        say(f"{snapshot.site.name}: {count(bad, 'finding')}{more}")
    elif found.unchecked:
        say(f"{snapshot.site.name}: nothing found, but not all could be checked")
    else:
        say(f"{snapshot.site.name}: healthy", "green")


def _json(snapshot: Snapshot, found: Report) -> dict[str, Any]:
    return {
        "site": snapshot.site.name,
        "simulated": snapshot.site.simulated,
        "taken": snapshot.taken,
        "findings": [
            {**asdict(f), "severity": f.severity.name.lower(), "command": f.command}
            for f in found.findings
        ],
        "unchecked": [{**asdict(one), "says": one.says} for one in found.unchecked],
    }


COMMAND = Command(
    name="check",
    help="look once, and say what is wrong and how one can tell",
    arguments=_arguments,
    run=_run,
    exits="0 healthy; 1 findings; 2 nothing was found and not all could be checked, or "
    "no configuration says how to ask its APIs, whatever else was found",
)
