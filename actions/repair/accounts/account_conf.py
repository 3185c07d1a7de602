"""An account's password in the configuration: the same in every file of every host."""

from __future__ import annotations

from collections.abc import Mapping

from actions.facts.hosts import conf, conf_text
from actions.formats import config_edit
from actions.formats.config_edit import Owned
from actions.model.command import Command
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.repair.accounts.accounts import BY_SERVER_NEEDS, Key, broken, chosen, torn

Pending = Mapping[tuple[str, str], Mapping[Key, Key]]
"""By host and file: each key that has another password, and the key that has the one to keep."""


def pending(situation: Situation) -> Pending:
    """What there is to edit: a key that opens is right, and one that nobody tried may be."""
    found: dict[tuple[str, str], dict[Key, Key]] = {}
    for keys in broken(situation).values():
        model = chosen(keys)
        for key in keys:
            wrong = key.refused or (model.opens and not key.opens)
            if wrong and key.password != model.password:
                found.setdefault((key.host, key.file), {})[key] = model
    return found


def plan(situation: Situation) -> Decision:
    """Edit each key whose URL has another password than the one to keep."""
    wanted = pending(situation)
    unreadable = next((key for keys in wanted.values() for key in keys if key.url.torn), None)
    if unreadable is not None:
        return blocked(torn(unreadable))
    commands: list[Command] = []
    for (host, file), keys in wanted.items():
        known = (situation.get(conf.PROBE, host) or {}).get(file)
        edits = [(key.section, key.key) for key in keys]
        if known is not None and (why := conf.set_elsewhere(host, known, edits)):
            return blocked(why)
        command = _edit(situation, host, file, known, keys)
        if command is None:
            return blocked(f"{file} of {host} could not be read whole, so it cannot be edited.")
        commands.append(command)
    if not commands:
        return already("every account has one password in all files")
    names = ", ".join(key.told for keys in wanted.values() for key in keys)
    return do(*commands, why=f"a password that is not the account's is in {names}")


def _edit(
    situation: Situation, host: str, file: str, known: conf.ConfFile | None, keys: Mapping[Key, Key]
) -> Command | None:
    text = (situation.get(conf_text.PROBE, host) or {}).get(file)
    if text is None or known is None:
        return None
    wanted = tuple(
        config_edit.Key(key.section, key.key, key.with_password_of(model).text)
        for key, model in keys.items()
    )
    return config_edit.edit(host, file, text, Owned.as_stat(known.owner, known.mode), wanted)


STEP = Step(
    "configuration",
    "Write that password into every file that needs it",
    (*BY_SERVER_NEEDS, conf_text.PROBE),
    plan,
)
