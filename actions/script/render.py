"""A plan as a bash script that a person could run by hand. Pure; it holds no secret.

The script does what the plan's commands do, in their order, one host after the other. It cannot look:
what was so already is not in it, and nothing is verified.
"""

from __future__ import annotations

import re
import shlex
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from actions.formats.config_edit import Edit, Key, digest, printed
from actions.formats.proxy_command import hidden
from actions.formats.url import MYSQL_PORT, Url
from actions.model.command import Api, Command, Rows, Shell, Sql
from actions.model.plan import Decision, Plan, Step
from actions.model.secret import Secret, Text
from actions.model.site import Host, Site
from actions.script.bash import NotScriptable, Variables, comment, fed, word
from actions.script.prelude import (
    API,
    API_HERE,
    API_THERE,
    FILES,
    FUNCTIONS,
    KEYS,
    LINES,
    PASSWORDS,
    PROXIES,
    SETTLE,
    editor,
)

_SHORTEST = 6
"""A shorter secret may stand in a script by chance."""
_MASK = word("****")
_CLIENTS = ("openstack", "glance")
_NESTED = re.compile(r'"\$\((openstack [^()$`"]*)\)"')
_PUBLIC = "_public_key"
"""How the names of those end that are among the site's secrets, and are none."""
_MYSQL = "IFS= read -r MYSQL_PWD; export MYSQL_PWD; exec {program}"
"""The password is the first line of standard input: no `ps` shows it."""


@dataclass(frozen=True)
class Source:
    """What a script is made of."""

    plan: Plan
    parts: Sequence[tuple[Step, Decision]]
    """The plan's steps, with all their commands."""
    site: Site
    taken: float
    """When the facts were seen that it was planned on."""
    client: str = ""
    """The host on which the openstack client runs, as the base chapter sets it up; empty: here."""
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    """The site's own, by name."""
    secrets_file: str = ""


def script(source: Source) -> str:
    """The whole script; raises `NotScriptable`."""
    stuck = next((step for step in source.plan.steps if step.blocked), None)
    if stuck is not None:
        raise NotScriptable(f"The step {stuck.name} cannot be done, so there is no script: {stuck.why}")
    variables = Variables(source.secrets)
    body = "\n".join(_steps(source, variables))
    text = "\n".join((*_head(source, variables, body), body, ""))
    for name, secret in source.secrets.items():
        told = secret.reveal()
        if len(told) >= _SHORTEST and told in text and not name.endswith(_PUBLIC):
            raise NotScriptable(f"{name} would stand in the script as it is: run it with stackmend.")
    return text


# ---------------------------------------------------------------- the steps


def _steps(source: Source, variables: Variables) -> Iterator[str]:
    total = len(source.parts)
    for number, (step, decision) in enumerate(source.parts, 1):
        if not decision.commands:
            yield f"# {number}/{total} {comment(step.title)}: {comment(decision.why) or 'unchanged'}"
            continue
        yield ""
        yield f"step {word(f'{number}/{total} {comment(step.title)}')}"
        yield f"# Why: {comment(decision.why)}"
        if step.deviation:
            yield f"# Differs from the install guide: {comment(step.deviation)}"
        yield from (_backup(step, rows, variables) for rows in decision.backup)
        for command in decision.commands:
            yield from _command(source, command, variables)
        if step.verify_timeout:
            yield f"settle {step.verify_timeout:g}"


def _command(source: Source, command: Command, variables: Variables) -> Iterator[str]:
    if not command.repeatable:
        yield "# This one must not run twice."
    if isinstance(command, Edit):
        yield _edit(command, variables)
    elif isinstance(command, Shell):
        yield _shell(command, variables)
    elif isinstance(command, Sql):
        yield _sql(command, variables)
    else:
        yield _api(source, command, variables)


def _shell(command: Shell, variables: Variables) -> str:
    line = command.line
    if command.user != "root":
        line = f"su -s /bin/sh -c {word(line)} {word(command.user)}"
    there = f"on {word(command.host)} {word(line)}"
    others = [code for code in command.ok if code]
    if others:
        there = f"allow {','.join(str(code) for code in others)} {there}"
    return fed(there, command.stdin or Text(()), variables)


def _edit(command: Edit, variables: Variables) -> str:
    where = f"{word(command.host)} {word(command.path)}"
    if command.keys:
        return fed(f"set_keys {where}", _settings(command.keys), variables)
    owned = command.owned
    whose = " ".join(word(part) for part in (owned.mode, owned.user, owned.group))
    if _is_new(command):
        return fed(f"put_lines {where} {whose}", command.stdin or Text(()), variables)
    return fed(f"put_file {where} {whose} {_was(command)}", command.stdin or Text(()), variables)


def _was(command: Edit) -> str:
    """What tells whether a file is as it was: its length, where passwords could be tried on more."""
    if command.stdin and command.stdin.wire() != command.stdin.shown():
        return f"{word('wc -c')} {len(printed(command.was))}"
    return f"sha256sum {word(digest(command.was))}"


def _is_new(command: Edit) -> bool:
    """Every line of the file is new: it was not there, and its package may bring one before."""
    lines = command.stdin.shown().splitlines() if command.stdin else []
    return all(line in command.items for line in lines if line.strip() and line[0] not in "#[")


def _settings(keys: Sequence[Key]) -> Text:
    """The keys as the script's own editor reads them."""
    lines: list[str | Secret | Text] = []
    section = None
    for key in keys:
        if key.section != section:
            lines.append(f"[{key.section}]\n")
            section = key.section
        if key.value is None:
            lines.append(f"unset {key.key}\n")
        else:
            value = Text.of(key.value)
            parts = (p if isinstance(p, Secret) else p.replace("\n", "\n    ") for p in value.parts)
            lines += [f"{key.key} = ", *parts, "\n"]
    return Text.of(*lines)


def _sql(command: Sql, variables: Variables) -> str:
    statements = Text.of(*(Text.of(one, ";\n") for one in command.statements))
    whole = Text.of("START TRANSACTION;\n", statements, "COMMIT;\n")
    return _mysql(command.via, command.url, "mysql", whole, variables)


def _backup(step: Step, rows: Rows, variables: Variables) -> str:
    options = f"--no-create-info --no-tablespaces --single-transaction --where={word(rows.where)}"
    there = _mysql(rows.via, rows.url, f"mysqldump {options}", Text(()), variables, rows.table)
    first, _, rest = there.partition("\n")
    kept = word(f"backup-{step.name}-{rows.table}.sql")
    return f"# Rows that are about to change, kept.\n{first} >{kept}\n{rest}"


def _mysql(
    via: str, text: Text, program: str, stdin: Text, variables: Variables, table: str = ""
) -> str:
    url = Url.parse(text.wire())
    if url is None or url.password is None:
        raise NotScriptable(f"{text.shown()} is no URL with a password: run it with stackmend.")
    user, password = url.login
    variables.reference(password, text.shown())
    place = f"-h {word(url.host or 'localhost')} -P {url.port or MYSQL_PORT} -u {word(user)}"
    line = _MYSQL.format(program=f"{program} {place} {word(url.path)} {word(table) if table else ''}")
    return fed(f"on {word(via)} {word(line.rstrip())}", Text.of(password, "\n", stdin), variables)


def _api(source: Source, command: Api, variables: Variables) -> str:
    """The command of a client, its words quoted anew: a name in it may be what an API said."""
    pieces = _NESTED.split(command.show)
    line = "".join(_nested(p) if number % 2 else _words(p) for number, p in enumerate(pieces)).strip()
    if line.split(" ", 1)[0] not in _CLIENTS:
        raise NotScriptable(f"No openstack command does `{comment(command.show)}`.")
    there = "with_input " if source.client else ""
    if command.file and source.client:
        return f"{there}{line.replace(f' --file {word(command.file)}', '')} <{word(command.file)}"
    for secret in _inside(command.body):
        if f"--public-key {_MASK}" in line:
            line = line.replace(_MASK, "/dev/stdin", 1)
            return fed(f"{there}{line}", Text.of(secret.reveal(), "\n"), variables)
        if _MASK in line:
            line = line.replace(_MASK, f'"{variables.reference(secret, command.show)}"', 1)
    if _MASK in line:
        raise NotScriptable(f"A secret of `{comment(command.show)}` is not known here.")
    return line


def _words(line: str) -> str:
    """The words of a line; the blanks at its ends tell that they are whole."""
    try:
        words = " ".join(word(one) for one in shlex.split(line))
    except ValueError:
        raise NotScriptable(f"`{comment(line)}` is no command.") from None
    return f"{' ' * line.startswith(' ')}{words}{' ' * line.endswith(' ')}"


def _nested(line: str) -> str:
    """The output of another command of a client, as one word."""
    return f'"$({_words(line)})"'


def _inside(value: object) -> Iterator[Secret]:
    """The secrets of a body, in its order."""
    if isinstance(value, Secret):
        yield value
    elif isinstance(value, Text):
        yield from (part for part in value.parts if isinstance(part, Secret))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _inside(one)
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _inside(one)


# ---------------------------------------------------------------- what comes before them


def _head(source: Source, variables: Variables, body: str) -> Iterator[str]:
    """What the steps use, and no more."""
    plan = source.plan
    seen = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(source.taken))
    called = source.site.invocation
    yield "#!/bin/bash"
    yield f"# {comment(plan.title)}"
    yield f"# Plan {plan.digest} of `{comment(called.plan(plan.action, plan.target))}`"
    yield f"# for the site {comment(source.site.name)}, as it was seen at {seen}."
    yield "# It does what was missing then, one host after the other, and stops at the first command"
    yield "# that fails. It looks at nothing again and verifies nothing: that does"
    yield f"# `{comment(called.run(plan.action, plan.target))}`."
    yield from (f"# {comment(one)}" for one in plan.stops)
    yield from (f"# Note: {comment(note)}" for note in plan.notes)
    yield "set -euo pipefail"
    yield "umask 077"
    yield FUNCTIONS
    yield from _hosts(source, body)
    if "put_file " in body:
        yield FILES
    if "put_lines " in body:
        yield LINES
    if "set_keys " in body:
        yield KEYS.replace("@editor@", editor())
    if any(isinstance(c, Api) for _, decision in source.parts for c in decision.commands):
        yield from _client(source)
    if "\nsettle " in body:
        yield SETTLE
    if variables.known:
        yield PASSWORDS.replace("@file@", word(source.secrets_file))
        for one in variables.known.values():
            yield f"need {one.name} {word(one.key)} {word(one.about)}"


def _hosts(source: Source, body: str) -> Iterator[str]:
    """How each host is reached, and becomes root."""
    yield "# on HOST LINE: run a line there as root; standard input goes with it."
    used = [
        host
        for host in source.site.hosts
        if f" {word(host.name)} " in body or host.name == source.client
    ]
    proxies = _proxies(used)
    yield "on() {"
    yield "    local line"
    yield '    line=$(quote "$2")'
    yield "    case $1 in"
    for host in used:
        yield f"    {word(host.name)}) {_ssh(source.site, host, proxies)} ;;"
    yield '    *) echo "this script knows no host $1" >&2; return 1 ;;'
    yield "    esac"
    yield "}"
    if proxies:
        yield PROXIES
    for option, variable in proxies.items():
        whose = ", ".join(host.name for host in used if option in host.ssh_options)
        yield f"proxy {variable} {word(f'{comment(hidden(option))} of {whose}')}"


def _proxies(hosts: Sequence[Host]) -> dict[str, str]:
    """The variable in the place of each ProxyCommand in which a password may stand."""
    options = (o for host in hosts if host.connection != "local" for o in host.ssh_options)
    found = dict.fromkeys(option for option in options if hidden(option))
    return {option: f"PROXY_COMMAND_{number}" for number, option in enumerate(found, 1)}


def _ssh(site: Site, host: Host, proxies: Mapping[str, str]) -> str:
    root = "" if host.become == "none" else "sudo -n -- "
    if host.connection == "local":
        return f'{root}sh -c "$2"'
    options = (
        ("-F", site.ssh_config),
        ("-p", str(host.port or "")),
        ("-l", host.user),
        *(("-o", option) for option in host.ssh_options),
    )
    given = "".join(
        f' {option} "ProxyCommand=${proxies[value]}"'
        if option == "-o" and value in proxies
        else f" {option} {word(value)}"
        for option, value in options
        if value
    )
    return f'ssh{given} -- {word(host.address or host.name)} "{root}sh -c $line"'


def _client(source: Source) -> Iterator[str]:
    yield API
    if source.client:
        yield API_THERE.replace("@host@", word(source.client))
        return
    yield API_HERE
    if source.site.cloud:
        yield f"export OS_CLOUD={word(source.site.cloud)}"
    if source.site.clouds_file:
        yield f"export OS_CLIENT_CONFIG_FILE={word(source.site.clouds_file)}"
