"""A YAML inventory: groups with hosts, children and vars; or what a dynamic one prints, with _meta."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any

import yaml

from actions.formats.yaml_text import read_yaml
from actions.site.inventory.groups import Inventory
from actions.site.inventory.patterns import expanded, split_port

_KINDS = {bool: "true or false", float: "a number", int: "a number", list: "a list", str: "a text"}
_KEYS = ("hosts", "children", "vars")


class NotAMapping(ValueError):
    """A value that is none; `at` are the keys that lead to it."""

    def __init__(self, at: tuple[Any, ...], says: str) -> None:
        super().__init__(says)
        self.at = at


class NeedsAnsible(ValueError):
    """Why no reading of our own will do; whoever knows how Ansible's went ends the sentence."""


class Passed(yaml.SafeLoader):
    """YAML with Ansible's own tags: a vault is not opened, it is passed over."""


def _vaulted(_: yaml.SafeLoader, node: yaml.Node) -> dict[str, Any]:
    """As `ansible-inventory --list` shows it."""
    return {"__ansible_vault": node.value}


def _unsafe(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    return loader.construct_yaml_object(node, dict)


Passed.add_constructor("!vault", _vaulted)
Passed.add_constructor("!vault-encrypted", _vaulted)
Passed.add_constructor("!unsafe", _unsafe)


def read_tables(text: str, inventory: Inventory) -> None:
    """Add what a text says; raises ValueError that says where it is no inventory."""
    content = _content(text)
    if content is None:
        return
    if not isinstance(content, dict):
        raise ValueError(f"{_other(content)}, and is no inventory: that has groups with their hosts.")
    if isinstance(content.get("plugin"), str):
        raise NeedsAnsible(f"it is the configuration of Ansible's plugin {content['plugin']}")
    try:
        add_tables(content, inventory)
    except NotAMapping as error:
        raise ValueError(f"line {_line(text, error.at)}: {error}") from None


def add_tables(content: dict[Any, Any], inventory: Inventory) -> None:
    """Add groups by their names; raises `NotAMapping`."""
    for name, group in content.items():
        if name == "_meta":
            _meta(inventory, _table(_table(group, name).get("hostvars"), name, "hostvars"))
        else:
            _group(inventory, str(name), group, (name,))


def _content(text: str) -> Any:
    if text.lstrip().startswith("{"):
        with suppress(ValueError, RecursionError):  # a thousand times faster than the same as YAML
            return json.loads(text)
    return read_yaml(text, Passed)


def is_tables(text: str) -> bool:
    """Whether a text whose name does not say so is YAML, and no INI."""
    first = next((line for line in text.splitlines() if line.strip() and line[0] != "#"), "")
    if first.startswith(("---", "{", "- ")) or re.fullmatch(r"\w[\w-]*:\s*(#.*)?", first):
        return True
    try:
        return isinstance(read_yaml(text, Passed), dict)
    except ValueError:
        return False


def variables_of(text: str) -> dict[str, Any]:
    """A file of group_vars or host_vars; raises ValueError where it is none."""
    content = read_yaml(text, Passed)
    return {str(key): value for key, value in _table(content, "the file").items()}


def _meta(inventory: Inventory, hostvars: dict[Any, Any]) -> None:
    for host, variables in hostvars.items():
        own = _table(variables, "_meta", "hostvars", host)
        inventory.host_vars.setdefault(str(host), {}).update(own)


def _group(inventory: Inventory, name: str, group: Any, at: tuple[Any, ...]) -> None:
    group = _table(group, *at)
    mine = inventory.group(name)
    mine.vars.update(_table(group.get("vars"), *at, "vars"))
    for written, variables in _table(group.get("hosts"), *at, "hosts").items():
        own = _table(variables, *at, "hosts", written)
        pattern, port = split_port(str(written))
        try:
            names = list(expanded(pattern))
        except ValueError as error:
            raise NotAMapping((*at, "hosts", written), str(error)) from None
        for host in names:
            inventory.add_host(name, host, {"ansible_port": port, **own} if port else own)
    for child, content in _table(group.get("children"), *at, "children").items():
        mine.children[str(child)] = None
        _group(inventory, str(child), content, (*at, "children", child))


def _other(content: Any) -> str:
    """What a YAML file is that is no mapping."""
    plays = (one for one in content if isinstance(one, dict)) if isinstance(content, list) else ()
    if any("hosts" in one or "import_playbook" in one for one in plays):
        return "it is a playbook"
    return f"it is {_KINDS.get(type(content), 'something else')}"


def _table(value: Any, *at: Any) -> dict[Any, Any]:
    """A mapping; a list is one of names without content, a text one name, and nothing is empty."""
    if value is None:
        return {}
    if isinstance(value, list) and all(isinstance(name, str | int) for name in value):
        return dict.fromkeys(str(name) for name in value)
    if isinstance(value, str) and at[-1] in ("hosts", "children"):
        return {value: None}
    if not isinstance(value, dict):
        what = ".".join(str(one) for one in at)
        raise NotAMapping(at, f"{what} must be a mapping, and is {_KINDS.get(type(value), 'none')}.")
    return value


def _line(text: str, keys: tuple[Any, ...]) -> int:
    """Where the value stands to which the keys lead."""
    node = yaml.compose(text, Loader=Passed)
    line = 1
    for key in keys:
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        found = next((pair for pair in pairs if pair[0].value == str(key)), None)
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line
