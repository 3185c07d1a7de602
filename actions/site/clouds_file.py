"""What a site's own clouds.yaml lists; who logs in reads it by openstacksdk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from actions.formats.yaml_text import read_yaml
from actions.model.site import Site


def regions(site: Site, cloud: str) -> tuple[str, ...]:
    """The regions that it gives a cloud to choose from; none where it cannot be read."""
    try:
        clouds = read_yaml(Path(site.clouds_file).read_text(encoding="utf-8"))
        return tuple(map(_name, clouds["clouds"][cloud].get("regions") or ()))
    except (OSError, ValueError, AttributeError, LookupError, TypeError):
        return ()


def _name(listed: Any) -> str:
    return str(listed.get("name") if isinstance(listed, dict) else listed)
