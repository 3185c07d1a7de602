"""The runner's process with the trial's actions instead of stackmend's own."""

from __future__ import annotations

import sys

from actions.run.runner import main
from tests.support.trial import ACTIONS

if __name__ == "__main__":
    sys.exit(main(find=ACTIONS.get))
