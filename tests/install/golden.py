"""The golden plans: every command of a chapter on bare hosts, in tests/cases/install/plans."""

from __future__ import annotations

from pathlib import Path

from actions.install.all import INSTALLS
from actions.install.chapter import Chapter
from actions.install.cinder.chapter import CHAPTER as CINDER
from actions.run.planner import make_plan
from tests.install.building import (
    FOLDER,
    SITE,
    STORAGE,
    recorded,
    situation,
    snapshot,
    told,
    with_hosts,
)

DISTROS = ("debian-12", "debian-13", "ubuntu-22.04", "ubuntu-24.04")


def golden(distro: str, chapter: Chapter) -> Path:
    """The file that holds the chapter's plan."""
    return FOLDER / "plans" / distro / f"{chapter.name}.txt"


def plan_of(distro: str, chapter: Chapter) -> str:
    """What the chapter does within the whole installation, as its file has it."""
    site = with_hosts(SITE, STORAGE) if chapter is CINDER else SITE
    plan = make_plan(INSTALLS[0], situation(snapshot(recorded(f"{distro}-bare"), site)))
    names = {step.name for step in chapter.steps}
    lines = []
    for step in plan.steps:
        if step.name in names:
            assert not step.blocked, step.why
            lines.append(f"# {step.title}: {step.why}")
            lines += [line for command in step.commands for line in told(command)]
    return "\n".join(lines) + "\n"
