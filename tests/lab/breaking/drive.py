"""Bring a trouble about, look, mend it, ask another tool, and leave the lab well again."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .. import lab, snapshots
from ..cloud import Cloud
from ..shell import LabError, say
from .judge import PATIENCE, bad, complaints, line, not_first
from .model import Break, Confirm, Shape
from .record import Outcome

SOON = 5.0
"""Seconds after a break when the first look is taken."""
CONFIRMED = 10
"""How often another tool is asked, with pauses: agents report every half minute."""
HEALED = 90.0
"""Seconds that the cloud has to be well again, before it is restored."""
RESTORED = 400.0


@dataclass
class Driver:
    """Breaks and mends one cloud, and keeps what `check` said of it."""

    cloud: Cloud
    snapshot: str
    kept: Path | None = None
    """Where the answers of `check --json` go, by the trouble's name."""
    clock: Callable[[], float] = time.monotonic
    restorer: Callable[[str], None] = lab.restore
    """What brings the whole lab back to a snapshot."""
    _said: dict[str, Any] = field(default_factory=dict)
    _offers: list[dict[str, Any]] = field(default_factory=list)
    """The same findings with the units' own names."""
    _code: int = 0
    _healthy: float = 0.0
    """How long the last look took at which nothing was found: a busy machine takes longer for all."""

    def look(self, name: str) -> tuple[list[dict[str, Any]], float]:
        """What `stackmend check` finds, and how long that took."""
        begun = self.clock()
        done = self.cloud.stackmend("check", "--json", timeout=300)
        took = self.clock() - begun
        assert done.returncode in (0, 1, 2) and done.stdout, done.stdout + done.stderr
        self._said, self._code = json.loads(done.stdout), done.returncode
        self._offers = self._said["findings"]
        self._said["findings"] = self.cloud.place.usual(self._offers)
        if self.kept is not None:
            self.kept.mkdir(parents=True, exist_ok=True)
            (self.kept / f"{name}.json").write_text(done.stdout)
        findings: list[dict[str, Any]] = self._said["findings"]
        return findings, took

    def begin(self) -> None:
        """Wait until nothing is found: services take their time after their hosts have booted."""
        assert self._well(RESTORED), [line(finding) for finding in bad(self._said["findings"])]

    def run(self, trouble: Break) -> Outcome:
        """A trouble from its beginning to its end."""
        one = trouble.at(self.cloud.place)
        say(f"{one.name}: {one.title}")
        outcome = Outcome(one.name)
        try:
            outcome = self._seen(one)
            outcome = self._mended(one, outcome)
        finally:
            well, wrong = self._healed(one, outcome.mended)
        outcome.wrong.extend(wrong)
        for told in outcome.wrong:
            say(f"  {told}")
        return self._dated(replace(outcome, well=round(well, 1)))

    def _dated(self, outcome: Outcome) -> Outcome:
        return replace(outcome, day=time.strftime("%Y-%m-%d"), place=self.cloud.place.name)

    def _seen(self, one: Break) -> Outcome:
        assert one.make is not None
        one.make(self.cloud)
        begun = self.clock()
        time.sleep(SOON)
        at = self.clock() - begun
        findings, took = self.look(f"{one.name}-soon" if one.settle > SOON else one.name)
        soon = not not_first(one, findings)
        patience = max(PATIENCE, 3 * self._healthy)
        slow = [f"the look after {at:.0f} s took {took:.1f} s"] if took > patience else []
        if one.settle > SOON:
            time.sleep(max(0.0, one.settle - (self.clock() - begun)))
            at = self.clock() - begun
            findings, took = self.look(one.name)
        wrong = complaints(one, findings, took, patience)
        if one.settle > SOON:
            wrong += slow
            if one.soon and not soon:
                wrong.append("its cause was not first five seconds after")
        first = f"{findings[0]['code']} {findings[0]['subject']}" if findings else ""
        say(f"  after {at:.0f} s, in {took:.1f} s: {line(findings[0]) if findings else 'nothing'}")
        return Outcome(one.name, first, soon, round(at, 1), round(took, 1), wrong=wrong)

    def _mended(self, one: Break, outcome: Outcome) -> Outcome:
        if not one.mended_by:
            return outcome
        words = self._repair(one)
        begun = self.clock()
        done = self.cloud.stackmend("run", *words, "--yes", timeout=400)
        took = self.clock() - begun
        if done.returncode:
            tail = " / ".join((done.stdout + done.stderr).strip().splitlines()[-6:])
            outcome.wrong.append(f"{' '.join(words)} ended with {done.returncode}: {tail}"[:700])
            return replace(outcome, mend=round(took, 1))
        told = self._confirmed(one.confirm)
        if told:
            outcome.wrong.append(told)
        say(f"  {' '.join(words)}: {took:.1f} s")
        return replace(outcome, mend=round(took, 1), mended=not told)

    def _repair(self, one: Break) -> list[str]:
        """What is offered, if it is the action that mends; else the action by its name."""
        for finding in self._offers:
            offered = f"{finding['action']} {finding['target']}".strip()
            if one.mended_by in (self.cloud.place.usual(offered), finding["action"]):
                return offered.split()
        return self.cloud.place.offered(one.mended_by).split()

    def _confirmed(self, asked: Confirm | None) -> str:
        """What another tool says otherwise than it should; it has a moment to come to it."""
        if asked is None:
            return ""
        said = ""
        for _ in range(CONFIRMED):
            said = self._ask(asked)
            if re.search(asked.prints, said, re.MULTILINE):
                return ""
            time.sleep(3)
        return f"{asked.line} says: {said.strip()[-300:]}"

    def _ask(self, asked: Confirm) -> str:
        tool, _, words = asked.line.partition(" ")
        if tool == "openstack":
            return self.cloud.openstack_text(words, check=False)
        if tool == "rabbitmqctl":
            done = self.cloud.rabbitmqctl(self.cloud.filled(words))
        elif tool == "sql":
            return self.cloud.sql(words)
        elif tool in ("nova-manage", "nova-status"):
            done = self.cloud.nova_manage(words, tool)
        else:
            done = self.cloud.on(asked.host, asked.line)
        return done.stdout + done.stderr

    def _healed(self, one: Break, mended: bool) -> tuple[float, list[str]]:
        """Leave the cloud well: by the action, else by hand, else as the snapshot has it.

        Answers how many seconds that took, and what was not right with it.
        """
        begun = self.clock()
        by_hand = one.leaves or not mended
        if by_hand:
            self._take_back(one)
        well = self._well(HEALED)
        if not well and not by_hand and one.take_back is not None:
            self._take_back(one)
            well = self._well(HEALED)
        took = self.clock() - begun
        if well:
            told = "" if mended else self._confirmed(one.confirm)
            return took, [f"taken back, {told}"] if told else []
        said = "; ".join(line(finding) for finding in bad(self._said["findings"]))
        self.restore()
        return took, [f"the lab was restored, for there was still: {said}"]

    def _take_back(self, one: Break) -> None:
        try:
            if one.take_back is not None:
                one.take_back(self.cloud)
        except AssertionError as trouble:
            say(f"  not taken back: {trouble}")

    def _well(self, seconds: float) -> bool:
        deadline = self.clock() + seconds
        while True:
            findings, self._healthy = self.look("after")
            if not bad(findings):
                return True
            if self.clock() > deadline:
                return False
            time.sleep(2)

    def recover(self) -> None:
        """What could not be done has left the cloud well, or it is restored."""
        if not self._well(HEALED):
            self.restore()

    def restore(self) -> None:
        """The whole lab as the snapshot has it, and well; by hand, where there is none."""
        if self.restorer is lab.restore and self.snapshot not in snapshots.names():
            raise LabError(f"{self.cloud.place.name} is left as it is: it has no snapshot")
        self.restorer(self.snapshot)
        if not self._well(RESTORED):
            said = "; ".join(line(finding) for finding in bad(self._said["findings"]))
            raise AssertionError(f"the snapshot {self.snapshot} is not well: {said}")

    def shaped(self, one: Shape) -> Outcome:
        """A healthy shape: brought about, looked at, taken back."""
        say(f"{one.name}: {one.title}")
        try:
            one.make(self.cloud)
            time.sleep(SOON)
            findings, took = self.look(one.name)
            code, unchecked = self._code, self._said["unchecked"]
        finally:
            if one.take_back is not None:
                one.take_back(self.cloud)
        wrong = [f"found: {line(finding)}" for finding in bad(findings)]
        unseen = all(one.unseen and re.search(one.unseen, told["says"]) for told in unchecked)
        if code not in (0, 2) or not unseen:
            wrong.append(f"exit code {code}; not checked: {unchecked}")
        if one.take_back is None or not self._well(HEALED):
            self.restore()
        for told in wrong:
            say(f"  {told}")
        first = f"{findings[0]['code']} {findings[0]['subject']}" if findings else ""
        return self._dated(Outcome(one.name, first, at=SOON, look=round(took, 1), wrong=wrong))
