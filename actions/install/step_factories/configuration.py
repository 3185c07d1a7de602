"""Configuration files of one part, edited key by key on every host that gets it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from actions.deployments.all import CONFIGURATIONS
from actions.facts.broker.broker_logins import RABBIT
from actions.facts.hosts import conf, conf_text, small_files
from actions.formats.config_edit import Key, Owned, edit
from actions.formats.oslo_ini import meant, parse
from actions.formats.tls_options import of_broker
from actions.formats.url import Url
from actions.install.hosts import hosts_of
from actions.install.step import Blocked, deciding, require
from actions.model.command import Shell
from actions.model.fact import Probe
from actions.model.plan import Decision, Situation, Step, already, do
from actions.model.secret import Secret, Text
from actions.model.site import Host

Files = Mapping[str, tuple[Key, ...]]
"""The keys that should be so, by the file's path."""


@dataclass(frozen=True)
class Configuration:
    """What a part's files should say."""

    name: str
    title: str
    part: str
    files: Callable[[Situation, Host], Files]
    after: tuple[str, ...]
    """The steps that bring the files: until then they are planned as empty."""
    more: tuple[Probe[Any], ...] = ()
    """The probes that `files` reads, and small_files where it names one of those."""
    owned: Mapping[str, Owned] = field(default_factory=dict)
    """Whose files must be, by their paths, that the package leaves to be read by everybody."""

    @property
    def needs(self) -> tuple[Probe[Any], ...]:
        """The probes that `commands` reads."""
        return (conf.PROBE, conf_text.PROBE, *self.more)

    def step(self, deviation: str = "") -> Step:
        """The step that makes it so."""
        return deciding(
            self.name, self.title, self.needs, self._plan, parallel=True, deviation=deviation
        )

    def _plan(self, situation: Situation) -> Decision:
        hosts = hosts_of(situation, self.part)
        commands = [c for host in hosts for c in self.commands(situation, host)]
        if not hosts:
            return already("no host is to have them")
        if not commands:
            names = [host.name for host in hosts]
            return already(f"all keys are so on {', '.join(names)}", names)
        return do(*commands, why="keys are missing or differ")

    def commands(self, situation: Situation, host: Host) -> tuple[Shell, ...]:
        """The edits that one host's files still need; raises `Blocked`."""
        wanted = self.files(situation, host)
        edits = [self._edit(situation, host.name, path, keys) for path, keys in wanted.items()]
        return tuple(command for command in edits if command is not None)

    def _edit(self, situation: Situation, host: str, path: str, keys: tuple[Key, ...]) -> Shell | None:
        found = _file(situation, host, path, self.after)
        if found is not None:
            keys = tuple(_with_options(found[0], key) for key in keys)
            return edit(host, path, found[0], self.owned.get(path, found[1]), keys)
        if situation.pending.intersection(self.after):
            return edit(host, path, None, self.owned.get(path, Owned()), keys)
        raise Blocked(
            f"{host} has no {path}, though its package is installed: put it back with "
            "`apt-get install --reinstall -o Dpkg::Options::=--force-confmiss` and the package's name.",
            host,
        )


def _with_options(text: Secret, key: Key) -> Key:
    """A URL keeps what somebody has given it: ssl_ca, charset; a broker with TLS its port, too."""
    if key.key not in ("connection", "transport_url") or not isinstance(key.value, Text):
        return key
    now = meant(parse(text.reveal()))
    known, wanted = (Url.parse(url) for url in (now.get((key.section, key.key), ""), key.value.wire()))
    if known is None or wanted is None:
        return key
    value = key.value
    tls = of_broker(known, lambda option: now.get((RABBIT, option), ""))
    if key.key == "transport_url" and tls:
        value = Text.of(replace(wanted, port=known.port).text, "/")
    return replace(key, value=Text.of(value, f"?{known.query}") if known.query else value)


def _file(
    situation: Situation, host: str, path: str, after: tuple[str, ...]
) -> tuple[Secret, Owned] | None:
    """A file's text, and whose it is."""
    if path not in CONFIGURATIONS:
        small_files.must_be_read(path)
        small = require(situation, small_files.PROBE, host, empty={}, after=after).get(path)
        return (small.text, Owned.as_stat(small.owner, small.mode)) if small else None
    text = require(situation, conf_text.PROBE, host, empty={}, after=after).get(path)
    file = require(situation, conf.PROBE, host, empty={}, after=after).get(path)
    return (text, Owned.as_stat(file.owner, file.mode)) if text and file else None
