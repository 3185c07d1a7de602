"""Looking: what is asked after what, and what becomes of facts when something goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from actions.facts.all import PROBES
from actions.model.dependencies import with_needs
from actions.model.errors import NotConfigured
from actions.model.fact import Probe, Reading, Snapshot
from actions.model.query import ApiQuery, ParseError, Query, ShellQuery, UrlQuery
from actions.model.site import Site
from actions.transport.gateway import Gateway, NoAnswer
from actions.transport.poll import poll, poll_one

SITE = Site("lab")


class Wire(Gateway):
    """Answers from a table; an exception is raised, an event is waited for."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        super().__init__(SITE)
        self.answers = dict(answers)
        self.asked: list[str] = []
        self.given_up: list[str] = []
        self.waiting = asyncio.Semaphore(0)

    async def ask(self, question: Query, timeout: float) -> Any:
        name = question.url if isinstance(question, UrlQuery) else question.line  # type: ignore[union-attr]
        self.asked.append(name)
        answer = self.answers[name]
        if isinstance(answer, asyncio.Event):
            self.waiting.release()
            try:
                await answer.wait()
            except asyncio.CancelledError:
                self.given_up.append(name)
                raise
            answer = name
        if isinstance(answer, Exception):
            raise answer
        return answer


def parse(raw: Any) -> str:
    if raw == "unreadable":
        raise ParseError("expected sense, got nonsense")
    return f"fact of {raw}"


def probe(
    name: str,
    ask: Callable[[Snapshot], Mapping[str, Query]],
    needs: tuple[Probe[Any], ...] = (),
    read: Callable[[Any], Any] = parse,
) -> Probe[Any]:
    return Probe(name, ask, read, needs=needs)


def lines(*names: str) -> Callable[[Snapshot], Mapping[str, Query]]:
    return lambda snapshot: {name: ShellQuery("ctl", name) for name in names}


FIRST = probe("first", lines("a", "b"))


def then_ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """One question for each fact of the first probe, with the fact inside."""
    return {s: UrlQuery(f"{s}:{fact}") for s, fact in snapshot.each(FIRST).items()}


THEN = probe("then", then_ask, needs=(FIRST,))


async def test_a_probe_is_asked_after_what_it_needs_though_nobody_named_that() -> None:
    wire = Wire({"a": 1, "b": 2, "a:fact of 1": 3, "b:fact of 2": 4})
    seen: list[tuple[str, str, str]] = []
    snapshot = await poll(
        wire, Snapshot(SITE), [THEN], lambda: 50.0, lambda *r: seen.append((r[0], r[1], r[2].fact))
    )
    assert snapshot.taken == 50.0
    assert snapshot.each(THEN) == {"a": "fact of 3", "b": "fact of 4"}
    assert seen == [
        ("first", "a", "fact of 1"),
        ("first", "b", "fact of 2"),
        ("then", "a", "fact of 3"),
        ("then", "b", "fact of 4"),
    ]
    reading = snapshot.reading(THEN, "a")
    assert (reading.at, reading.tried, reading.error) == (50.0, 50.0, "")
    assert reading.took > 0


async def test_what_a_configuration_keeps_from_being_asked_is_marked_until_it_is_asked() -> None:
    wire = Wire({"a": NotConfigured("clouds.yaml lacks auth_url."), "b": NoAnswer("no answer")})
    before = await poll(wire, Snapshot(SITE), [FIRST])
    assert [before.reading(FIRST, subject).unasked for subject in ("a", "b")] == [True, False]
    wire.answers["a"] = NoAnswer("no answer")
    after = await poll(wire, before, [FIRST])
    assert not after.reading(FIRST, "a").unasked


async def test_a_failure_keeps_the_last_good_fact_and_says_why() -> None:
    wire = Wire({"a": 1, "b": 1})
    before = await poll(wire, Snapshot(SITE), [FIRST], lambda: 10.0)
    wire.answers = {"a": NoAnswer("ctl: no answer"), "b": "unreadable"}
    after = await poll(wire, before, [FIRST], lambda: 20.0)
    for subject, error in {"a": "ctl: no answer", "b": "expected sense, got nonsense"}.items():
        reading = after.reading(FIRST, subject)
        assert (reading.fact, reading.at, reading.tried, reading.error) == (
            "fact of 1",
            10.0,
            20.0,
            error,
        )
    assert before.errors(FIRST) == {}


async def test_a_fact_that_is_as_it_was_is_the_one_that_was() -> None:
    wire = Wire({"a": "1", "b": "1"})
    before = await poll(wire, Snapshot(SITE), (FIRST,))
    wire.answers["b"] = "2"
    after = await poll(wire, before, (FIRST,))
    assert after.get(FIRST, "a") is before.get(FIRST, "a")
    assert (after.get(FIRST, "b"), after.reading(FIRST, "a").at > before.reading(FIRST, "a").at) == (
        "fact of 2",
        True,
    )


async def test_an_error_shows_no_password() -> None:
    wire = Wire({"a": NoAnswer("cannot open mysql://nova:pw@db/nova"), "b": 1})
    snapshot = await poll(wire, Snapshot(SITE), [FIRST])
    assert snapshot.errors(FIRST) == {"a": "cannot open mysql://nova:****@db/nova"}


async def test_a_subject_that_is_no_longer_asked_disappears() -> None:
    old = {"first": {"c": Reading("old", 1.0)}, "other": {"": Reading("kept", 1.0)}}
    snapshot = await poll(Wire({"a": 1, "b": 2}), Snapshot(SITE, readings=old), [FIRST])
    assert set(snapshot.readings["first"]) == {"a", "b"}
    assert snapshot.readings["other"] == old["other"]


def broken_parse(raw: Any) -> Any:
    raise KeyError("hosts")


def broken_ask(snapshot: Snapshot) -> Mapping[str, Query]:
    raise IndexError("no host")


async def test_a_bug_in_a_probe_is_an_error_that_names_it() -> None:
    old = {"asks": {"x": Reading("kept", 1.0)}}
    probes = [probe("reads", lines("a"), read=broken_parse), probe("asks", broken_ask), FIRST]
    snapshot = await poll(Wire({"a": 1, "b": 2}), Snapshot(SITE, readings=old), probes)
    said = snapshot.errors(probes[0])["a"]
    assert said.startswith("the answer has not the shape that reads reads (KeyError in line ")
    assert "hosts" not in said
    assert snapshot.errors(probes[1]) == {"x": "the probe asks failed: IndexError: no host"}
    assert snapshot.get(probes[1], "x") == "kept"
    assert snapshot.each(FIRST) == {"a": "fact of 1", "b": "fact of 2"}


async def test_one_that_hangs_does_not_keep_the_others_back() -> None:
    hangs, asked = asyncio.Event(), asyncio.Event()
    wire = Wire({"a": 1, "b": hangs, "a:fact of 1": 3, "b:fact of b": 4})

    def seen(name: str, subject: str, _reading: Reading[Any]) -> None:
        if (name, subject) == ("then", "a"):
            asked.set()

    looking = asyncio.ensure_future(poll(wire, Snapshot(SITE), [THEN], seen=seen, patience=0.0))
    await asked.wait()
    hangs.set()
    snapshot = await looking
    assert snapshot.each(THEN) == {"a": "fact of 3", "b": "fact of 4"}
    assert wire.asked.count("a:fact of 1") == 1


@pytest.mark.parametrize("offered", ["yes", "no"])
async def test_a_probe_that_advises_is_not_waited_for(offered: str) -> None:
    """What needs it is asked beside it; what the advice then speaks against is as if never asked."""
    advice = Probe("advice", lines(offered), parse, soft=True)

    def ask(snapshot: Snapshot) -> Mapping[str, Query]:
        return {} if snapshot.get(advice, "no") else {"": UrlQuery("asked")}

    asked, told = asyncio.Event(), asyncio.Event()
    wire = Wire({offered: told, "asked": 1})
    then = probe("then", ask, needs=(advice,))

    def seen(name: str, _subject: str, _reading: Reading[Any]) -> None:
        if name == "then":
            asked.set()

    looking = asyncio.ensure_future(poll(wire, Snapshot(SITE), [then], seen=seen, patience=600.0))
    await asked.wait()
    told.set()
    assert (await looking).each(then) == ({"": "fact of 1"} if offered == "yes" else {})


async def test_what_was_asked_on_old_facts_is_asked_again_on_new_ones() -> None:
    hangs, old_asked = asyncio.Event(), asyncio.Event()
    never = asyncio.Event()
    before = Snapshot(SITE, readings={"first": {"b": Reading("old", 1.0)}})
    wire = Wire({"a": 1, "b": hangs, "a:fact of 1": 3, "b:old": never, "b:fact of b": 4})

    def seen(name: str, subject: str, _reading: Reading[Any]) -> None:
        if (name, subject) == ("then", "a"):
            old_asked.set()

    looking = asyncio.ensure_future(poll(wire, before, [THEN], seen=seen, patience=0.0))
    await old_asked.wait()
    hangs.set()
    snapshot = await looking
    assert snapshot.each(THEN) == {"a": "fact of 3", "b": "fact of 4"}
    assert wire.given_up == ["b:old"]


async def test_a_look_that_is_given_up_gives_up_all_its_questions() -> None:
    wire = Wire({"a": asyncio.Event(), "b": asyncio.Event()})
    looking = asyncio.ensure_future(poll(wire, Snapshot(SITE), [THEN]))
    for _ in range(2):
        await wire.waiting.acquire()
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    assert sorted(wire.given_up) == ["a", "b"]


async def test_one_probe_is_asked_on_the_facts_there_are() -> None:
    before = Snapshot(SITE, readings={"first": {"a": Reading("known", 1.0)}})
    wire = Wire({"a:known": 5})
    readings = await poll_one(wire, before, THEN, lambda: 7.0)
    assert {s: (r.fact, r.at) for s, r in readings.items()} == {"a": ("fact of 5", 7.0)}
    assert await poll_one(wire, Snapshot(SITE), THEN) == {}


async def test_answers_of_apis_are_read_aside() -> None:
    aside: list[Any] = []

    class Apart(Wire):
        async def ask(self, question: Query, timeout: float) -> Any:
            return ["row"]

        async def aside(self, function: Callable[[Any], Any], value: Any) -> Any:
            aside.append(value)
            return await super().aside(function, value)

    api = probe("api", lambda snapshot: {"": ApiQuery("compute", "/x", "x")})
    snapshot = await poll(Apart({}), Snapshot(SITE), [api])
    assert (aside, snapshot.get(api)) == ([["row"]], "fact of ['row']")


def test_needs_come_first_and_once() -> None:
    names = [p.name for p in with_needs(PROBES)]
    assert sorted(names) == sorted(p.name for p in PROBES)
    for one in PROBES:
        assert all(names.index(need.name) < names.index(one.name) for need in one.needs)


@pytest.mark.parametrize(
    ("deep", "answer", "asked"),
    [(True, "well", True), (False, "well", False), (False, "ill", True)],
    ids=["deep", "no reason", "a reason"],
)
async def test_a_dear_question_needs_a_reason(deep: bool, answer: str, asked: bool) -> None:
    cheap = probe("cheap", lambda _: {"": ShellQuery("host", "cheap")}, read=lambda _: answer)
    dear = Probe(
        "dear",
        lambda _: {"": ShellQuery("host", "dear")},
        parse,
        needs=(cheap,),
        reason=lambda snapshot: snapshot.get(cheap) == "ill",
    )
    gateway = Wire({"cheap": "", "dear": ""})
    await poll(gateway, Snapshot(SITE), (dear,), deep=deep)
    assert ("dear" in gateway.asked) is asked
