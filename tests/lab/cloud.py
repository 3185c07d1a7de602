"""The cloud on the lab's hosts, as an operator on the jump host has it before them."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from actions.deployments.parts import DATABASE, MESSAGING, NOVA

from .catalogue import machine
from .host import Host
from .network import on_jump
from .paths import OPERATOR, REPOSITORY, SECRETS, SITE
from .place import Place, recognised
from .shell import say


@dataclass(frozen=True)
class Cloud:
    """stackmend on the jump host, OpenStack's own tools on the controller."""

    home: Path
    """The operator's home: journals and backups are below it, and its .ssh is the lab's."""

    def __post_init__(self) -> None:
        (self.home / ".ssh").symlink_to(OPERATOR / ".ssh")

    @property
    def environment(self) -> Mapping[str, str]:
        """What the operator's shell has set."""
        return {
            # an installed stackmend keeps its bytecode, whatever the one who tests has set
            **{k: v for k, v in os.environ.items() if not k.startswith(("OS_", "XDG_", "PYTHON"))},
            "HOME": str(self.home),
            "STACKMEND_SITE": str(SITE),
            "PYTHONPATH": str(REPOSITORY),  # a run's own process is of this code, too
        }

    def argv(self, *words: str) -> list[str]:
        """A stackmend command, on the jump host."""
        return on_jump([sys.executable, "-m", "tui", *words])

    def stackmend(
        self, *words: str, timeout: float = 900, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a stackmend command to its end."""
        return subprocess.run(
            self.argv(*words),
            env=self.environment if environment is None else environment,
            stdin=subprocess.DEVNULL,
            text=True,
            capture_output=True,
            timeout=timeout,
        )

    def findings(self) -> dict[str, str]:
        """What `stackmend check` finds: the repair's command by the finding's code."""
        done = self.stackmend("check", "--json")
        assert done.returncode in (0, 1), done.stdout + done.stderr
        told: dict[str, Any] = json.loads(done.stdout)
        return {f["code"]: f.get("command", "") for f in told["findings"]}

    def plan(self, action: str) -> list[dict[str, Any]]:
        """The steps that an action would take now."""
        done = self.stackmend("plan", action, "--json")
        assert done.returncode in (0, 1), done.stderr
        steps: list[dict[str, Any]] = json.loads(done.stdout)["steps"]
        return steps

    def wait_until_healthy(self, seconds: float = 600, patience: float = 300) -> None:
        """Look until nothing is found: services take their time after their hosts have booted.

        What is still wrong after `patience` is mended as an operator would: by what is offered. So one
        that lost a race at the start does not end the lab, and it is said.
        """
        begun = time.monotonic()
        tried: set[str] = set()
        while found := self.findings():
            waited = time.monotonic() - begun
            offered = next((command for command in found.values() if command not in {"", *tried}), "")
            if waited > seconds:
                raise AssertionError(self.stackmend("check").stdout)
            if waited > patience and offered:
                tried.add(offered)
                say(f"after {waited:.0f} s: {', '.join(found)}; {offered}")
                self.stackmend(*shlex.split(offered)[1:], "--yes")

    def mend(self, *words: str) -> None:
        """Run a repair; it must end verified."""
        done = self.stackmend("run", *words, "--yes")
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]

    def runner(self) -> int:
        """The process id of the last run, as its journal has it."""
        journals = (self.home / ".local/state/stackmend/runs").glob("*/journal.jsonl")
        lines = max(journals, key=lambda path: path.stat().st_mtime).read_text().splitlines()
        events = [json.loads(line) for line in lines]
        return next(int(e["pid"]) for e in reversed(events) if e["event"] == "run-started")

    def on(self, host: str, script: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run a script as root in a host, by hand: not through stackmend."""
        return self._in(self.place.host(host), script, stdin)

    def _in(self, host: str, script: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*Host(machine(host)).inside(), "sh", "-c", script],
            input=stdin,
            text=True,
            capture_output=True,
        )

    @cached_property
    def place(self) -> Place:
        """What kind of cloud this is."""
        return recognised(lambda line: self._in("controller", line).returncode == 0)

    def sql(self, statements: str) -> str:
        """Run statements as the database's root."""
        done = self.on("controller", f"{self.place.deployment.tools[DATABASE].line} -NB", statements)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def nova_manage(self, words: str, program: str = "nova-manage") -> subprocess.CompletedProcess[str]:
        """nova's own tool, as nova's user; nova-status is run as it is."""
        tool = self.place.deployment.tools[NOVA]
        line = tool.line.replace("nova-manage", program)
        return self.on("controller", f"su -s /bin/sh -c '{line} {words}' {tool.user}")

    def rabbitmqctl(self, words: str) -> subprocess.CompletedProcess[str]:
        """RabbitMQ's own tool."""
        tool = self.place.deployment.tools[MESSAGING]
        return self.on("controller", f"{tool.line} {words} </dev/null")

    def openstack(self, words: str, check: bool = True, told: str = "-f json") -> Any:
        """OpenStack's own client with the administrator's credentials, from the controller.

        A command that tells nothing, as `delete`, knows no format.
        """
        return json.loads(self.openstack_text(f"{words} {told}", check) or "[]")

    def openstack_text(self, words: str, check: bool = True) -> str:
        """What it prints."""
        if self.place.client:
            done = self.on("controller", f"{self.place.client} openstack {words}")
            assert done.returncode == 0 or not check, done.stderr
            return done.stdout
        script = (
            "export OS_AUTH_URL=http://controller:5000/v3 OS_IDENTITY_API_VERSION=3 OS_USERNAME=admin "
            "OS_PROJECT_NAME=admin OS_USER_DOMAIN_NAME=Default OS_PROJECT_DOMAIN_NAME=Default\n"
            f"read -r OS_PASSWORD; export OS_PASSWORD; openstack {words}"
        )
        done = self.on("controller", script, self.secret("admin_password") + "\n")
        assert done.returncode == 0 or not check, done.stderr
        return done.stdout

    def filled(self, text: str) -> str:
        """A text with its secrets, `{nova_db_password}`, and with the names of the cloud's hosts."""
        accounts = ("glance_password", "nova_db_user", "nova_db_password", "nova_password")
        for name in (*accounts, "rabbit_password"):
            if f"{{{name}}}" in text:
                text = text.replace(f"{{{name}}}", self.secret(name))
        return self.place.words(text)

    def secret(self, name: str) -> str:
        """One of the site's own passwords, or what an account is called."""
        if name in (known := {"nova_db_user": "nova", **self.place.secrets}):
            return known[name]
        return str(tomllib.loads(SECRETS.read_text())[name])
