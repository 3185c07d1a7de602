"""Each step of a chapter is an action of its own, by a name that runs and people can give."""

from __future__ import annotations

import pytest

from actions.install.all import CHAPTERS
from actions.install.chapter import LOCK
from actions.registry import all_actions, find_action
from actions.run.planner import make_plan
from tests.install.building import recorded, situation, snapshot

NAMES = [f"install-{chapter.name}/{step.name}" for chapter in CHAPTERS for step in chapter.steps]


@pytest.mark.parametrize("name", NAMES)
def test_a_step_is_found_by_its_name(name: str) -> None:
    action = find_action(name)
    assert action is not None
    assert [step.name for step in action.steps] == [name.partition("/")[2]]
    assert action.lock == LOCK
    assert action.name == name
    assert action not in all_actions()


STRANGE = ["install-nova/mariadb-config", "install-nova/", "install/nova-config"]


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_no_step_of_that_chapter_is_not_found(name: str) -> None:
    assert find_action(name) is None


def test_a_step_alone_is_blocked_by_what_the_steps_before_it_have_not_done() -> None:
    bare = situation(snapshot(recorded("debian-12-bare")))
    action = find_action("install-nova/nova-config")
    assert action is not None
    (step,) = make_plan(action, bare).steps
    assert step.blocked
    assert step.commands == ()
