"""`{{ x }}` in an inventory's values, filled in where variables alone can; else it is told."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from typing import Any

Variables = Mapping[str, Any]

_PLACE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_STATEMENT = re.compile(r"\{[%#]")
_NAME = re.compile(r"[A-Za-z_]\w*")
_STEP = re.compile(r"\s*(?:\.\s*(?P<name>[A-Za-z_]\w*+)(?!\s*\()|\[\s*(?P<key>[^\[\]]+?)\s*\])")
"""One further into a value; what is called is Python's, and no variable."""
_DEFAULT = re.compile(r"\s*\|\s*(?:default|d)\(\s*(?P<value>[^(),]*?)\s*(?:,\s*[tT]rue\s*)?\)\s*")
_FROM_SHELL = re.compile(r"\s*lookup\(\s*(['\"])(?:ansible\.builtin\.)?env\1\s*,\s*(['\"])(\w+)\2\s*\)")
_DEEPEST = 10


class Unfilled(ValueError):
    """A template whose value only Ansible itself can tell; it says which."""


class Templates:
    """Fills in values of one host; `of_host` gives the variables of others, for `hostvars`."""

    def __init__(self, host: str, variables: Variables, of_host: Callable[[str], Variables]) -> None:
        self._variables = {
            "inventory_hostname": host,
            "inventory_hostname_short": host.partition(".")[0],
            **variables,
        }
        self._of_host = of_host

    def filled(self, value: Any, depth: int = 0) -> Any:
        """A value without templates; raises `Unfilled`."""
        if not isinstance(value, str) or "{" not in value:
            return value
        if depth > _DEEPEST or _STATEMENT.search(value):
            raise Unfilled(value)
        whole = _PLACE.fullmatch(value.strip())
        if whole and "{{" not in whole[1]:
            return self._value(whole[1], depth + 1)
        return _PLACE.sub(lambda found: str(self._value(found[1], depth + 1)), value)

    def _value(self, expression: str, depth: int) -> Any:
        text = expression.strip()
        try:
            found, rest = self._read(text, depth)
        except LookupError:
            found, rest = None, text[text.find("|") :] if "|" in text else ""
        default = _DEFAULT.fullmatch(rest)
        if rest.strip() and default is None:
            raise Unfilled(f"{{{{ {text} }}}}")
        if default and found in (None, ""):
            found = self._one(default["value"], depth)
        if found is None or isinstance(found, dict | list):
            raise Unfilled(f"{{{{ {text} }}}}")
        return self.filled(found, depth)

    def _read(self, text: str, depth: int) -> tuple[Any, str]:
        """What an expression begins with, and what is behind it; raises LookupError if it is unset."""
        if env := _FROM_SHELL.match(text):
            return os.environ[env[3]], text[env.end() :]
        name = _NAME.match(text)
        if name is None:
            raise Unfilled(f"{{{{ {text} }}}}")
        rest = text[name.end() :]
        found: Any = None if name[0] == "hostvars" else self._variables[name[0]]
        if name[0] == "hostvars":
            step = _STEP.match(rest)
            other = self._one(step["key"], depth) if step and step["key"] else (step and step["name"])
            found = {"inventory_hostname": other, **self._of_host(str(other))}
            rest = rest[step.end() if step else 0 :]
        while step := _STEP.match(rest):
            key = step["name"] or self._one(step["key"], depth)
            try:
                found = found[key]
            except TypeError:  # nothing, a number, or an attribute of Python's
                raise Unfilled(f"{{{{ {text} }}}}") from None
            rest = rest[step.end() :]
        return found, rest

    def _one(self, word: str, depth: int) -> Any:
        """A literal, or the value of a name."""
        if len(word) > 1 and word[0] == word[-1] and word[0] in "'\"":
            return word[1:-1]
        return int(word) if word.isdigit() else self._value(word, depth)
