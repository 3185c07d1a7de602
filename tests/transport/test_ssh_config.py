"""What is derived from a configuration equals what OpenSSH does with it: tests/cases/ssh/NAME.json.

A case has `about`, the `config` (and `files` that it includes), the `host` that is asked for, with the
site file's `port` and `user`, and OpenSSH's `answer` (or `error`) as it was recorded, less the lists of
algorithms that are its defaults. `gives` has all that differs from ssh's defaults, `refused` a part of
the sentence that is shown. Each case is tried on the recording and on the OpenSSH of this machine.
"""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from actions.model.errors import NotConfigured
from actions.transport import openssh
from actions.transport.openssh import OpenSsh
from actions.transport.ssh_config import Local, SshConfig, Target, jump_target, parse

CASES = {path.stem: path for path in Path(__file__).parent.parent.joinpath("cases/ssh").glob("*.json")}
ENVIRONMENT = {
    "STACKMEND_TEST_KEYS": "/somewhere/keys",
    "STACKMEND_TEST_AGENT": "/somewhere/agent.sock",
}
RECORDED = {
    "dir": "/cases",
    "home": "/home/op",
    "passwd_home": "/home/op",
    "user": "op",
    "uid": "1000",
}

needs_ssh = pytest.mark.skipif(
    shutil.which("ssh") is None and os.environ.get("CI") != "true",
    reason="OpenSSH's client is not installed: nothing is held against it",
)


def filled(value: Any, words: dict[str, str]) -> Any:
    """A case's text with what is other on each machine."""
    if isinstance(value, list):
        return [filled(one, words) for one in value]
    if isinstance(value, dict):
        return {key: filled(one, words) for key, one in value.items()}
    if not isinstance(value, str):
        return value
    return re.sub(r"\{(\w+)\}", lambda m: words.get(m[1], m[0]), value)


def told(case: dict[str, Any]) -> Target:
    return Target("ctl", case["host"], case.get("port", 0), case.get("user", ""), case.get("jumps", ""))


def difference(config: SshConfig, usual: SshConfig) -> dict[str, Any]:
    """What a configuration changes, as a case has it."""
    given, without = (json.loads(json.dumps(asdict(one))) for one in (config, usual))
    found = {key: value for key, value in given.items() if value != without[key]}
    if "algorithms" in found:
        usual_ones = without["algorithms"]
        found["algorithms"] = {k: v for k, v in found["algorithms"].items() if v != usual_ones[k]}
    if config.proxy_jump:
        jump = {k: v for k, v in asdict(jump_target(config.proxy_jump)).items() if v and k != "name"}
        found["jump"] = jump
    return found


def expected(case: dict[str, Any], words: dict[str, str]) -> dict[str, Any]:
    gives: dict[str, Any] = filled(case["gives"], words)
    return {key: value for key, value in gives.items() if key != "identity_agent" or value}


@pytest.mark.parametrize("name", sorted(CASES))
def test_an_answer_of_openssh_is_read_as_it_is_meant(name: str) -> None:
    case, words = json.loads(CASES[name].read_text()), RECORDED
    if "error" in case:
        assert case["refused"] in openssh.reason("\n".join(case["error"]))
        return
    local = Local(words["home"], words["user"], int(words["uid"]), "jump.example.org", ENVIRONMENT)
    usual_case = json.loads(CASES["empty"].read_text())
    usual = parse("\n".join(filled(usual_case["answer"], words)), told(usual_case), local)
    answer = "\n".join(filled(case["answer"], words))
    if "refused" in case:
        with pytest.raises(ValueError, match=re.escape(case["refused"])):
            parse(answer, told(case), local)
        return
    config = parse(answer, told(case), local)
    usual = replace(usual, hostname=case["host"])
    assert difference(config, usual) == expected(case, words)


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """Writes a case's files; gives the case, filled in with what is so here."""
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    for key, value in ENVIRONMENT.items():
        monkeypatch.setenv(key, value)
    me = pwd.getpwuid(os.getuid())
    words = {"dir": str(tmp_path), "user": me.pw_name, "uid": str(me.pw_uid)}
    words |= {"home": me.pw_dir, "passwd_home": me.pw_dir}

    def write(name: str) -> Any:
        case = filled(json.loads(CASES[name].read_text()), words)
        for file, lines in {**case.get("files", {}), "config": case["config"]}.items():
            path = tmp_path / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(f"{line}\n" for line in lines))
        return case

    return write


@needs_ssh
@pytest.mark.parametrize("name", sorted(CASES))
async def test_the_openssh_of_this_machine_means_the_same(
    name: str, written: Callable[[str], Any], tmp_path: Path
) -> None:
    case, ssh = written(name), OpenSsh(str(tmp_path / "config"))
    if "refused" in case:
        with pytest.raises(NotConfigured, match=re.escape(case["refused"])):
            await ssh.config(told(case))
        return
    config = await ssh.config(told(case))
    usual = replace(await ssh.defaults(), hostname=case["host"])
    assert difference(config, usual) == expected(case, {})
    assert asdict(await ssh.chosen(config)) == {
        key: tuple(case["gives"].get("algorithms", {}).get(key, ())) for key in asdict(usual.algorithms)
    }


@needs_ssh
@pytest.mark.parametrize("name", sorted(CASES))
def test_the_identities_are_those_that_ssh_itself_opens(
    name: str, written: Callable[[str], Any], tmp_path: Path
) -> None:
    """`ssh -v` names them when it connects; `ssh -G` prints them as they were written."""
    case = written(name)
    if "refused" in case:
        return
    user = ["-l", case["user"]] if "user" in case else []
    port = ["-p", str(case["port"])] if "port" in case else []
    argv = ["ssh", "-v", "-T", "-F", str(tmp_path / "config"), "-o", "ProxyCommand=exit", *user, *port]
    said = subprocess.run([*argv, "--", case["host"]], capture_output=True, text=True).stderr
    opened = re.findall(r"identity file (.*) type -?\d+", said)
    certificates = re.findall(r"certificate file (.*) type -?\d+", said)
    gives = case["gives"]
    assert certificates == gives.get("certificate_files", [])
    if "identity_files" in gives:
        beside = [] if certificates else ["-cert"]
        assert opened == [f"{file}{end}" for file in gives["identity_files"] for end in ("", *beside)]


@needs_ssh
@pytest.mark.parametrize("jump", ["", "ProxyJump bastion\n"])
async def test_the_hash_of_a_connection_is_that_of_ssh(tmp_path: Path, jump: str) -> None:
    (tmp_path / "config").write_text(f"IdentityFile %C\nUserKnownHostsFile %C\nUser ops\n{jump}")
    config = await OpenSsh(str(tmp_path / "config")).config(Target("ctl", "ctl1", 2222))
    assert config.identity_files == config.user_known_hosts


def test_an_older_ssh_left_the_home_in_all_paths() -> None:
    local = Local("/home/op", "op", 1000, "jump", {})
    answer = (
        "hostname ctl1\nport 22\nidentityagent ~/agent\n"
        "userknownhostsfile ~/.ssh/known_hosts ~/.ssh/known_hosts2\n"
    )
    config = parse(answer, Target("ctl", "ctl1"), local)
    assert config.user_known_hosts == ("/home/op/.ssh/known_hosts", "/home/op/.ssh/known_hosts2")
    assert config.identity_agent == "/home/op/agent"


def test_sixty_configurations_are_held_against_openssh() -> None:
    assert len(CASES) >= 60
