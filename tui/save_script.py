"""Scripts as files in the folder where the console was started."""

from __future__ import annotations

import re
from pathlib import Path

from actions.model.plan import Plan
from actions.site.files import write_named
from tui.live.backend import Trouble


def write_script(plan: Plan, text: str) -> Path:
    """Write a plan's script, named by its action and digest; raises `Trouble`.

    The same plan gives the same file; it holds no password.
    """
    name = re.sub(r"[^\w.-]+", "-", plan.action)
    path = Path.cwd() / f"{name}-{plan.digest}.sh"
    try:
        write_named(path, text, 0o755)
    except OSError as error:
        raise Trouble(f"{path} cannot be written: {error.strerror}.") from None
    return path
