"""Where stackmend keeps its files: the XDG folders of the user who runs it."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from actions.model.errors import Unwritable
from actions.model.site import Site

_APP = "stackmend"


def config_dir() -> Path:
    """The folder of the site file and the secrets: ~/.config/stackmend."""
    return Path(platformdirs.user_config_dir(_APP))


def state_dir() -> Path:
    """The folder of journals, backups and logs: ~/.local/state/stackmend, made with mode 0700."""
    return private_dir(Path(platformdirs.user_state_dir(_APP)))


def runs_dir() -> Path:
    """One folder a run, each with its journal and its backups; made with mode 0700."""
    return private_dir(state_dir() / "runs")


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
        if path.stat().st_mode & 0o077:
            path.chmod(0o700)
    except OSError as error:
        raise Unwritable(
            f"{path} cannot be made: {error.strerror}; set XDG_STATE_HOME to a folder that can be"
            " written."
        ) from None
    return path
