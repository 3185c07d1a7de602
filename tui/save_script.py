"""Scripts as files: in the folder where the console was started, unless another is named."""

from __future__ import annotations

import re
from pathlib import Path

from actions.model.plan import Plan
from actions.site.files import write_named
from tui.live.backend import Trouble


def script_path(plan: Plan) -> Path:
    """Where a plan's script goes unless somebody wants it elsewhere; the same plan, the same file."""
    name = re.sub(r"[^\w.-]+", "-", plan.action)
    return Path.cwd() / f"{name}-{plan.digest}.sh"


def write_script(path: Path, text: str) -> Path:
    """Write a plan's script, which holds no password; raises `Trouble`."""
    try:
        write_named(path, text, 0o755)
    except OSError as error:
        raise Trouble(f"{path} cannot be written: {error.strerror}.") from None
    return path
