"""A console that starts a run and stays: PLAN.json and SITE.toml are its arguments."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

from actions.formats.json_codec import decode
from actions.model.plan import Plan
from actions.run.launch import launch
from actions.site.site_file import load_site

if __name__ == "__main__":
    plan: Plan = decode(Plan, json.loads(Path(sys.argv[1]).read_text()))
    runner = (sys.executable, "-P", "-m", "tests.support.trial_runner")
    print(launch(load_site(Path(sys.argv[2])), plan, runner=runner), flush=True)
    signal.pause()
