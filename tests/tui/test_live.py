"""When what is looked at, what is kept of it, and for how long."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from actions.facts.keystone import endpoint_health, endpoints
from actions.model.fact import Probe, Reading, Snapshot
from actions.model.query import UrlQuery, UrlResult
from actions.model.site import Host, Site
from screens.all import PANES
from tests.screens.cloud import NOW
from tests.tui.console import driving
from tests.tui.fake import FakeSession
from tui.app import Stackmend
from tui.live.backend import Trouble
from tui.live.poller import Poller, Seen
from tui.live.schedule import LONGEST, Schedule
from tui.live.ssh import ssh_command
from tui.live.store import Store
from tui.values import samples

SITE = Site("lab")
BASE: Probe[int] = Probe("base", lambda _: {"a": UrlQuery("u"), "b": UrlQuery("u")}, int, period=10)
NEXT: Probe[int] = Probe("next", lambda _: {}, int, period=60, needs=(BASE,))
NEVER: Probe[int] = Probe("never", lambda _: {}, int, period=0)
GOOD: Reading[int] = Reading(1, 5.0, tried=5.0)
BAD: Reading[int] = Reading(1, 5.0, "no answer", tried=6.0)


def test_needs_are_asked_before_what_builds_on_them() -> None:
    schedule = Schedule((NEXT, NEVER))
    assert schedule.probes == (BASE, NEXT)
    assert schedule.due(0) == (BASE,)
    schedule.started(BASE, 0)
    assert schedule.due(0) == ()
    schedule.ended(BASE, {"a": GOOD}, 1)
    assert schedule.due(1) == (NEXT,)
    assert not schedule.whole
    schedule.ended(NEXT, {}, 2)
    assert schedule.whole


def test_a_refresh_asks_what_builds_on_others_after_them() -> None:
    """Else a mended mapping is judged by the database that the old one led to, until the next time."""
    schedule = Schedule((NEXT,))
    for probe in (BASE, NEXT):
        schedule.started(probe, 0)
        schedule.ended(probe, {}, 0)
    schedule.started(BASE, 10)
    schedule.refresh()
    assert schedule.due(11) == ()
    schedule.ended(BASE, {}, 11)
    assert schedule.due(11) == (BASE,)
    schedule.started(BASE, 11)
    schedule.ended(BASE, {}, 12)
    assert schedule.due(12) == (NEXT,)
    assert schedule.whole


def test_each_has_its_own_period_and_none_is_asked_twice_at_once() -> None:
    schedule = Schedule((BASE,))
    schedule.started(BASE, 0)
    assert schedule.due(100) == ()
    assert math.isinf(schedule.next(100))
    schedule.ended(BASE, {"a": GOOD}, 100)
    assert schedule.due(100) == (BASE,)
    schedule.started(BASE, 100)
    schedule.ended(BASE, {"a": GOOD}, 101)
    assert schedule.next(101) == 9


def test_what_fails_is_asked_less_and_less_and_soon_again_when_it_answers() -> None:
    schedule = Schedule((BASE,))
    pauses = []
    now = 0.0
    for _ in range(7):
        schedule.ended(BASE, {"a": BAD, "b": GOOD}, now)
        pauses.append(next(t for t in range(1000) if "a" in schedule.subjects(BASE, "ab", now + t)))
        assert "b" in schedule.subjects(BASE, "ab", now)
        now += 1000
    assert pauses == [0, 20, 40, 80, *[int(LONGEST)] * 3]
    schedule.ended(BASE, {"a": GOOD}, now)
    assert schedule.subjects(BASE, "ab", now) == ("a", "b")


def test_what_has_a_long_period_and_fails_is_asked_again_soon_and_alone() -> None:
    """A dear question that a busy host did not answer; what another one answered keeps its period."""
    dear = Probe("dear", lambda _: {}, str, period=300.0)
    schedule = Schedule((dear,))
    asked = {}
    for answers in ({"a": BAD, "b": GOOD}, {"a": BAD}, {"a": GOOD}, {"b": GOOD}):
        now = schedule.next(0.0)
        assert schedule.due(now) == (dear,)
        asked[now] = schedule.subjects(dear, "ab", now)
        schedule.started(dear, now)
        schedule.ended(dear, answers, now + 8)
    assert asked == {0: ("a", "b"), 38: ("a",), 106: ("a",), 300: ("b",)}
    assert schedule.next(308) == 98


def test_nobody_there_is_no_reason_to_stop() -> None:
    schedule = Schedule((BASE,))
    assert schedule.due(30 * 86400) == (BASE,)


def test_refresh_asks_everything_and_what_rests() -> None:
    schedule = Schedule((BASE,))
    for _ in range(3):
        schedule.started(BASE, 0)
        schedule.ended(BASE, {"a": BAD}, 0)
    assert schedule.due(1) == ()
    schedule.refresh()
    assert schedule.due(1) == (BASE,)
    assert schedule.subjects(BASE, "ab", 1) == ("a", "b")


def test_a_snapshot_is_frozen_and_shares_what_has_not_changed() -> None:
    store = Store(SITE)
    store.put("base", "a", GOOD)
    store.put("next", "", GOOD)
    first = store.snapshot(1)
    assert store.snapshot(2) is first
    store.put("base", "b", BAD)
    second = store.snapshot(3)
    assert set(first.readings["base"]) == {"a"}
    assert set(second.readings["base"]) == {"a", "b"}
    assert second.readings["next"] is first.readings["next"]
    store.keep("base", {"b"})
    assert set(store.snapshot(4).readings["base"]) == {"b"}


def test_history_keeps_the_peak_of_each_bucket_for_a_quarter_of_an_hour() -> None:
    store = Store(SITE)
    for at, took in ((0.0, 0.1), (3.0, 0.4), (14.0, 0.2), (31.0, 0.3)):
        answer = Reading(UrlResult(200, took=took), at, tried=at)
        store.put(endpoint_health.PROBE.name, "http://a/", answer)
    samples_now = store.snapshot(40.0).history[samples.latency("http://a/")]
    assert len(samples_now) == samples.BUCKETS
    assert samples_now[-3:] == (0.4, None, 0.3)
    assert set(samples_now[:-3]) == {None}
    store.put(endpoints.PROBE.name, "", GOOD)
    assert store.snapshot(31.0 + 16 * 60).history == {}


async def test_the_poller_asks_keeps_and_forgets() -> None:
    asked: list[tuple[str, ...]] = []
    changes: list[Snapshot] = []
    subjects = ["a", "b"]
    probe: Probe[int] = Probe("p", lambda _: {s: UrlQuery(s) for s in subjects}, int, period=10)

    async def look(snapshot: Snapshot, narrowed: Probe[Any], seen: Seen) -> Mapping[str, Reading[Any]]:
        questions = tuple(narrowed.ask(snapshot))
        asked.append(questions)
        readings = {s: Reading(1, 1.0, tried=1.0) for s in questions}
        for subject, reading in readings.items():
            seen(probe.name, subject, reading)
        return readings

    store = Store(SITE)
    done = asyncio.Event()

    def changed() -> None:
        changes.append(store.snapshot(1.0))
        done.set()

    poller = Poller(look, store, Schedule((probe,)), changed, lambda: 1.0)
    task = asyncio.create_task(poller.run())
    await done.wait()
    await asyncio.sleep(0)
    assert set(store.snapshot(1.0).readings["p"]) == {"a", "b"}
    subjects.remove("b")
    done.clear()
    poller.refresh()
    while len(asked) < 2 or "b" in store.snapshot(1.0).readings["p"]:
        await asyncio.wait_for(done.wait(), 5)
        done.clear()
    assert asked == [("a", "b"), ("a",)]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


HOSTS = Site(
    "lab",
    (
        Host("plain"),
        Host("full", address="10.0.0.7", port=2222, user="ops"),
    ),
)
SSH = {
    "plain": ["ssh", "--", "plain"],
    "full": ["ssh", "-p", "2222", "-l", "ops", "--", "10.0.0.7"],
}


@pytest.mark.parametrize("host", SSH)
def test_the_operators_own_ssh_is_called(host: str) -> None:
    assert ssh_command(HOSTS, host) == SSH[host]


def test_a_site_can_have_an_ssh_config_of_its_own() -> None:
    site = Site("lab", HOSTS.hosts, ssh_config="/x/ssh_config")
    assert ssh_command(site, "plain") == ["ssh", "-F", "/x/ssh_config", "--", "plain"]
    with pytest.raises(Trouble, match="no host elsewhere"):
        ssh_command(site, "elsewhere")


def test_a_home_of_the_environment_has_its_ssh_config_read_by_ssh_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ssh itself looks for the home in the passwd database."""
    monkeypatch.setenv("HOME", str(tmp_path))
    assert ssh_command(HOSTS, "plain") == SSH["plain"]
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "config").write_text("Host *\n")
    assert ssh_command(HOSTS, "plain") == ["ssh", "-F", f"{tmp_path}/.ssh/config", "--", "plain"]


async def test_the_first_findings_do_not_wait_longer_because_the_site_took_its_time_to_open() -> None:
    worked: asyncio.Queue[float] = asyncio.Queue()

    class Noting(FakeSession):
        async def look(
            self, facts: Snapshot, probe: Probe[Any], seen: Seen
        ) -> Mapping[str, Reading[Any]]:
            worked.put_nowait(app.worked)
            return await super().look(facts, probe, seen)

    def open_slowly() -> FakeSession:
        until = time.thread_time() + 0.5
        while time.thread_time() < until:
            pass
        return Noting()

    app = Stackmend(PANES, open_slowly, clock=lambda: NOW)
    async with driving(app) as it:
        assert await worked.get() < 0.5
        await it.settle()
