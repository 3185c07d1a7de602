"""Install: chapters and steps as a tree, how each stands on which host, and what goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from actions.model.plan import Step
from tui.values import wording
from tui.values.cell import Cell, Column, Offer, Row, Tone, joined
from tui.values.pane import Pane, Section, View, fact
from tui.values.planned import command_lines
from tui.values.sanitize import plain

if TYPE_CHECKING:
    from actions.install.chapter import Chapter
    from actions.run.state import RunState
    from actions.run.step_status import State, StepStatus

API = "API"
"""Stands among the hosts for requests to APIs: `run.step_status.API`, whose import takes time."""

COLUMNS = (
    Column("Step", most=64, least=26),
    Column("State", most=18, least=13),
    Column("Hosts", most=48, least=12, drop=2),
    Column("Time", right=True, drop=1),
    Column("Why", grow=True, least=20, drop=3),
)
WHOLE = "install"
"""The action, and the key of the row, that all chapters make together."""
RUNS = 20
"""The newest so many runs of installations are looked at."""
NAMED = 4
"""Hosts that are named one by one; of more, those that stand alike are counted."""
TAIL = 200
"""Lines of output that are kept in sight."""

_SIGNS = {"unchanged": "✓", "done": "✓", "to do": "+", "running": "▶", "verifying": "?"}
_TONES: dict[str, Tone] = {
    "not checked": "dim", "unchanged": "good", "done": "good", "to do": "warning",
    "running": "accent", "verifying": "accent", "declined": "dim",
    "drifted": "warning", "unverified": "warning", "interrupted": "warning",
}  # fmt: skip
_ORDER = (
    "running", "verifying", "failed", "blocked", "drifted", "unverified", "interrupted", "declined",
    "to do", "not checked", "done", "unchanged",
)  # fmt: skip
"""What a chapter's state is: the first of these that one of its steps has."""


def _tone(state: str) -> Tone:
    return _TONES.get(state, "critical")


@dataclass(frozen=True, eq=False)
class _Look:
    """What every row of one view needs."""

    view: View

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """Imported when first shown: a hundred modules that the first frame does not wait for."""
        from actions.install.all import CHAPTERS

        return CHAPTERS

    @cached_property
    def runs(self) -> tuple[RunState, ...]:
        """The installations of this site, the newest first."""
        found = (run for run in self.view.own_runs if run.action.startswith(WHOLE))
        return tuple(islice(found, RUNS))

    @cached_property
    def live(self) -> RunState | None:
        """The one that goes on."""
        return next((run for run in self.runs if run.alive), None)

    @cached_property
    def left(self) -> Mapping[str, float]:
        """Seconds that each step of it may still take."""
        from actions.run.eta import time_left

        return time_left(self.live, self.runs, self.view.now) if self.live else {}

    @cached_property
    def statuses(self) -> Mapping[str, StepStatus]:
        """How every step stands, by its name."""
        from actions.run.step_status import StepStatus, step_statuses

        view = self.view
        plans = [(view.made.get(name, 0.0), plan) for name, plan in view.plans.items()]
        known = step_statuses(plans, self.runs, view.snapshot.site)
        return {step.name: known.get(step.name) or StepStatus() for step in self.steps()}

    def of(self, steps: Iterable[Step]) -> list[StepStatus]:
        """How some steps stand."""
        return [self.statuses[step.name] for step in steps]

    def steps(self) -> tuple[Step, ...]:
        """All steps."""
        return tuple(step for chapter in self.chapters for step in chapter.steps)


def rows(view: View) -> list[Row]:
    """The whole, and below it every chapter with its steps."""
    return list(_rows(_Look(view)))


def _rows(look: _Look) -> Iterator[Row]:
    yield _group_row(look, WHOLE, "All chapters", WHOLE, look.steps(), folds=False)
    for chapter in look.chapters:
        title = f"{chapter.name}: {chapter.title}"
        yield _group_row(look, chapter.name, title, chapter.action.name, chapter.steps, folds=True)
        yield from (_step_row(look, chapter, step) for step in chapter.steps)


def _group_row(
    look: _Look, key: str, title: str, action: str, steps: Sequence[Step], *, folds: bool
) -> Row:
    statuses = look.of(steps)
    state = _worst(statuses)
    well = sum(_SIGNS.get(one.state) == "✓" for one in statuses)
    count = f"{well}/{len(steps)}" if state != "not checked" or well else ""
    first = next(one for one in statuses if one.state == state)
    left = [look.left[step.name] for step in steps if step.name in look.left]
    stuck = state not in _TONES or _TONES[state] == "warning"
    return Row(
        key,
        (
            Cell(title, "accent"),
            joined((state, _tone(state)), (count, "dim"), between=" ", order=_ORDER.index(state)),
            _hosts(_together(statuses)),
            _about(sum(left), "") if left else Cell(),
            Cell(plain(first.why) if stuck else "", "dim"),
        ),
        offers=(Offer("plan", action),),
        run=_run(first),
        says=_advice(look, state, plain(first.why)) if stuck or state == "not checked" else "",
        folds=folds,
    )


def _worst(statuses: Iterable[StepStatus]) -> State:
    return min((one.state for one in statuses), key=lambda state: _ORDER.index(state))


def _advice(look: _Look, state: str, why: str) -> str:
    if state == "not checked":
        plan = look.view.named("{row.plan} plans it")
        return f"not checked. {plan}, and shows what is so already and what would be run."
    return f"{state}: {why}" if why else state


def _together(statuses: Iterable[StepStatus]) -> dict[str, str]:
    """Each host's state over several steps: what wants attention first."""
    found: dict[str, str] = {}
    for one in statuses:
        for host, state in one.hosts.items():
            found[host] = min(found.get(host, state), state, key=_ORDER.index)
    return found


def _step_row(look: _Look, chapter: Chapter, step: Step) -> Row:
    one = look.statuses[step.name]
    mark = "≠" if step.deviation else " "
    return Row(
        f"{chapter.name} {step.name}",
        (
            joined((f"  {mark} ", "notice"), (step.title, ""), between=""),
            Cell(one.state, _tone(one.state), _ORDER.index(one.state)),
            _hosts(one.hosts),
            _time(look, step, one),
            Cell(plain(one.why), "dim"),
        ),
        offers=(Offer("plan", f"{chapter.action.name}/{step.name}"),),
        run=_run(one),
        says=f"{step.title}: {_advice(look, one.state, plain(one.why))}",
        parent=chapter.name,
    )


def _run(one: StepStatus) -> str:
    """The run that can be resumed or undone from the row."""
    return one.run.id if one.run is not None and _SIGNS.get(one.state) != "✓" else ""


def _hosts(hosts: Mapping[str, str]) -> Cell:
    """Each host with its sign; of many, those that stand alike as a number."""
    known = {host: state for host, state in hosts.items() if state != "not checked"}
    if len(known) <= NAMED:
        return joined(*(_signed(plain(host), state) for host, state in known.items()))
    alike: dict[str, list[str]] = {}
    for host, state in known.items():
        if host != API:
            alike.setdefault(state, []).append(plain(host))
    parts = [_signed(_many(alike[state]), state) for state in sorted(alike, key=_ORDER.index)]
    if API in known:
        parts.append(_signed(API, known[API]))
    return joined(*parts)


def _signed(name: str, state: str) -> tuple[str, Tone]:
    return f"{name} {_sign(state)}", _tone(state)


def _many(hosts: Sequence[str]) -> str:
    return hosts[0] if len(hosts) == 1 else f"{len(hosts)} hosts"


def _sign(state: str) -> str:
    return _SIGNS.get(state, "!")


def _time(look: _Look, step: Step, one: StepStatus) -> Cell:
    """What the step took, or may take."""
    if look.live is not None and one.run is look.live and step.name in look.left:
        return _about(look.left[step.name], "dim")
    done = one.of_run
    if done is None or not done.started or not done.ended:
        return Cell()
    return Cell(wording.age(done.ended - done.started), "", done.ended - done.started)


def _about(left: float, tone: Tone) -> Cell:
    return Cell(f"about {wording.age(max(1.0, left))}", tone, left)


def live(view: View) -> list[Cell]:
    """The last lines of output of the run that goes on, and its step; the end is what is in sight."""
    look = _Look(view)
    run = look.live
    if run is None:
        return []
    step = next((s for s in run.steps if s.status in ("running", "verifying")), None)
    if step is None:
        return [Cell(f"{run.title}: between two steps", "accent")]
    head = f"▶ {plain(step.title)}: {step.status.value}, for {wording.age(view.now - step.started)}"
    lines = [line for line in run.output if line.step == step.name][-TAIL:]
    return [*(_said(line.where, line.text) for line in lines), Cell(head, "accent")]


def _said(where: str, text: str) -> Cell:
    host = plain(where)
    return Cell(f"  {host} │ {plain(text)}", marks=((2, 4 + len(host), "dim"),))


def detail(view: View, key: str) -> tuple[Section, ...]:
    """A step with its commands, or a chapter with its steps and what is otherwise than the guide."""
    look = _Look(view)
    if key == WHOLE:
        return tuple(_group(look, "Everything", WHOLE, look.steps()))
    for chapter in look.chapters:
        if key == chapter.name:
            return tuple(_group(look, chapter.title, chapter.action.name, chapter.steps))
        for step in chapter.steps:
            if key == f"{chapter.name} {step.name}":
                return tuple(_step(look, chapter, step))
    return ()


def _with_command(view: View, title: str, facts: Iterable[tuple[Cell, Cell]], action: str) -> Section:
    """Facts, and how the same is planned from a shell; a recording has no such line."""
    command = view.snapshot.site.invocation.plan(action)
    last = (fact("from a shell", ""),) if command else ()
    return Section(title, (*facts, *last), command=plain(command))


def _group(look: _Look, title: str, action: str, steps: Sequence[Step]) -> Iterator[Section]:
    states = Counter(look.statuses[step.name].state for step in steps)
    told = ", ".join(f"{states[s]} {s}" for s in sorted(states, key=_ORDER.index))
    yield _with_command(look.view, title, [fact("steps", told)], action)
    yield Section("Steps", tuple(_line(look, step) for step in steps))
    other = tuple(
        (Cell(step.title, "strong"), Cell(step.deviation)) for step in steps if step.deviation
    )
    if other:
        yield Section("What the guide has otherwise, and why it is not done so", other)


def _line(look: _Look, step: Step) -> tuple[Cell, ...]:
    one = look.statuses[step.name]
    return Cell(one.state, _tone(one.state)), Cell(step.title), Cell(plain(one.why), "dim")


def _step(look: _Look, chapter: Chapter, step: Step) -> Iterator[Section]:
    one = look.statuses[step.name]
    facts = [
        fact("chapter", chapter.title),
        fact("state", Cell(one.state, _tone(one.state))),
        fact("why", plain(one.why)) if one.why else fact("why", _advice(look, one.state, "")),
    ]
    if one.at:
        facts.append(fact("seen", f"{wording.age(look.view.now - one.at)} ago{_source(one)}"))
    facts += [fact(plain(host), Cell(state, _tone(state))) for host, state in one.hosts.items()]
    facts.append(fact("hosts go", "side by side" if step.parallel else "one after the other"))
    yield _with_command(look.view, step.title, facts, f"{chapter.action.name}/{step.name}")
    if step.deviation:
        yield Section(
            "What the guide has otherwise, and why it is not done so", ((Cell(step.deviation),),)
        )
    if one.planned is not None and one.planned.commands:
        lines = [line for command in one.planned.commands for line in command_lines(command)]
        yield Section("Commands", tuple((line,) for line in lines))
    said = [line for line in one.run.output if line.step == step.name] if one.run else []
    if said:
        yield Section("Output", tuple((_said(line.where, line.text),) for line in said[-TAIL:]))


def _source(one: StepStatus) -> str:
    return f", by run {plain(one.run.id)}" if one.run is not None else ", when it was planned"


PANE = Pane(
    name="install",
    title="Install",
    key="7",
    needs=(),
    columns=COLUMNS,
    rows=rows,
    detail=detail,
    about=(
        "The chapters of an installation with their steps. {row.plan} plans the whole, a chapter or "
        "one step; what is so already is left alone. Beside a host: ✓ so, + to do, ▶ at work, "
        "? being verified, ! wants attention. ≠ marks what the guide has otherwise: enter tells why."
    ),
    live=live,
)
