"""What the tenant's steps share: things looked up by name, ids that are still to come, and requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

from actions.install.step import Blocked, Hopeless, current, deciding
from actions.install.tenant.choices import Choices, read
from actions.model.command import COMING, Api, Undo
from actions.model.fact import Probe
from actions.model.plan import Decision, Situation, Step, already, do

NOT_WANTED = "the site file has no [install.tenant]: no tenant is asked for"
_PATIENCE = 30.0
"""Seconds for an API to answer that was started just before: Neutron's first answer takes ten."""
_OWN = "tenant-"
"""How the names of this chapter's steps begin."""


class Named(Protocol):
    """A thing of an API."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def name(self) -> str:
        """Its name, which need not be its own alone."""


T = TypeVar("T", bound=Named)
F = TypeVar("F")


def tenant_step(
    name: str,
    title: str,
    needs: tuple[Probe[Any], ...],
    plan: Callable[[Situation, Choices], Decision],
    *,
    verify_timeout: float = _PATIENCE,
    deviation: str = "",
) -> Step:
    """A step of this chapter; it has nothing to do where the site file asks for no tenant."""

    def decide(situation: Situation) -> Decision:
        chosen = read(situation.site)
        return plan(situation, chosen) if chosen else already(NOT_WANTED)

    return deciding(
        f"{_OWN}{name}", title, needs, decide, verify_timeout=verify_timeout, deviation=deviation
    )


def seen(situation: Situation, probe: Probe[F], empty: F, subject: str = "") -> F:
    """A fact; `empty` where an earlier chapter of the plan has still to bring the service about."""
    fact = current(situation, probe, subject)
    if fact is not None:
        return fact
    if any(not name.startswith(_OWN) for name in situation.pending):
        return empty
    error = situation.snapshot.reading(probe, subject).error
    raise Blocked(
        f"Not known: {probe.name}: {error or 'the catalog has no such service, or nobody looked yet'}"
    )


def named(situation: Situation, probe: Probe[tuple[T, ...]], name: str, kind: str) -> T | None:
    """The thing of that name, if there is one; raises `Hopeless` where there are several."""
    return one_of((t for t in seen(situation, probe, ()) if t.name == name), f"named {name}", kind)


def one_of(things: Iterable[T], told: str, kind: str) -> T | None:
    """The only thing, if there is any; raises `Hopeless` where there are several."""
    found = list(things)
    if len(found) > 1:
        ids = ", ".join(thing.id for thing in found)
        raise Hopeless(
            f"There are {len(found)} {kind}s {told} ({ids}): delete all but one with "
            f"`openstack {kind} delete ID`, or choose another name in [install.tenant]."
        )
    return found[0] if found else None


def id_of(situation: Situation, thing: Named | None, what: str, maker: str) -> str:
    """Its id; that of one that the step `maker` will make is still to come."""
    if thing is not None:
        return thing.id
    if maker in situation.pending:
        return COMING
    raise Blocked(f"There is no {what}; the step {maker} makes it.")


def create(
    service: str, path: str, kind: str, show: str, body: Mapping[str, Any], verify_timeout: float = 30.0
) -> Api:
    """POST one thing; it is taken back by DELETE of its id."""
    name = str(body["name"]) if "name" in body else ""
    what = show.split(" create", 1)[0].removeprefix("openstack ")
    undo = Undo(
        title=f"Delete the {what} {name}".rstrip(),
        method="DELETE",
        path=f"{path}/{{id}}",
        show=f"openstack {what} delete {name or '{id}'}",
        under=kind,
        settle=verify_timeout,
    )
    return Api(service, "POST", path, show, {kind: body}, undo=undo)


def by_name(situation: Situation, probe: Probe[tuple[T, ...]], name: str, kind: str) -> Decision:
    """Make a thing of the network API that needs no more than its name, where there is none of it."""
    found = named(situation, probe, name, kind)
    if found is not None:
        return already(f"{name} is there: {found.id}")
    command = create("network", f"/{kind}s", kind, f"openstack {kind} create {name}", {"name": name})
    return do(command, why=f"the project has no {kind} {name}")
