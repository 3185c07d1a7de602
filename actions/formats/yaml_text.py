"""YAML files of the operator's; of a broken one nothing is repeated: it may hold passwords."""

from __future__ import annotations

import re
from typing import Any

import yaml

_QUOTED = re.compile(r"""(['"])[^<].{2,}\1""")


def read_yaml(text: str, loader: type[yaml.SafeLoader] = yaml.SafeLoader) -> Any:
    """The value; raises ValueError that says where it is no YAML, and why."""
    try:
        return yaml.load(text, Loader=loader)  # noqa: S506  # a SafeLoader, or one of its kind
    except yaml.MarkedYAMLError as error:
        raise ValueError(f"it is no YAML{_where(error)}: {_why(error)}.") from None
    except yaml.YAMLError:
        raise ValueError("it is no YAML: it holds control characters.") from None
    except RecursionError:
        raise ValueError("it is nested too deep.") from None
    except (AttributeError, LookupError, TypeError, ValueError):  # of a date or a number that is none
        raise ValueError(
            "it is no YAML: a value in it is not of the type that it looks like."
        ) from None


def _where(error: yaml.MarkedYAMLError) -> str:
    mark, begin = error.problem_mark, error.context_mark
    if mark is None:
        return ""
    since = f", in what begins in line {begin.line + 1}" if begin and begin.line < mark.line else ""
    return f" (line {mark.line + 1}, column {mark.column + 1}{since})"


def _why(error: yaml.MarkedYAMLError) -> str:
    return _QUOTED.sub("'…'", error.problem or "it cannot be read")
