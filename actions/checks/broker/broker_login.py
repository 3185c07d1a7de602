"""RabbitMQ lets no service in with the URL that its configuration has, or does not answer one.

Services that are refused go on running and try again for ever: nova and neutron count them as down a
minute later, APIs answer nothing within their time-out, and none of them names the password. Source: a
login with each transport_url from its own host, and AMQP's own answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from actions.checks._support import (
    broker_refusals,
    broker_views,
    entities,
    message_accounts,
    message_logins,
    reachability,
)
from actions.checks._support.broker_refusals import Refusal
from actions.checks._support.message_logins import Tried
from actions.checks._support.wording import listed, verb
from actions.deployments.services import MESSAGE_BROKER
from actions.facts.hosts import host_layout
from actions.model.entity import Entity
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity
from actions.model.tls import NO_TLS

CODE = "broker-login"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """Brokers that answer nobody; accounts that are refused, by everyone's files or by some."""
    brokers: dict[Entity, list[Tried]] = {}
    for one in message_logins.tried(snapshot):
        if message_logins.used(snapshot, one.use):
            brokers.setdefault(one.broker, []).append(one)
    for broker, known in brokers.items():
        if not any(one.use.path for one in known):
            continue
        if any(one.login.answered for one in known):
            yield from _unreached(snapshot, broker, known)
            yield from _no_tls(snapshot, broker, known)
            accounts: dict[str, list[Tried]] = {}
            for one in known:
                accounts.setdefault(one.user, []).append(one)
            for user, own in accounts.items():
                yield from _account(snapshot, user, own)
        else:
            yield _silent(snapshot, broker, known)


def _account(snapshot: Snapshot, user: str, known: list[Tried]) -> Iterator[Finding]:
    closed = _of_keys(known, lambda own: not any(one.login.opens for one in own))
    refused = [one for one in closed if one.login.code]
    if not any(one.login.opens for one in known) and any(one.use.path for one in refused):
        yield _closed(snapshot, user, refused)
        return
    # what a mapping alone has is written into no file
    of_file = any(one.use.path and one.login.opens for one in known)
    for (host, path), own in _by_file(refused).items():
        if path:  # of a mapping alone, transport-differs tells
            found = _one_file(snapshot, user, host, path, own)
            yield found if of_file else replace(found, action="", target="")


def _closed(snapshot: Snapshot, user: str, refused: list[Tried]) -> Finding:
    refusal, subject = broker_refusals.refusal(refused[0].login), f"rabbitmq {user}"
    says = (
        f"RabbitMQ at {_places(refused)} refuses its account {user} with the {_WHAT[refusal]} of every "
        f"configuration that was tried ({refused[0].login.told}): {message_logins.files(refused)}. "
        f"So {_who(snapshot, refused)} cannot log in."
    )
    about = entities.account_at(refused[0].broker, user)
    proof = message_logins.evidence(refused)
    if refusal in (Refusal.PASSWORD, Refusal.RIGHTS):
        why = message_accounts.not_to_set(snapshot, user, [one.use for one in refused])
        password = refusal is Refusal.PASSWORD
        action, target = ("", "") if why and password else ("align-message-account", user)
        says += "" if action else f" {why}"
        return Finding(
            CODE, Severity.CRITICAL, subject, says, action, target, about, down=True, evidence=proof
        )
    says += f" {_lost(snapshot, refused[0])}"
    return Finding(CODE, Severity.CRITICAL, subject, says, entity=about, down=True, evidence=proof)


_WHAT = {
    Refusal.PASSWORD: "password",
    Refusal.RIGHTS: "virtual host",
    Refusal.NO_VHOST: "virtual host",
    Refusal.VHOST_DOWN: "virtual host",
    Refusal.LIMIT: "URL",
    Refusal.OTHER: "URL",
}


def _one_file(snapshot: Snapshot, user: str, host: str, path: str, refused: list[Tried]) -> Finding:
    one = refused[0]
    does, severity, down = _prevented(refused)
    says = (
        f"RabbitMQ at {_places(refused)} refuses its account {user} as {path} on {host} has it in "
        f"{_wheres(refused)} ({one.login.told}), and takes it as it stands elsewhere: "
        f"{_who(snapshot, refused)} {does}."
    )
    about = message_logins.of_file(snapshot, entities.account_at(one.broker, user), host, path)
    proof, subject = message_logins.evidence(refused), f"{host}:{path}"
    if broker_refusals.refusal(one.login) is Refusal.PASSWORD:
        action = "align-message-account"
        return Finding(CODE, severity, subject, says, action, user, about, down=down, evidence=proof)
    says += f" {_lost(snapshot, one)}"
    return Finding(CODE, severity, subject, says, entity=about, down=down, evidence=proof)


def _prevented(some: list[Tried]) -> tuple[str, Severity, bool]:
    """What who reads one file's keys cannot do; for notifications alone a service has a connection."""
    if all(one.use.notifies for one in some):
        return "cannot send notifications: each holds up what sends it", Severity.WARNING, False
    return "cannot log in", Severity.CRITICAL, True


def _lost(snapshot: Snapshot, one: Tried) -> str:
    """What a person can do where it is not the password that is refused."""
    host = reachability.host_names(snapshot).host(one.use.place.host) or ""
    tool = broker_views.control(snapshot, host)
    return broker_refusals.advice(one.login, one.use, tool)


def _unreached(snapshot: Snapshot, broker: Entity, known: list[Tried]) -> Iterator[Finding]:
    """Hosts from which no place of a broker answers that answers others, or none that a file names."""
    hosts: dict[str, list[Tried]] = {}
    for one in known:
        hosts.setdefault(one.use.host, []).append(one)
    for host, own in hosts.items():
        if not _spoken_to(own):
            look = "look at the way between them"
            yield _no_answer(own, f"From {host}", host, entities.by_host(broker, host), look)
            continue
        silent = _of_keys(own, lambda key: not _spoken_to(key))
        for (_, path), some in _by_file(silent).items():
            if path:
                about = message_logins.of_file(snapshot, broker, host, path)
                look = f"`getent hosts {some[0].use.place.host}` there says where that leads"
                who = f"From {host}, as {path} has it,"
                yield _no_answer(some, who, f"{host}:{path}", about, look)


def _spoken_to(some: list[Tried]) -> bool:
    return any(one.login.answered or one.login.no_tls for one in some)


def _no_answer(some: list[Tried], who: str, subject: str, about: Entity, look: str) -> Finding:
    says = (
        f"{who} no login to RabbitMQ at {_places(some)} gets an answer ({some[0].login.told}), "
        f"while it answers others: {look}."
    )
    proof = message_logins.evidence(some)
    return Finding(CODE, Severity.CRITICAL, subject, says, entity=about, down=True, evidence=proof)


def _no_tls(snapshot: Snapshot, broker: Entity, known: list[Tried]) -> Iterator[Finding]:
    """Files by which no TLS is agreed on with a broker that answers others."""
    closed = _of_keys(known, lambda own: all(one.login.no_tls for one in own))
    for (host, path), own in _by_file(closed).items():
        if not path:
            continue
        says = (
            f"RabbitMQ at {_places(own)}, which answers others, and who reads {path} on {host} agree "
            f"on no TLS ({_said(own)}): {_AUTHORITY}."
        )
        about = message_logins.of_file(snapshot, broker, host, path)
        proof, subject = message_logins.evidence(own), f"{host}:{path}"
        yield Finding(CODE, Severity.CRITICAL, subject, says, entity=about, down=True, evidence=proof)


def _said(some: list[Tried]) -> str:
    """In TLS' own words."""
    told = some[0].login.told
    return told.removeprefix(f"{NO_TLS}: ").rpartition("certificate verify failed: ")[2]


_AUTHORITY = (
    "ssl_ca_file in [oslo_messaging_rabbit] has to hold the authority that signed what "
    "`openssl s_client -connect` shows there"
)


def _silent(snapshot: Snapshot, broker: Entity, known: list[Tried]) -> Finding:
    says = (
        f"No login to RabbitMQ at {_places(known)} gets an answer: {known[0].login.told}"
        f"{_units(snapshot, known)}."
    )
    if all(one.login.no_tls for one in known):
        says = (
            f"RabbitMQ at {_places(known)} and who logs in there agree on no TLS ({_said(known)}): "
            f"{_AUTHORITY}."
        )
    proof = message_logins.evidence(known)
    return Finding(CODE, Severity.CRITICAL, broker.name, says, entity=broker, down=True, evidence=proof)


def _units(snapshot: Snapshot, known: list[Tried]) -> str:
    """What systemd says of its members, and what to do where it says that they run."""
    names = reachability.host_names(snapshot)
    hosts = {names.host(one.use.place.host) for one in known} - {None}
    units = {host: reachability.unit(snapshot, host, MESSAGE_BROKER) for host in hosts if host}
    told = sorted(f"{unit.name} on {host} is {unit.active}" for host, unit in units.items() if unit)
    if not told:
        return ""
    running = [(host, unit) for host, unit in units.items() if unit and unit.active == "active"]
    do = f": {reachability.log(snapshot, *running[0])} on {running[0][0]} says why" if running else ""
    return f", while {listed(told)}{do}"


def _of_keys(known: list[Tried], wrong: Callable[[list[Tried]], bool]) -> list[Tried]:
    """What is tried of keys that are wrong: of several places in one any may be the one that serves."""
    found: dict[tuple[str, str, str], list[Tried]] = {}
    for one in known:
        found.setdefault((one.use.host, one.use.path, one.use.where), []).append(one)
    return [one for own in found.values() if wrong(own) for one in own]


def _by_file(known: list[Tried]) -> dict[tuple[str, str], list[Tried]]:
    found: dict[tuple[str, str], list[Tried]] = {}
    for one in known:
        found.setdefault((one.use.host, one.use.path), []).append(one)
    return found


def _places(some: list[Tried]) -> str:
    return listed({one.place for one in some})


def _wheres(some: list[Tried]) -> str:
    return listed({one.use.where for one in some})


def _who(snapshot: Snapshot, some: list[Tried]) -> str:
    """The services that read those files, by their names."""
    found: set[str] = set()
    for host, path in _by_file(some):
        found |= {f"{name} on {host}" for name in message_logins.services(snapshot, host, path)}
    return listed(found, most=6) or verb(len(some), "what reads it", "what reads them")


CHECK = Check(
    CODE,
    "Logins that RabbitMQ refuses or does not answer",
    (*message_logins.NEEDS, host_layout.PROBE),
    find,
    Area.HOSTS,
)
