"""The mysql client: root through the socket, or a user with -u and -p; -N -B -e, or on stdin."""

from __future__ import annotations

import re
from typing import Any

from actions.sim import accounts
from actions.sim.accounts import ROOT, Account
from actions.sim.call import Call, Run
from actions.sim.database import Outcome, SqlError

STATES = {1044: "42000", 1045: "28000", 1046: "3D000", 1049: "42000", 1064: "42000", 1146: "42S02"}


async def mysql(call: Call) -> int:
    """Run statements and print their rows between tabs, or in a box on a terminal's behalf (-t)."""
    from actions.sim.dialect import Session

    chosen, schema = _options(call.args)
    try:
        account = _login(call, chosen)
        if schema:
            accounts.check_schema(call.cloud.database, account, schema)
    except SqlError as error:
        call.complain(_error(error))
        return 1
    session = Session(call.cloud.database, account, schema)
    text = chosen["e"] if "e" in chosen else await call.stdin.read()
    call.cloud.settle()
    for number, statement in _statements(text):
        try:
            for outcome in session.execute(statement):
                _print(call, outcome, names="N" not in chosen)
        except SqlError as error:
            session.end(commit=False)
            call.complain(_error(error, number))
            return 1
    session.end(commit=True)
    await call.work(0.2)
    return 0


def _options(args: tuple[str, ...]) -> tuple[dict[str, str], str]:
    chosen: dict[str, str] = {}
    schema = ""
    words = list(args)
    while words:
        word = words.pop(0)
        if word.startswith("--"):
            name, _, value = word[2:].partition("=")
            chosen[{"skip-column-names": "N", "batch": "B", "execute": "e", "user": "u", "host": "h",
                    "password": "p", "port": "P", "database": "D"}.get(name, name)] = value  # fmt: skip
        elif word.startswith("-") and len(word) > 1:
            letters = word[1:]
            while letters:
                letter, letters = letters[0], letters[1:]
                if letter in "ehuPDS":
                    chosen[letter], letters = letters or words.pop(0), ""
                elif letter == "p":
                    chosen["p"], letters = letters, ""
                else:
                    chosen[letter] = ""
        else:
            schema = word
    return chosen, schema or chosen.get("D", "")


def _login(call: Call, chosen: dict[str, str]) -> Account:
    user = chosen.get("u", call.user)
    host = chosen.get("h", "localhost")
    call.cloud.check_server(host, int(chosen.get("P") or 3306), call.host.name)
    server = call.cloud.database.hostname
    if user == "root" and call.user == "root" and host == "localhost" and call.host.name == server:
        return ROOT
    password = chosen.get("p") or call.env.get("MYSQL_PWD", "")
    return accounts.login(call.cloud.database, user, password, call.cloud.peer(call.host.name))


_PIECE = re.compile(
    r"""(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`)"""
    r"""|(?P<comment>-- [^\n]*|\#[^\n]*)|(?P<end>;)|.""",
    re.DOTALL,
)


def _statements(text: str) -> list[tuple[int, str]]:
    """The statements, each with the number of the line on which it begins; comments are left out."""
    found = []
    start, kept = 0, ""
    for piece in _PIECE.finditer(f"{text};"):
        if piece["end"]:
            if kept.strip():
                found.append((text.count("\n", 0, start) + 1, kept.strip()))
            kept = ""
        elif not piece["comment"]:
            if not kept.strip():
                start = piece.start()
            kept += piece[0]
    return found


def _print(call: Call, outcome: Outcome, *, names: bool) -> None:
    if outcome.columns and outcome.rows and names:
        call.say("\t".join(outcome.columns))
    for row in outcome.rows:
        call.say("\t".join(_cell(value) for value in row))


def _cell(value: Any) -> str:
    if value is None:
        return "NULL"
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def _error(error: SqlError, line: int = 0) -> str:
    where = f" at line {line}" if line else ""
    return f"ERROR {error.code} ({STATES.get(error.code, 'HY000')}){where}: {error.message}"


COMMANDS: dict[str, Run] = {"mariadb": mysql, "mysql": mysql}
