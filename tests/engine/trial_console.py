"""A console that starts a run and stays: PLAN.json and SITE.toml are its arguments."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

from actions.engine.codec import decode
from actions.engine.launch import launch
from actions.engine.site import load_site
from actions.model import Plan

if __name__ == "__main__":
    plan: Plan = decode(Plan, json.loads(Path(sys.argv[1]).read_text()))
    runner = (sys.executable, "-P", "-m", "tests.engine.trial_runner")
    print(launch(load_site(Path(sys.argv[2])), plan, runner=runner), flush=True)
    signal.pause()
