"""systemd's view of OpenStack's units on every host, and of all failed ones; some run containers.

Units are asked for by pattern, and the known ones by name: systemd forgets a unit that is disabled and
stopped, and a pattern finds only those that it remembers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from actions.deployments.all import CONTAINER_PATTERNS, UNIT_NAMES, UNIT_PATTERNS, container_of
from actions.deployments.deployment import ENGINES
from actions.deployments.kolla import ALONE, THERE
from actions.facts._support.shell import bounded, number, script, sections
from actions.formats.repeated_secrets import ending
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult

LOOPS = 3
"""Restarts by systemd itself, from which on a unit that has just come up is taken to fall again."""
_AGAIN = ("auto-restart", "auto-restart-queued")
"""It has ended and is to be started again; its result says how. Before 235 systemd counts none."""
_STATES = {"reloading": "active", "refreshing": "active"}
"""It runs all the while."""
_ENDED = ("dead-before-auto-restart", "failed-before-auto-restart")
"""Since 254 for a moment before those, inactive or failed: nobody stopped it, nor is it given up."""
LIVES = 60.0
"""Seconds that such a unit may live before it falls, beside those that systemd waits in between."""


@dataclass(frozen=True)
class Unit:
    """One systemd service unit, its name without `.service`."""

    name: str
    load: str
    """loaded, not-found, masked."""
    active: str
    """active, inactive, failed, activating."""
    sub: str
    enabled: str
    restarts: int = 0
    age: float | None = None
    """Seconds since it became active, by the host's own clock; None: it is not active."""
    result: str = ""
    """Why it ended, in systemd's word: success, exit-code, oom-kill."""
    stopped: float | None = None
    """Seconds since it last ended; None: never since the host booted, or systemd has forgotten."""
    code: int = 0
    """How its last process ended, as ExecMainCode: 1 by itself, 2 by a signal, 3 dumping its core."""
    status: int = 0
    """The exit code of that process, or the number of the signal."""
    wait: float = 0.0
    """Seconds that systemd waits before it starts it again."""
    listening: bool = False
    """A socket of systemd's starts it as soon as somebody connects: inactive is idle then."""
    container: str = ""
    """What its engine says of the container that it runs: "Up 5 minutes (unhealthy)"."""
    check: str = ""
    """What the container's own health check printed last, where it fails."""
    job: int = 0
    """The job of systemd's that waits for it, by number; 0: none does."""

    began: float | None = None
    """Seconds since its main process was started for the last time; None: never since the boot."""
    user: str = ""
    """Whom it runs as; empty: root, or an older recording."""

    @property
    def queued(self) -> bool:
        """systemd is to start it: behind what it waits for, as just after the host booted."""
        return self.active == "inactive" and self.job > 0

    @property
    def starting(self) -> bool:
        """It is on its way up, for the first time since somebody wanted it: a restart is no help."""
        return self.queued or (self.active == "activating" and not self.looping)

    @property
    def ended_well(self) -> bool:
        """Somebody stopped it, or it had no more to do: what it complained of before is not why."""
        return self.active == "inactive" and self.result in ("", "success")

    @property
    def paused(self) -> bool:
        """Somebody has frozen its container: engines neither stop nor restart that, it is unpaused."""
        return self.sub == "paused" or "paused" in self.container.lower()

    @property
    def failed(self) -> bool:
        """It ended badly, or comes up only to fall again."""
        return self.active == "failed" or self.looping

    @property
    def looping(self) -> bool:
        """It comes up only to fall again: caught while it is down, or just after it was started."""
        if self.active == "activating":
            return self.restarts > 0 or (self.sub in _AGAIN and self.result not in ("", "success"))
        young = self.active == "active" and self.age is not None and self.age < self.wait + LIVES
        return self.container.startswith("Restarting") or (young and self.restarts >= LOOPS)


Units = Mapping[str, Unit]
"""By the unit's name without `.service`."""

_SHOWN = (
    "Id,LoadState,ActiveState,SubState,UnitFileState,NRestarts,Result,ExecMainCode,ExecMainStatus,"
    "Job,User,RestartUSec,TriggeredBy,ActiveEnterTimestampMonotonic,InactiveEnterTimestampMonotonic,"
    "ExecMainStartTimestampMonotonic"
)
_FOLDERS = (
    "/etc/systemd/system /run/systemd/system /run/systemd/generator /run/systemd/generator.late "
    "/lib/systemd/system /usr/lib/systemd/system /usr/local/lib/systemd/system"
)
_LOADED = " ".join(f"'{p}.{kind}'" for kind in ("service", "socket") for p in UNIT_PATTERNS)
_FOUND = (
    f"{{ systemctl list-units --all --full --no-legend --plain {_LOADED} | grep -v ' not-found '; "
    f"ls {_FOLDERS} 2>/dev/null | grep -xE '({'|'.join(UNIT_NAMES)})[.]service'; }} "
    "| grep -oE '^[^ ]+' | sort -u"
)
"""What is there: `show` has systemd tell it hundreds of properties of each unit, and look on the disk
for what is not there. For a host with two of these units that was 60 ms of its processor.
"""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    shown = f"systemctl show -p {_SHOWN}"
    boxed = " ".join(f"'{p}.service'" for p in CONTAINER_PATTERNS)
    engines = "; ".join(f"{one} ps -a --format {_FORMAT}" for one in ENGINES)
    some = f"systemctl list-units --all --no-legend {boxed} | grep -q . || {THERE}"
    alone = f"{ALONE} | xargs -r docker inspect --format {_STATE}"
    ill = "ps -q --filter health=unhealthy"
    health = "; ".join(f"{one} {ill} | xargs -r {one} inspect --format {_HEALTH}" for one in ENGINES)
    line = script(
        uptime="cat /proc/uptime /proc/self/stat",
        ours=f'u="$({_FOUND})"; [ -z "$u" ] || {shown} $u',
        failed=f"{shown} --state=failed '*.service'",
        containers=bounded(f"{some} || exit; {engines}; {script(health=health)}", 6),
        clock="date +%s",
        alone=f"{THERE} && {bounded(alone, 4)}",
    )
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.hosts}


_FORMAT = "'{{.Names}} {{.Status}}'"
_OF_A_CHECK = re.compile(r"[0-9a-f]{64}(?:-[0-9a-f]+)?")
"""Units that podman makes for each run of a container's health check: they fail as the check does."""
_HEALTH = "'{{.Name}} {{range .State.Health.Log}}{{json .}}\t{{end}}'"
_STATE = (
    "'{{.Name}} {{.State.Status}} {{.State.StartedAt}} {{.State.FinishedAt}} {{.RestartCount}} "
    "{{.State.ExitCode}}'"
)


def parse(answer: ShellResult) -> Units:
    """Blocks of KEY=VALUE lines, one block a unit, as `systemctl show` prints them."""
    said = sections(answer)
    uptime = _clock(said.get("uptime", ""))
    blocks = list(_blocks(said.get("ours", "") + "\n\n" + said.get("failed", "")))
    open_ = {keys["Id"] for keys in blocks if keys["ActiveState"] == "active"}
    lines = (line.partition(" ") for line in said.get("containers", "").splitlines())
    containers = {name.split(",")[0]: status.strip() for name, _, status in lines}
    checks = dict(_checks(said.get("health", "")))
    found = {one.name: one for one in _alone(said, containers, checks)}
    for keys in blocks:
        name, _, kind = keys["Id"].rpartition(".")
        if kind != "service" or keys.get("LoadState") == "not-found" or _OF_A_CHECK.fullmatch(name):
            continue
        active, sub = _state(keys)
        found[name] = Unit(
            name=name,
            load=keys.get("LoadState", ""),
            active=active,
            sub=sub,
            enabled=keys.get("UnitFileState", ""),
            restarts=_whole(keys.get("NRestarts", "")),
            age=_since(keys, "ActiveEnter", uptime) if active == "active" else None,
            result=keys.get("Result", ""),
            stopped=_since(keys, "InactiveEnter", uptime) if active in ("inactive", "failed") else None,
            code=_whole(keys.get("ExecMainCode", "")),
            status=_whole(keys.get("ExecMainStatus", "")),
            wait=_seconds(keys.get("RestartUSec", "")),
            listening=not open_.isdisjoint(keys.get("TriggeredBy", "").split()),
            container=containers.get(container_of(name), ""),
            check=checks.get(container_of(name), ""),
            job=_whole(keys.get("Job", "")),
            began=_since(keys, "ExecMainStart", uptime),
            user=keys.get("User", ""),
        )
    return found


def _checks(text: str) -> Iterator[tuple[str, str]]:
    """Containers whose check fails, each with what it printed last, or the code that it ended with."""
    for line in text.splitlines():
        name, _, log = line.partition(" ")
        entries = [json.loads(entry) for entry in log.split("\t") if entry.strip()]
        if entries:
            said = " ".join(str(entries[-1].get("Output") or "").split())
            yield name.lstrip("/"), ending(said) or f"exit code {entries[-1].get('ExitCode')}"


_WORDS = {"running": "active", "restarting": "activating", "paused": "inactive"}
"""systemd's words for what docker calls a container's state; the others have ended, or never began."""


def _alone(
    said: Mapping[str, str], containers: Mapping[str, str], checks: Mapping[str, str]
) -> Iterator[Unit]:
    """Containers that docker runs without a unit, as units of that name."""
    now = number(said["clock"], "the clock") if said.get("alone", "").strip() else 0.0
    for line in said.get("alone", "").splitlines():
        name, state, begun, ended, restarts, code = line.lstrip("/").split()
        runs, began = state == "running", _moment(begun)
        word = _WORDS.get(state, "failed")
        stops = None if state in ("running", "restarting", "paused") else _moment(ended)
        yield Unit(
            name=f"docker:{name}",
            load="loaded",
            active="inactive" if word == "failed" and code in ("0", "137", "143") else word,
            sub=state,
            enabled="enabled",
            restarts=int(restarts),
            age=max(0.0, now - began) if runs and began is not None else None,
            result="success" if code == "0" else "exit-code",
            stopped=max(0.0, now - stops) if stops is not None else None,
            code=1,
            status=int(code),
            container=containers.get(name, ""),
            check=checks.get(name, ""),
        )


def _moment(text: str) -> float | None:
    """RFC 3339 with nanoseconds, as engines write it; the year 1 is Go's word for never."""
    if text.startswith("0001-"):
        return None
    return datetime.fromisoformat(f"{text[:19]}+00:00").timestamp()


def _blocks(text: str) -> Iterator[dict[str, str]]:
    for block in text.split("\n\n"):
        keys = dict(line.partition("=")[::2] for line in block.splitlines() if "=" in line)
        if "Id" in keys:
            yield keys


def _state(keys: Mapping[str, str]) -> tuple[str, str]:
    """Whether it is active, and how, in the words of every release of systemd's."""
    active, sub = keys.get("ActiveState", ""), keys.get("SubState", "")
    return ("activating", _AGAIN[0]) if sub in _ENDED else (_STATES.get(active, active), sub)


def _whole(text: str) -> int:
    """A number; "[not set]" in a unit that systemd has just loaded, and nothing for no job."""
    return int(text) if text.isdigit() else 0


_TICKS = re.compile(r"\) \S+ (?:\S+ ){18}(\d+) ")
"""In /proc/self/stat: when the process began that read it, in hundredths of a second."""


def _clock(text: str) -> float:
    """Now, on the clock of systemd's timestamps.

    In a container of LXC's that clock is the machine's, and /proc/uptime is the container's own.
    """
    began = _TICKS.search(text)
    return max(number(text, "the uptime"), int(began[1]) / 100 if began else 0.0)


def _since(keys: Mapping[str, str], event: str, uptime: float) -> float | None:
    """Seconds since an event of systemd's; None: it has none such since the host booted."""
    at = _whole(keys.get(f"{event}TimestampMonotonic", "0"))
    return max(0.0, uptime - at / 1e6) if at else None


_SPANS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}


def _seconds(text: str) -> float:
    """A span as systemd writes it: 100ms, 1min 30s; 0 for "infinity" and what else is none."""
    parts = re.findall(r"(\d+(?:\.\d+)?)(us|ms|s|min|h|d)\b", text)
    return sum(float(size) * _SPANS[unit] for size, unit in parts)


PROBE = Probe("units", ask, parse, period=15)
