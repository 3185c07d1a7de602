"""A site file or inventory of any shape is read or refused with a sentence: never with a traceback."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.model.errors import SiteError
from actions.site.site_file import load_site

LEAVES: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, "", "x", "a b", "web[01:03]", "[", b"x", datetime.date(2020, 1, 1), [], {},
    ["h"], [["h"]], [{"a": 1}], {"h": None}, {"h": 1}, {"h": []}, {1: {}}, {None: None}, "{{ x }}",
    {"h": {"ansible_host": [1]}}, {"h": {"ansible_port": {}}}, {"h": {"ansible_user": True}},
    {"roles": ["compute", 1]}, {"roles": [[]]}, {"roles": "compute"}, {"port": 99999}, {"become": 1},
)  # fmt: skip


def yaml_shapes() -> Iterator[Any]:
    yield from LEAVES
    for leaf in LEAVES:
        for key in ("hosts", "children", "vars", "_meta", "all", "x", 1, None):
            yield {key: leaf}
            yield {"all": {"children": {"g": {key: leaf}}}}
            yield {"_meta": {"hostvars": leaf}, "g": {key: leaf}}
            yield [leaf, {key: leaf}]


def toml_texts() -> Iterator[str]:
    for leaf in LEAVES:
        try:
            value = toml(leaf)
        except TypeError:
            continue
        for key in (
            "name",
            "cloud",
            "clouds_file",
            "ssh_config",
            "simulated",
            "hosts",
            "install",
            "odd",
        ):
            yield f"{key} = {value}\n"
            yield f'name = "x"\nhosts = {{h = {{{key} = {value}}}}}\n'
        yield f'name = "x"\nhosts = {{h = {value}}}\n'


def toml(value: Any) -> str:
    """A value as TOML; raises TypeError for what that has no word for."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(k))} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    if value is None:
        raise TypeError
    return json.dumps(value)


INI = (
    "=", "[", "]", "[]", "[:]", "[a:b:c]", "[:children]", "[a:vars]\n=", "[a:vars]\nx", "h =", "h x",
    "[a:children]\n[", "h 'x", "h x=", "h[1:", "h[a:10]", "h[1:99999999]", "h:port", "h:99999999", "\0",
    "- hosts: all", "h[01:02][1:3]", "[g]\nh ansible_port=x", "[g:children]\ng\n[g]\nh", "h[1:2:0]",
    "h ansible_port=²", "{}", "null", "---", "[a:children]\n#x\n ;",
)  # fmt: skip


def refused(path: Path) -> str:
    """The sentence; empty where it is read."""
    try:
        load_site(path)
    except SiteError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", ["a.yml", "a.json", "a.toml", "a.ini"])
def test_any_shape_is_read_or_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    texts = {
        "a.yml": (yaml.dump(shape) for shape in yaml_shapes()),
        "a.json": (json.dumps(shape, default=str, skipkeys=True) for shape in yaml_shapes()),
        "a.toml": toml_texts(),
        "a.ini": iter(INI),
    }
    for text in texts[name]:
        path.write_text(text)
        said = refused(path)
        assert not said or (said.startswith(f"{path}: ") and "\n" not in said), text


NONE = {
    "- hosts: all\n  tasks: []\n": "it is a playbook, and is no inventory: ",
    "- a\n- b\n": "it is a list, and is no inventory: ",
    "[1, {a: b}]": "it is a list, and is no inventory: ",
    "just words": "it is a text, and is no inventory: ",
    "12": "it is a number, and is no inventory: ",
    "_meta: yes\n": "line 1: _meta must be a mapping, and is true or false.",
    "all: {hosts: [[a]]}\n": "line 1: all.hosts must be a mapping, and is a list.",
}


@pytest.mark.parametrize(("text", "says"), NONE.items())
def test_what_is_no_inventory_is_named(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "site.yml"
    path.write_text(text)
    assert refused(path).startswith(f"{path}: {says}")
