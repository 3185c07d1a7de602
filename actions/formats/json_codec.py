"""Values to JSON and back, by their type hints: dataclasses, tuples, sets and mappings of them.

A dataclass is an object of its fields, a tuple or a set a list, a mapping an object or, where its
keys are no strings, a list of pairs. A `Secret` needs a way to be written, or is refused.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import types
import typing
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from actions.model.plan import WAS
from actions.model.secret import Secret

MASK = "****"
"""The only key of the object that stands for a `Secret`."""


def _refuse(_: Secret) -> str:
    raise TypeError("a secret must not be written here")


def encode(value: Any, secret: Callable[[Secret], str] = _refuse) -> Any:
    """A value as what `json.dumps` takes; `secret` says how a secret is written."""
    if value is None or isinstance(value, bool | int | float | str):
        return value.value if isinstance(value, enum.Enum) else value
    if isinstance(value, Secret):
        return {MASK: secret(value)}
    if dataclasses.is_dataclass(value):
        return {f.name: encode(getattr(value, f.name), secret) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        if all(isinstance(key, str) for key in value):
            return {key: encode(item, secret) for key, item in value.items()}
        return [[encode(key, secret), encode(item, secret)] for key, item in value.items()]
    if isinstance(value, AbstractSet):
        return sorted((encode(item, secret) for item in value), key=str)
    if isinstance(value, tuple | list):
        return [encode(item, secret) for item in value]
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def decode(hint: Any, data: Any) -> Any:
    """The value of that type that `encode` wrote; raises ValueError for data of another shape."""
    try:
        return _decode(hint, data)
    except (AttributeError, LookupError, TypeError) as error:
        raise ValueError(f"expected {_name(hint)}: {error}") from None


def _decode(hint: Any, data: Any) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any or hint is None or hint is types.NoneType:
        return data
    if origin in (typing.Union, types.UnionType):
        return _decode(_arm(arguments, data), data)
    if origin is tuple:
        inner = arguments[:1] * len(data) if arguments[-1:] == (...,) else arguments
        return tuple(_decode(one, item) for one, item in zip(inner, data, strict=True))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        pairs = data.items() if isinstance(data, dict) else data
        return {_decode(arguments[0], key): _decode(arguments[1], item) for key, item in pairs}
    if isinstance(origin, type):
        return origin(_decode(arguments[0], item) for item in data)
    return _plain(hint, data)


def _plain(hint: Any, data: Any) -> Any:
    if hint is Secret:
        return Secret(str(data[MASK]))
    make: Callable[..., Any] = hint
    hints = _hints(make) if isinstance(hint, type) else {}
    if dataclasses.is_dataclass(hint):
        now = _now(make)
        known = {now.get(name, name): item for name, item in data.items()}
        return make(
            **{name: _decode(hints[name], item) for name, item in known.items() if name in hints}
        )
    if issubclass(hint, tuple):
        return make(*(_decode(one, item) for one, item in zip(hints.values(), data, strict=True)))
    return make(data)


def _arm(arms: tuple[Any, ...], data: Any) -> Any:
    if data is None:
        return None
    if isinstance(data, dict) and set(data) == {MASK}:
        return Secret
    scalars = (bool, int, float, str)
    fitting = [a for a in arms if a in scalars] if isinstance(data, scalars) else []
    exact = [a for a in fitting if a is type(data)]
    others = [a for a in arms if a not in (*scalars, Secret, types.NoneType)]
    return (exact or fitting or others)[0]


@functools.cache
def _now(made: Any) -> dict[str, str]:
    """The names of fields, by those that they had before."""
    return {f.metadata[WAS]: f.name for f in dataclasses.fields(made) if WAS in f.metadata}


@functools.cache
def _hints(hint: Any) -> dict[str, Any]:
    return typing.get_type_hints(hint)


def _name(hint: Any) -> str:
    return getattr(hint, "__name__", str(hint))
