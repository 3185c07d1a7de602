"""Where stackmend keeps its files: the XDG folders of the user who runs it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import platformdirs

from actions.model.errors import Unwritable
from actions.model.site import Site
from actions.site.files import refuse_anothers

_APP = "stackmend"


def expanded(text: str) -> Path:
    """A path as it was written, `~` as a shell takes it: that of a user who is none stays as it is."""
    return Path(os.path.expanduser(text))  # noqa: PTH111, pathlib's raises RuntimeError for that user


def config_dir() -> Path:
    """The folder of the site file and the secrets: ~/.config/stackmend."""
    return Path(platformdirs.user_config_dir(_APP))


def keys_file() -> Path:
    """The operator's own keys for the console."""
    return config_dir() / "keys.toml"


def state_path() -> Path:
    """The folder of journals, backups and logs: ~/.local/state/stackmend; it need not be there."""
    return Path(platformdirs.user_state_dir(_APP))


def runs_path() -> Path:
    """One folder a run, each with its journal and its backups; it need not be there."""
    return state_path() / "runs"


def crash_log() -> Path:
    """What nobody foresaw, the last time that it happened; it need not be there."""
    return state_path() / "crash.log"


def known_hosts() -> Path:
    """Host keys of instances, as they were first seen; it need not be there."""
    return state_path() / "instances" / "known_hosts"


def demo_path() -> Path:
    """The simulated cloud's site file, keys and log; it need not be there."""
    return state_path() / "demo"


def last_hosts_path() -> Path:
    """A site file a cloud: the hosts that its own lists named last; it need not be there."""
    return state_path() / "hosts"


def last_hosts(site: Site) -> Path:
    """The one of a cloud, or of a region of it."""
    name = "-".join(filter(None, (site.name, site.invocation.region)))
    return last_hosts_path() / f"{re.sub(r'[^A-Za-z0-9_.-]+', '-', name)}.toml"


def state_dir() -> Path:
    """`state_path`, made with mode 0700 for what is to be written."""
    return private_dir(state_path())


def runs_dir() -> Path:
    """`runs_path`, made with mode 0700 for what is to be written."""
    state_dir()
    return private_dir(runs_path())


def secrets_file(site: Site) -> Path:
    """The site's own passwords: beside a site file, for an inventory in the configuration folder."""
    if site.path.endswith(".toml"):
        path = Path(site.path)
        return path.with_name(f"{path.stem}.secrets.toml")
    return config_dir() / f"{site.name}.secrets.toml"


def private_dir(path: Path) -> Path:
    """The folder, made if need be, that no other user can enter; raises `Unwritable`."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        refuse_anothers(path, path.lstat(), folders=True)
        if path.stat().st_mode & 0o077:
            path.chmod(0o700)
    except OSError as error:
        raise Unwritable(
            f"{path} cannot be made: {error.strerror}; set XDG_STATE_HOME to a folder that can be"
            " written."
        ) from None
    return path
