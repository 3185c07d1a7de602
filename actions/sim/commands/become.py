"""Commands that run other commands: sh, sudo, su, runuser, env, timeout, flock, nohup."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from actions.sim.call import Call, Run
from actions.sim.shell import run_line


async def _run(call: Call, words: tuple[str, ...]) -> int:
    """Run words as a command."""
    call = replace(call, words=words)
    run = call.find(call, call.name)
    if run is None:
        call.complain(f"{words[0]}: command not found")
        return 127
    return await run(call)


async def sh(call: Call) -> int:
    """Run a line behind -c, or the standard input."""
    words = [a for a in call.args if a not in ("-e", "-x", "-l", "-s")]
    flags = words.pop(0) if words and words[0] in ("-c", "-ec", "-lc") else ""
    if not flags:
        return await run_line(call, await call.stdin.read())
    given = {str(n): value for n, value in enumerate(words[1:])}
    inherited = {name: value for name, value in call.env.items() if not name.isdigit()}
    return await run_line(replace(call, env={**inherited, **given}), words[0])


async def sudo(call: Call) -> int:
    """Become root, or with -u another user; never asks for a password here."""
    words = list(call.args)
    user = "root"
    while words and words[0].startswith("-"):
        option = words.pop(0)
        if option == "--":
            break
        if option in ("-u", "--user"):
            user = words.pop(0)
    if call.user not in call.host.sudoers:
        call.complain("sudo: a password is required")
        return 1
    return await _run(call.as_user(user), tuple(words)) if words else 0


async def su(call: Call) -> int:
    """Run a line as another user: su [-s SHELL] [-c LINE] USER."""
    words = list(call.args)
    user, line = "root", ""
    while words:
        word = words.pop(0)
        if word in ("-s", "--shell"):
            words.pop(0)
        elif word in ("-c", "--command"):
            line = words.pop(0)
        elif not word.startswith("-"):
            user = word
    if call.user != "root":
        call.complain("Password: su: Authentication failure")
        return 1
    return await run_line(call.as_user(user), line)


async def runuser(call: Call) -> int:
    """Run a command as another user: runuser -u USER -- WORDS."""
    words = [w for w in call.args if w not in ("-u", "--")]
    if call.user != "root":
        call.complain("runuser: may not be used by non-root users")
        return 1
    return await _run(call.as_user(words[0]), tuple(words[1:]))


async def env(call: Call) -> int:
    """Run a command with variables set."""
    words = list(call.args)
    given = {}
    while words and "=" in words[0] and not words[0].startswith("="):
        name, _, value = words.pop(0).partition("=")
        given[name] = value
    if not words:
        for name, value in {**call.env, **given}.items():
            call.say(f"{name}={value}")
        return 0
    return await _run(replace(call, env={**call.env, **given}), tuple(words))


async def through(call: Call) -> int:
    """Run a command as it is: nohup, setsid, nice, ionice, stdbuf."""
    words = list(call.args)
    while words and words[0].startswith("-"):
        words.pop(0)
    return await _run(call, tuple(words))


async def timeout(call: Call) -> int:
    """Run a command for so many seconds at most; 124 where it took longer."""
    words = list(call.args)
    while words[0].startswith("-"):
        if words.pop(0) in ("-k", "-s"):
            words.pop(0)
    limit = float(words.pop(0).rstrip("s"))
    try:
        return await asyncio.wait_for(_run(call, tuple(words)), limit or None)
    except TimeoutError:
        return 124


async def flock(call: Call) -> int:
    """Run a command while holding a lock file: -n gives up at once, -w after so many seconds."""
    words = list(call.args)
    limit: float | None = None
    refusal = 1
    while words[0].startswith("-"):
        option = words.pop(0)
        if option in ("-n", "--nonblock", "--nb"):
            limit = 0.0
        elif option in ("-w", "--timeout"):
            limit = float(words.pop(0))
        elif option in ("-E", "--conflict-exit-code"):
            refusal = int(words.pop(0))
    lock = call.host.locks.setdefault(words.pop(0), asyncio.Lock())
    if limit == 0.0 and lock.locked():
        return refusal
    try:
        await asyncio.wait_for(lock.acquire(), limit or None)
    except TimeoutError:
        return refusal
    try:
        if words[0] == "-c":
            return await run_line(call, words[1])
        return await _run(call, tuple(words))
    finally:
        lock.release()


COMMANDS: dict[str, Run] = {
    "dash": sh,
    "env": env,
    "flock": flock,
    "ionice": through,
    "nice": through,
    "nohup": through,
    "runuser": runuser,
    "setsid": through,
    "sh": sh,
    "stdbuf": through,
    "su": su,
    "sudo": sudo,
    "timeout": timeout,
}
