"""Ansible's arguments for ssh, as `-o` options that stackmend may give to ssh too."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_VARIABLES = ("ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args")
_KEY_FILES = ("ansible_ssh_private_key_file", "ansible_private_key_file")

SSH_VARIABLES = frozenset({*_VARIABLES, *_KEY_FILES})

_USED = {
    option.lower(): option
    for option in (
        "AddressFamily", "BindAddress", "BindInterface", "CASignatureAlgorithms", "CertificateFile",
        "Ciphers", "ConnectTimeout", "GlobalKnownHostsFile", "GSSAPIAuthentication",
        "HostKeyAlgorithms",
        "HostKeyAlias", "HostName", "IdentitiesOnly", "IdentityAgent", "IdentityFile", "KexAlgorithms",
        "MACs", "Port", "PreferredAuthentications", "ProxyCommand", "ProxyJump", "ProxyUseFdpass",
        "PubkeyAcceptedAlgorithms", "PubkeyAcceptedKeyTypes", "PubkeyAuthentication", "RevokedHostKeys",
        "ServerAliveCountMax", "ServerAliveInterval", "User", "UserKnownHostsFile",
    )
}  # fmt: skip
"""How to reach the host, and to know it. `StrictHostKeyChecking` is none: keys are checked."""
_NO_MATTER = (
    "control", "forward", "compression", "loglevel", "passwordauth", "kbdinteractive", "tcpkeep",
)  # fmt: skip
"""Beginnings of those that change nothing here: not even told."""
_LETTERS = {"i": "IdentityFile", "J": "ProxyJump", "l": "User", "p": "Port"}
_WITH_VALUE = "BbcDEeFIiJLlmOPpQRSWw"
_STRAY = "argument that belongs to no option"
"""What is told of a word in its place: it may be a password of a ProxyCommand without its quotes."""
_FLAGS = re.compile(r"-[AaCgKkqTtvXxYy46]+")


class SshArguments:
    """What a host's variables say to ssh: `options` are for `ssh -o`, `passed` are not used."""

    def __init__(self, variables: Mapping[str, Any]) -> None:
        self.options: list[str] = []
        self.passed: list[str] = []
        key = next((str(variables[name]) for name in _KEY_FILES if variables.get(name)), "")
        if key:
            self.options.append(f'IdentityFile="{key}"' if " " in key else f"IdentityFile={key}")
        for name in _VARIABLES:
            if variables.get(name):
                self._take(name, str(variables[name]))

    def _take(self, variable: str, text: str) -> None:
        try:
            words = shlex.split(text)
        except ValueError:
            self.passed.append(f"{variable}, whose quotes are not closed")
            return
        for option, value in _options(words):
            self._add(option, value)

    def _add(self, option: str, value: str) -> None:
        name = _USED.get(option.lower(), "")
        if name and not (name.endswith("KnownHostsFile") and value == "/dev/null"):
            self.options.append(f"{name}={value}")
        elif not option.lower().startswith(_NO_MATTER):
            told = f"{option}={value}" if name or option.startswith("Strict") else option
            if told not in self.passed:
                self.passed.append(told)


def _options(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Option and value of each; a flag of ssh's that is not known here has no value."""
    rest = iter(words)
    for word in rest:
        letter, value = word[1:2], word[2:]
        if _FLAGS.fullmatch(word):
            if word[1] in "46":
                yield "AddressFamily", "inet6" if word[1] == "6" else "inet"
        elif word.startswith("-o"):
            option, _, given = re.sub(r"[\s=]+", "=", value or next(rest, ""), count=1).partition("=")
            yield option, given
        elif word.startswith("-") and letter and letter in _WITH_VALUE:
            yield _LETTERS.get(letter, f"-{letter}"), value or next(rest, "")
        elif word.startswith("--"):  # as of a ProxyCommand without its quotes
            yield word.partition("=")[0], ""
        else:
            yield word[:2] if word.startswith("-") else _STRAY, ""
