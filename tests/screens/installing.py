"""A small installation for the Install pane: two chapters, a plan of them, and runs."""

from __future__ import annotations

from actions.install.chapter import Chapter
from actions.install.step import deciding
from actions.model.command import Outline
from actions.model.plan import Plan, PlannedStep, Situation, Step, already
from actions.run.state import CommandState, Line, RunState, Status, StepState
from tests.screens.cloud import NOW, SITE


def _step(name: str, title: str, *, parallel: bool = False, guide: str = "") -> Step:
    def plan(_: Situation) -> object:
        return already("it is so")

    return deciding(name, title, (), plan, parallel=parallel, deviation=guide)  # type: ignore[arg-type]


BASE = Chapter(
    "base",
    "Install what all services need",
    (
        _step("host-names", "Names resolve", parallel=True),
        _step("base-packages", "Packages", parallel=True, guide="no update of apt's lists before."),
        _step("users", "Users in Keystone"),
    ),
)
NOVA = Chapter(
    "nova",
    "Install Nova",
    (
        _step("nova-packages", "Nova's packages", parallel=True),
        _step("nova-config", "nova.conf", guide="https in auth_url, where Keystone speaks http."),
        _step("nova-units", "Nova's services run", parallel=True),
    ),
)
CHAPTERS = (BASE, NOVA)

APT = "apt-get install -y"
_HOSTS = ("controller", "compute1", "compute2", "compute3", "storage1")


def _planned(
    step: Step, *commands: Outline, why: str = "it is missing", hosts: tuple[str, ...] = ()
) -> PlannedStep:
    return PlannedStep(step.name, step.title, commands, why, deviation=step.deviation, hosts=hosts)


_NAMES, _PACKAGES, _USERS = BASE.steps
_PLANNED = (
    _planned(_NAMES, why="controller, compute1, compute2, compute3 and storage1 resolve", hosts=_HOSTS),
    _planned(_PACKAGES, *(Outline(host, APT, items=("chrony",)) for host in _HOSTS)),
    _planned(_USERS, Outline("api:identity", "openstack user create nova")),
    *(_planned(s, *(Outline(h, APT) for h in _HOSTS[:3])) for s in NOVA.steps[:1]),
    _planned(NOVA.steps[1], Outline("controller", "edit /etc/nova/nova.conf")),
    _planned(NOVA.steps[2], Outline("controller", "systemctl restart", items=("nova-api",))),
)
PLAN = Plan("install", "Install all chapters", "", _PLANNED, digest="0123456789ab")


def run(status: Status = Status.RUNNING) -> RunState:
    """A run at Nova's packages: one host is through, one is at work; or it failed there."""
    running = status is Status.RUNNING
    outlines = _PLANNED[3].commands
    last = CommandState(outlines[1], None if running else 100, False, NOW - 20)
    at = StepState(
        _PLANNED[3],
        status,
        "" if running else "On compute1, apt-get ended with exit code 100: the mirror is gone",
        (CommandState(outlines[0], 0, True, NOW - 40, NOW - 21), last),
        started=NOW - 42,
        ended=0.0 if running else NOW - 2,
    )
    steps = (
        StepState(_PLANNED[0], Status.UNCHANGED, "all resolve", started=NOW - 300, ended=NOW - 299),
        StepState(_PLANNED[1], Status.DONE, "all are there", started=NOW - 299, ended=NOW - 45),
        StepState(_PLANNED[2], Status.DONE, "Keystone has nova", started=NOW - 45, ended=NOW - 42),
        at,
        *(StepState(planned) for planned in _PLANNED[4:]),
    )
    said = ("Get:7 http://deb.debian.org/debian bookworm", "Unpacking \x1b[1mnova-compute\x1b[0m")
    return RunState(
        id="20251229-091500-install",
        plan=PLAN,
        site=SITE.name,
        status=status,
        steps=steps,
        output=tuple(Line("nova-packages", "compute1", text) for text in said),
        started=NOW - 300,
        alive=running,
    )
