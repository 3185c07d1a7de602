"""`stackmend check`: all checks once."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from actions.model.fact import Probe, Snapshot
from actions.model.finding import Finding, Severity
from actions.model.site import Site
from tui.cli.command import Command
from tui.cli.looking import looked
from tui.cli.options import saved_snapshot
from tui.cli.printing import as_json, for_person, line, say, table, whole
from tui.values.status import through
from tui.values.wording import count

if TYPE_CHECKING:
    from actions.causes.report import Report
    from actions.run.state import RunState

STYLES = {Severity.CRITICAL: "bold red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}

LINES = 3
"""Of each evidence that a person is shown: the last ones; JSON has all."""


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
    snapshot = saved_snapshot(options)
    going: tuple[RunState, ...] = ()
    spared: tuple[str, ...] = ()
    if snapshot is None:
        snapshot = looked(options, _needed, deep=options.deep)
        spared = () if options.deep else left_out(_needed(), snapshot)
        going = _going_on(snapshot.site)
    from actions.causes.report import report

    found = report(snapshot)
    if options.json:
        as_json({**_json(snapshot, found, going), "spared": spared})
    else:
        _show(snapshot.site, found.findings)
    if spared:
        say(f"Not asked, for nothing gave a reason (--deep does): {', '.join(spared)}", "dim")
    failing = [f for f in found.every if f.severity >= Severity[options.fail_on.upper()]]
    _narrate(snapshot, found, going, bool(failing))
    if any(one.unasked for one in found.unchecked):
        return 2
    if failing:
        return 1
    return 2 if found.unchecked else 0


def _needed() -> tuple[Probe[Any], ...]:
    """All that checks and their evidence are made of."""
    from actions.causes.evidence import PROBES as EVIDENCE
    from actions.checks.all import CHECKS

    needed = {probe.name: probe for check in CHECKS for probe in check.needs}
    return tuple((needed | {probe.name: probe for probe in EVIDENCE}).values())


def left_out(probes: Iterable[Probe[Any]], snapshot: Snapshot) -> tuple[str, ...]:
    """The dear questions that were left out."""
    dear = (probe.name for probe in probes if probe.reason is not None)
    return tuple(sorted(name for name in dear if not snapshot.readings.get(name)))


def _going_on(site: Site) -> tuple[RunState, ...]:
    """The runs on this site that go on: what they restart is down meanwhile."""
    from actions.run.journal import list_runs

    try:
        return tuple(run for run in list_runs() if run.alive and run.site == site.name)
    except OSError:  # another user's folder: no reason to check nothing
        return ()


def _show(site: Site, findings: tuple[Finding, ...]) -> None:
    """Paragraphs for a person, a line with tabs for a program."""
    if not for_person():
        table((), (cells for cause in findings for cells in _lines(site, cause)))
        return
    for cause in findings:
        _paragraph(site, cause)
        if cause.consequences:
            line("because of this:", "dim", indent=3)
        for finding in cause.consequences:
            _paragraph(site, finding, indent=6)
        line()


def _paragraph(site: Site, finding: Finding, indent: int = 0) -> None:
    head = f"{finding.severity.letter}  {finding.code}  {finding.subject}".rstrip()
    line(head, STYLES[finding.severity], indent=indent)
    line(finding.message, indent=indent + 3)
    for one in finding.evidence:
        line(f"{one.source}:", "dim", indent=indent + 3)
        for text in one.text.splitlines()[-LINES:]:
            line(text, "dim", indent=indent + 5)
    command = finding.command(site)
    if command:
        whole(command, "bold", indent=indent + 3)


def _lines(site: Site, cause: Finding) -> Iterator[tuple[str, ...]]:
    """A cause, then what follows from it: its last column has the code and the subject of the cause."""
    for f in (cause, *cause.consequences):
        follows = "" if f is cause else f"{cause.code} {cause.subject}".rstrip()
        yield f.severity.name, f.code, f.subject, f.message, f.command(site), follows


def _narrate(snapshot: Snapshot, found: Report, going: tuple[RunState, ...], failing: bool) -> None:
    for one in found.unchecked:
        say(f"Not checked: {one.says}", "dim")
    for run in going:
        done, total = through(run)
        say(
            f"The run {run.id} ({f'{run.action} {run.target}'.rstrip()}, {done} of {total} steps) goes "
            "on: what it restarts is down meanwhile.",
            "dim",
        )
    bad = len(found.findings)
    follow = len(found.every) - bad
    more = f" and {follow} more that {'follow' if follow > 1 else 'follows'}" if follow else ""
    if snapshot.site.invocation.recording and any(finding.action for finding in found.findings):
        say(f"A recording of {snapshot.site.name}: what mends it is to be run on that site.", "dim")
    if bad and not failing and not found.unchecked:
        say(f"{snapshot.site.name}: healthy, with {_lesser(found.findings)}{more}", "green")
    elif bad:
        blind = ", but not all could be checked" if found.unchecked else ""
        say(f"{snapshot.site.name}: {count(bad, 'finding')}{more}{blind}")
    elif found.unchecked:
        say(f"{snapshot.site.name}: nothing found, but not all could be checked")
    else:
        say(f"{snapshot.site.name}: healthy", "green")


def _lesser(findings: tuple[Finding, ...]) -> str:
    """What was found that does not fail: by severity, the worst first."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(count(counts[s], s.name.lower()) for s in sorted(counts, reverse=True))


def _json(snapshot: Snapshot, found: Report, going: tuple[RunState, ...]) -> dict[str, Any]:
    return {
        "site": snapshot.site.name,
        "simulated": snapshot.site.simulated,
        "recording": snapshot.site.invocation.recording,
        "taken": snapshot.taken,
        "findings": [_finding(snapshot.site, cause) for cause in found.findings],
        "unchecked": [{**asdict(one), "says": one.says} for one in found.unchecked],
        "running": [{"id": run.id, "action": run.action, "target": run.target} for run in going],
    }


def _finding(site: Site, finding: Finding) -> dict[str, Any]:
    return {
        **asdict(replace(finding, consequences=())),
        "severity": finding.severity.name.lower(),
        "command": finding.command(site),
        "consequences": [_finding(site, one) for one in finding.consequences],
    }


COMMAND = Command(
    name="check",
    help="look once, and say what is wrong and how one can tell",
    arguments=_arguments,
    run=_run,
    exits="0 healthy, notices apart; 1 findings (--fail-on says which); 2 no such finding and not all "
    "could be checked, or no configuration says how to ask its APIs, whatever else was found",
)
