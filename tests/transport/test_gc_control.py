"""Heavy work: one at a time, garbage before it, and what it makes is looked through no more."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest

from actions.transport.gc_control import collect_all, cpu_section


class Node:
    """Refers to itself: only the collector frees it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def by_hand() -> Iterator[None]:
    """As the console has it."""
    gc.disable()
    yield
    gc.unfreeze()
    gc.enable()


def test_the_second_waits_for_the_first() -> None:
    order: list[str] = []
    begun = threading.Event()

    def second() -> None:
        begun.set()
        with cpu_section():
            order.append("second")

    with cpu_section():
        thread = threading.Thread(target=second)
        thread.start()
        assert begun.wait(10)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


@pytest.mark.usefixtures("by_hand")
def test_what_became_garbage_before_is_collected() -> None:
    gone = weakref.ref(Node())
    assert gone() is not None
    with cpu_section():
        assert gone() is None


@pytest.mark.usefixtures("by_hand")
def test_what_is_made_inside_is_left_out_and_freed_when_nobody_holds_it() -> None:
    with cpu_section():
        facts, cycle = {frozenset("a")}, weakref.ref(Node())
    fact = weakref.ref(next(iter(facts)))
    gc.collect()
    assert cycle() is not None, "a cycle waits for `collect_all`"
    facts.clear()
    assert fact() is None
    collect_all()
    assert cycle() is None


def test_where_python_collects_by_itself_nothing_is_left_out() -> None:
    with cpu_section():
        pass
    assert gc.get_freeze_count() == 0
