"""Which cloud, and with which login: as openstacksdk reads it, or as the install actions made it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import requests
from keystoneauth1 import exceptions as keystone
from openstack import exceptions as sdk
from openstack.config import OpenStackConfig
from openstack.config.cloud_region import CloudRegion
from openstack.config.loader import CONFIG_FILES, SECURE_FILES

from actions.formats.yaml_text import read_yaml
from actions.model.errors import NotConfigured
from actions.model.secret import Secret
from actions.model.site import Site
from actions.site.paths import secrets_file
from actions.transport.api_errors import reason

_API_TIMEOUT = 7.0
"""Seconds for a token or a version document; the SDK's default is to wait for ever."""


def region_of(site: Site, secrets: Mapping[str, Secret]) -> CloudRegion:
    """The cloud's settings and login; raises `NotConfigured`: which file and entry lack what."""
    try:
        config = _config(site)
        named = "" if site.clouds_file else os.environ.get("OS_CLOUD", "")
        name = site.cloud or named
        known = name in config.get_cloud_names()
        if site.settings.get("auth_url") and not (site.cloud and known):
            return _timed(_own(site, secrets))
        if name and not known:
            of = f" of {namer}" if (namer := _namer(site)) else ""
            raise NotConfigured(f"The cloud {name!r}{of} is not in {_files(site, config)}.")
        return _timed(_named(site, config, name or config.default_cloud or ""))
    except sdk.SDKException as error:
        raise NotConfigured(f"{_file(site)} cannot be used: {' '.join(str(error).split())}") from None
    except (AttributeError, LookupError, TypeError, ValueError):  # the SDK takes its shape for granted
        raise NotConfigured(
            f"{_file(site)} has not the shape that openstacksdk reads: below `clouds:`, the clouds by "
            "name; below each, settings by name, and below `auth:` too."
        ) from None


def _namer(site: Site) -> str:
    """The file or variable that names the cloud; empty: the command line, as its user knows."""
    if site.cloud:
        return "" if site.invocation.cloud == site.cloud else site.path
    return "OS_CLOUD"


def _config(site: Site) -> OpenStackConfig:
    """As the SDK reads its files; it passes over one that is no YAML, so they are looked at first."""
    if not site.clouds_file:
        for named, files in (("CONFIG", CONFIG_FILES), ("SECURE", SECURE_FILES)):
            if file := _first([os.environ.get(f"OS_CLIENT_{named}_FILE") or "", *files]):
                _check(file)
        return OpenStackConfig()
    clouds = Path(site.clouds_file)
    if not clouds.is_file():
        raise NotConfigured(f"{clouds} does not exist; {site.path} names it as clouds_file.")
    secure = [path for path in [clouds.with_name("secure.yaml")] if path.is_file()]
    for path in (clouds, *secure):
        _check(path)
    return OpenStackConfig(
        config_files=[str(clouds)], secure_files=list(map(str, secure)), load_envvars=False
    )


def _first(files: Iterable[str]) -> Path | None:
    """The one that the SDK reads: the first that is there, and that this user may read."""
    return next(
        (Path(file) for file in files if Path(file).is_file() and os.access(file, os.R_OK)), None
    )


def _file(site: Site) -> str:
    return site.clouds_file or str(_first(CONFIG_FILES) or "clouds.yaml")


def _check(path: Path) -> None:
    try:
        read_yaml(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotConfigured(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise NotConfigured(f"{path} cannot be used: it is no text in UTF-8.") from None
    except ValueError as error:
        raise NotConfigured(f"{path} cannot be used: {error}") from None


def _named(site: Site, config: OpenStackConfig, name: str) -> CloudRegion:
    where = f"The cloud {name!r} in {_files(site, config)}"
    if name in ("", "defaults"):
        write = f'write cloud = "NAME" of clouds.yaml into {site.path or "a site file"}'
        if site.path and not site.path.endswith(".toml"):  # an Ansible inventory has no such key
            write = "give --cloud NAME, one of clouds.yaml"
        raise NotConfigured(f"It is not said which cloud: {write}, or set OS_CLOUD.")
    entry = _entry(config, name)
    _refuse_without_type(where, entry)
    chosen = _chosen(site, entry)
    if chosen and entry and not entry.get("regions"):
        config.cloud_config["clouds"][name] = {**entry, "region_name": chosen}  # it has others, too
    try:
        region = config.get_one(cloud=name, region_name=chosen or None)
    except requests.RequestException as error:
        told = f"{where}: its profile {entry.get('profile')} cannot be read: {reason(error)}"
        raise NotConfigured(told) from None
    except keystone.MissingRequiredOptions as error:
        missing = ", ".join(option.name.replace("-", "_") for option in error.options)
        raise NotConfigured(f"{where} lacks {missing}.") from None
    except keystone.ClientException as error:
        raise NotConfigured(f"{where} cannot be used: {error}") from None
    url = str(region.config.get("auth", {}).get("auth_url") or "")
    if not url.startswith(("http://", "https://")):
        wrong = f"has an auth_url that is no URL: {url!r}" if url else "lacks auth_url"
        raise NotConfigured(f"{where} {wrong}.")
    _refuse_wrong_types(where, region)
    return region


_KINDS: Mapping[str, tuple[str, tuple[type, ...]]] = {
    "api_timeout": ("a number of seconds", (int, float)),
    "cacert": ("the path of a file", (str,)),
    "cert": ("the path of a file", (str,)),
    "key": ("the path of a file", (str,)),
    "interface": ("public, internal or admin", (str, list)),
    "region_name": ("the name of a region", (str,)),
    "auth_type": ("the name of a kind of login", (str,)),
}
"""What the SDK takes for granted of keys beside `auth:`; it ends with an error of Python's."""


def _refuse_wrong_types(where: str, region: CloudRegion) -> None:
    """A value of another type is not repeated: it may be what belongs to another key."""
    for key, (kind, types) in _KINDS.items():
        value = region.config.get(key)
        number = float in types and isinstance(value, str) and value.replace(".", "", 1).isdigit()
        right = isinstance(value, types) and not isinstance(value, bool)
        if isinstance(value, list) and not all(isinstance(one, str | None) for one in value):
            right = False
        if value is not None and not right and not number:
            raise NotConfigured(f"{where} has {key}, which is not {kind}.")


def _entry(config: OpenStackConfig, name: str) -> Mapping[str, Any]:
    """What the file itself says of a cloud; the SDK adds to a copy of it."""
    return (config.cloud_config.get("clouds") or {}).get(name) or {}


def _chosen(site: Site, entry: Mapping[str, Any]) -> str:
    """What was asked for; of a site's own clouds.yaml, the shell's only where that lists it."""
    listed = [one.get("name") if isinstance(one, dict) else one for one in entry.get("regions") or ()]
    shell, own = os.environ.get("OS_REGION_NAME", ""), str(site.settings.get("region", ""))
    shell = shell if not site.clouds_file or shell in listed else ""
    return site.invocation.region or shell or (own if own in listed else "")


_TYPES = {
    "application_credential_id": "v3applicationcredential",
    "application_credential_name": "v3applicationcredential",
    "application_credential_secret": "v3applicationcredential",
    "access_token": "v3oidcaccesstoken",
    "identity_provider": "one of its federation's, as v3oidcpassword",
    "passcode": "v3totp",
}
"""Which kind of login has a key that the SDK's own kind, a password, has not."""


def _refuse_without_type(where: str, entry: Mapping[str, Any]) -> None:
    kind = next((kind for key, kind in _TYPES.items() if key in entry.get("auth", {})), "")
    if kind and not entry.get("auth_type") and "profile" not in entry:
        raise NotConfigured(f"{where} lacks auth_type: {kind} (beside `auth:`).")


def _own(site: Site, secrets: Mapping[str, Secret]) -> CloudRegion:
    """The cloud that the install actions build: its admin, with the password of the site's secrets."""
    password = secrets.get("admin_password")
    if password is None:
        raise NotConfigured(
            f"{secrets_file(site)} holds no admin_password yet, so Keystone cannot be asked."
        )
    config = OpenStackConfig(load_yaml_config=False, load_envvars=False)
    return config.get_one(
        auth_type="password",
        region_name=site.invocation.region or str(site.settings.get("region", "RegionOne")),
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
