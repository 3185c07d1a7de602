"""`stackmend check`: all checks once."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from actions.model.fact import Snapshot
from actions.model.finding import Finding, Severity
from actions.model.site import Site
from tui.cli.command import Command
from tui.cli.looking import looked
from tui.cli.options import saved_snapshot
from tui.cli.printing import as_json, for_person, line, say, table, whole
from tui.values.wording import count

if TYPE_CHECKING:
    from actions.causes.report import Report

STYLES = {Severity.CRITICAL: "bold red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="findings as JSON")
    parser.add_argument(
        "--deep", action="store_true", help="ask what takes long too (rabbitmqctl), reason or not"
    )
    parser.add_argument(
        "--fail-on",
        choices=[severity.name.lower() for severity in Severity],
        default=Severity.WARNING.name.lower(),
        metavar="SEVERITY",
        help="exit code 1 for findings of that severity or a worse one: notice, warning (as without "
        "it) or critical",
    )


def _run(options: Namespace) -> int:
    from actions.causes.report import report
    from actions.checks.all import CHECKS

    snapshot = saved_snapshot(options)
    if snapshot is None:
        needed = {probe.name: probe for check in CHECKS for probe in check.needs}
        snapshot = looked(options, needed.values(), deep=options.deep)
    found = report(snapshot)
    if options.json:
        as_json(_json(snapshot, found))
    else:
        _show(snapshot.site, found.findings)
    failing = [f for f in found.findings if f.severity >= Severity[options.fail_on.upper()]]
    _narrate(snapshot, found, bool(failing))
    if any(one.unasked for one in found.unchecked):
        return 2
    if failing:
        return 1
    return 2 if found.unchecked else 0


def _show(site: Site, findings: tuple[Finding, ...]) -> None:
    """Paragraphs for a person, a line with tabs for a program."""
    commands = [finding.command(site) for finding in findings]
    if not for_person():
        pairs = zip(findings, commands, strict=True)
        table((), ((f.severity.name, f.code, f.subject, f.message, command) for f, command in pairs))
        return
    for finding, command in zip(findings, commands, strict=True):
        style = STYLES[finding.severity]
        line(f"{finding.severity.letter}  {finding.code}  {finding.subject}".rstrip(), style)
        line(finding.message, indent=3)
        if command:
            whole(command, "bold", indent=3)
        line()


def _narrate(snapshot: Snapshot, found: Report, failing: bool) -> None:
    for one in found.unchecked:
        say(f"Not checked: {one.says}", "dim")
    bad = len(found.findings)
    if snapshot.site.invocation.recording and any(finding.action for finding in found.findings):
        say(f"A recording of {snapshot.site.name}: what mends it is to be run on that site.", "dim")
    if bad and not failing and not found.unchecked:
        say(f"{snapshot.site.name}: healthy, with {_lesser(found.findings)}", "green")
    elif bad:
        more = ", but not all could be checked" if found.unchecked else ""
        say(f"{snapshot.site.name}: {count(bad, 'finding')}{more}")
    elif found.unchecked:
        say(f"{snapshot.site.name}: nothing found, but not all could be checked")
    else:
        say(f"{snapshot.site.name}: healthy", "green")


def _lesser(findings: tuple[Finding, ...]) -> str:
    """What was found that does not fail: by severity, the worst first."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(count(counts[s], s.name.lower()) for s in sorted(counts, reverse=True))


def _json(snapshot: Snapshot, found: Report) -> dict[str, Any]:
    return {
        "site": snapshot.site.name,
        "simulated": snapshot.site.simulated,
        "recording": snapshot.site.invocation.recording,
        "taken": snapshot.taken,
        "findings": [
            {**asdict(f), "severity": f.severity.name.lower(), "command": f.command(snapshot.site)}
            for f in found.findings
        ],
        "unchecked": [{**asdict(one), "says": one.says} for one in found.unchecked],
    }


COMMAND = Command(
    name="check",
    help="look once, and say what is wrong and how one can tell",
    arguments=_arguments,
    run=_run,
    exits="0 healthy, notices apart; 1 findings (--fail-on says which); 2 no such finding and not all "
    "could be checked, or no configuration says how to ask its APIs, whatever else was found",
)
