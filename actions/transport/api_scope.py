"""Which cloud, region and project the requests of a site go to: a run keeps it, to go nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from actions.model.errors import NotConfigured
from actions.model.secret import Secret
from actions.model.site import Scope, Site
from actions.transport.api_config import region_of


def scope_of(site: Site, secrets: Mapping[str, Secret]) -> Scope | None:
    """As the files and the shell say it now; None: no cloud is configured, and none will be asked."""
    try:
        region = region_of(site, secrets)
    except NotConfigured:
        return None
    login = {key: str(value) for key, value in (region.config.get("auth") or {}).items() if value}
    domain = login.get("project_domain_name") or login.get("project_domain_id")
    return Scope(
        auth_url=_without_login(login.get("auth_url", "")),
        region=str(region.region_name or ""),
        project=login.get("project_name", ""),
        project_id=login.get("project_id", ""),
        project_domain=domain or login.get("domain_name") or "",
    )


def _without_login(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
