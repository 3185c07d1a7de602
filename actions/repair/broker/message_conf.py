"""Files with another password of the account than RabbitMQ takes: given the one of the others."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

from actions.facts.hosts import conf, conf_text
from actions.formats import config_edit, url_passwords
from actions.formats.config_edit import Owned
from actions.model.command import Command
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.model.secret import Secret, Text
from actions.repair.broker.message_account import USES_NEEDS, by_broker, taken

Pending = Mapping[tuple[str, str], Mapping[str, Text | None]]
"""By host and file: the new value by [section] key; None: nobody can tell where its password ends."""


def pending(situation: Situation) -> Pending:
    """What there is to edit: nothing, unless a broker takes the password of other files."""
    found: dict[tuple[str, str], dict[str, Text | None]] = {}
    for known in by_broker(situation):
        kept, own = taken(known), [use for use, _ in known if use.path]
        model = next((use.place.password for use in own if use.place.login[1] in kept), None)
        if len(kept) != 1 or model is None:
            continue
        for use in own:
            if use.place.login[1] not in kept:
                file = (situation.get(conf.PROBE, use.host) or {})[use.path]
                key = _key(use.where, None)
                value = _mended(file.value(key.section, key.key), use.place.login[1], model)
                found.setdefault((use.host, use.path), {})[use.where] = value
    return found


def _mended(url: str, old: Secret, new: Secret) -> Text | None:
    """The rest of it stays byte by byte: of a list, each place that has the old password."""
    text = url_passwords.guarded(url)
    if text is None:
        return None
    same = (isinstance(part, Secret) and unquote(part.reveal()) == old.reveal() for part in text.parts)
    return Text.of(*(new if is_old else part for is_old, part in zip(same, text.parts, strict=True)))


def plan(situation: Situation) -> Decision:
    """Edit each of those files."""
    wanted = pending(situation)
    commands: list[Command] = []
    for (host, path), keys in wanted.items():
        if None in keys.values():
            return blocked(f"Nobody can tell where the password in {path} of {host} ends.")
        text = (situation.get(conf_text.PROBE, host) or {}).get(path)
        known = (situation.get(conf.PROBE, host) or {}).get(path)
        if text is None or known is None:
            return blocked(f"{path} of {host} could not be read whole, so it cannot be edited.")
        edits = tuple(_key(where, value) for where, value in keys.items())
        if why := conf.set_elsewhere(host, known, ((key.section, key.key) for key in edits)):
            return blocked(why)
        edit = config_edit.edit(host, path, text, Owned.as_stat(known.owner, known.mode), edits)
        if edit is not None:
            commands.append(edit)
    if not commands:
        return already("no file has another password than RabbitMQ takes")
    names = ", ".join(f"{path} of {host}" for host, path in wanted)
    return do(*commands, why=f"RabbitMQ takes another password than is in {names}")


def _key(where: str, value: Text | None) -> config_edit.Key:
    section, _, key = where.removeprefix("[").partition("] ")
    return config_edit.Key(section, key, value)


STEP = Step(
    "configuration",
    "Write the password that RabbitMQ takes into the files that have another",
    (*USES_NEEDS, conf_text.PROBE),
    plan,
)
