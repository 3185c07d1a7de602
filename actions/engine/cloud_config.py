"""Which cloud, and with which login: as openstacksdk reads it, or as the install actions made it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from keystoneauth1 import exceptions as keystone
from openstack import exceptions as sdk
from openstack.config import OpenStackConfig
from openstack.config.cloud_region import CloudRegion
from yaml import YAMLError, safe_load

from actions.engine.paths import secrets_file
from actions.engine.trouble import Unanswered
from actions.model import Site
from actions.secret import Secret

_API_TIMEOUT = 10.0
"""Seconds for a token or a version document; the SDK's default is to wait for ever."""


def region_of(site: Site, secrets: Mapping[str, Secret]) -> CloudRegion:
    """The cloud's settings and login; raises `Unanswered` that says which file and entry lack what."""
    try:
        config = _config(site)
        known = site.cloud in config.get_cloud_names() if site.cloud else False
        if site.settings.get("auth_url") and not known:
            return _timed(_own(site, secrets))
        if site.cloud and not known:
            raise Unanswered(
                f"The cloud {site.cloud!r} of {site.path} is not in {_files(site, config)}."
            )
        return _timed(_named(site, config))
    except (sdk.SDKException, YAMLError, OSError, UnicodeDecodeError) as error:
        file = site.clouds_file or "clouds.yaml"
        raise Unanswered(f"{file} cannot be used: {' '.join(str(error).split())}") from None
    except (AttributeError, TypeError, ValueError):  # the SDK takes its shape for granted
        raise Unanswered(
            f"{site.clouds_file or 'clouds.yaml'} has not the shape that openstacksdk reads: below "
            "`clouds:`, the clouds by name; below each, settings by name, and below `auth:` too."
        ) from None


def _config(site: Site) -> OpenStackConfig:
    if not site.clouds_file:
        return OpenStackConfig()
    file = Path(site.clouds_file)
    if not file.is_file():
        raise Unanswered(f"{file} does not exist; {site.path} names it as clouds_file.")
    safe_load(file.read_text(encoding="utf-8"))  # the SDK passes over a file that is no YAML
    secure = [str(path) for path in [file.with_name("secure.yaml")] if path.is_file()]
    return OpenStackConfig(config_files=[str(file)], secure_files=secure, load_envvars=False)


def _named(site: Site, config: OpenStackConfig) -> CloudRegion:
    name = site.cloud or config.default_cloud
    where = f"The cloud {name!r} in {_files(site, config)}"
    if name in (None, "defaults"):
        raise Unanswered(
            f'{site.path} names no cloud: write cloud = "NAME" of clouds.yaml there, or set OS_CLOUD.'
        )
    try:
        region = config.get_one(cloud=name)
    except keystone.MissingRequiredOptions as error:
        missing = ", ".join(option.name.replace("-", "_") for option in error.options)
        raise Unanswered(f"{where} lacks {missing}.") from None
    except keystone.ClientException as error:
        raise Unanswered(f"{where} cannot be used: {error}") from None
    url = str(region.config.get("auth", {}).get("auth_url") or "")
    if not url.startswith(("http://", "https://")):
        wrong = f"has an auth_url that is no URL: {url!r}" if url else "lacks auth_url"
        raise Unanswered(f"{where} {wrong}.")
    return region


def _own(site: Site, secrets: Mapping[str, Secret]) -> CloudRegion:
    """The cloud that the install actions build: its admin, with the password of the site's secrets."""
    password = secrets.get("admin_password")
    if password is None:
        raise Unanswered(
            f"{secrets_file(site)} holds no admin_password yet, so Keystone cannot be asked."
        )
    config = OpenStackConfig(load_yaml_config=False, load_envvars=False)
    return config.get_one(
        auth_type="password",
        region_name=str(site.settings.get("region", "RegionOne")),
        auth={
            "auth_url": str(site.settings["auth_url"]),
            "username": "admin",
            "password": password.reveal(),
            "project_name": "admin",
            "user_domain_name": "Default",
            "project_domain_name": "Default",
        },
    )


def _timed(region: CloudRegion) -> CloudRegion:
    settings: dict[str, Any] = region.config
    settings["api_timeout"] = settings.get("api_timeout") or _API_TIMEOUT
    return region


def _files(site: Site, config: OpenStackConfig) -> str:
    return site.clouds_file or config.config_filename or "clouds.yaml (none was found) or OS_*"
