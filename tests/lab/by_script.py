"""A whole cloud from bare hosts by the exported script and bash alone: `python -m tests.lab.by_script`.

It takes longer than an installation does, for a script waits a fixed time where a run looks again; so
CI, which installs by `stackmend run`, leaves it out. SETTLE in the environment shortens the waits.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from . import installation, lab, test_installation
from .cloud import Cloud
from .network import on_jump
from .paths import SECRETS
from .shell import timed


def install(cloud: Cloud, script: Path) -> None:
    """Write the script down, and let bash run it on the jump host: nobody is there to answer it."""
    exported = cloud.stackmend("plan", "install", "--script")
    assert exported.returncode == 0, exported.stderr
    script.write_text(exported.stdout)
    done = subprocess.run(
        on_jump(["bash", str(script)]), env=cloud.environment, stdin=subprocess.DEVNULL, timeout=5400
    )
    assert done.returncode == 0, f"{script} ended with {done.returncode}"


def main() -> int:
    """Bare hosts, the script, and what stackmend and other tools say of the cloud."""
    home = Path(tempfile.mkdtemp(prefix="operator-"))
    cloud = Cloud(home)
    SECRETS.unlink(missing_ok=True)
    lab.up((), bare=True)
    with timed("install by script"):
        install(cloud, home / "install.sh")
    cloud.wait_until_healthy()
    return installation.ask(
        cloud,
        test_installation.test_the_instance_answers_on_its_floating_ip,
        test_installation.test_the_volume_is_attached,
        test_installation.test_all_agents_and_services_are_up,
        test_installation.test_nothing_was_made_twice,
        test_installation.test_a_second_run_runs_no_command,
    )


if __name__ == "__main__":
    sys.exit(min(main(), 1))
