"""Keys that several services' configuration files share."""

from __future__ import annotations

from typing import Any

from actions.facts.hosts import host_status, small_files
from actions.formats.config_edit import Key
from actions.formats.url import RABBIT_PORT, Url
from actions.install.hosts import part_of
from actions.install.passwords import RABBIT, password, service_password
from actions.install.settings import Settings, read
from actions.install.step import Blocked, require
from actions.model.fact import Probe
from actions.model.plan import Situation
from actions.model.secret import Secret, Text
from actions.model.site import Host


def keys(section: str, **values: str | Secret | Text) -> tuple[Key, ...]:
    """Keys of one section."""
    return tuple(Key(section, key, value) for key, value in values.items())


def login(section: str, auth_url: str, service: str, secret: Secret) -> tuple[Key, ...]:
    """How a service logs in to Keystone."""
    return keys(
        section,
        auth_url=auth_url,
        auth_type="password",
        project_domain_name="Default",
        user_domain_name="Default",
        project_name="service",
        username=service,
        password=secret,
    )


def authtoken(situation: Situation, service: str) -> tuple[Key, ...]:
    """[keystone_authtoken]: how an API checks its callers' tokens.

    region_name too: Debian's files ship regionOne, and then every call ends in HTTP 500 (T-CFG-02).
    """
    chosen = read(situation.site)
    return (
        *keys(
            "keystone_authtoken",
            www_authenticate_uri=chosen.auth_url,
            memcached_servers=f"{chosen.controller}:11211",
            region_name=chosen.region,
        ),
        *login("keystone_authtoken", chosen.auth_url, service, service_password(situation, service)),
    )


def transport_url(situation: Situation) -> Text:
    """RabbitMQ, as [DEFAULT] transport_url names it."""
    chosen = read(situation.site)
    secret = password(situation, RABBIT)
    # Without a virtual host in the path, but with the slash: the guide's form.
    return Text.of(Url("rabbit", "openstack", secret, chosen.messaging, RABBIT_PORT).text, "/")


def my_ip(situation: Situation, host: Host) -> str:
    """The management address, if the host has it (NOVA-C-17); reads host_status."""
    address = read(situation.site).address(host.name)
    found = require(situation, host_status.PROBE, host.name).addresses
    if address not in found:
        raise Blocked(
            f"{host.name} does not have its management address {address}, it has {', '.join(found)}: "
            "set the right one below [install.addresses] of the site file.",
            host.name,
        )
    return address


UWSGI_NEEDS: tuple[Probe[Any], ...] = (host_status.PROBE, small_files.PROBE)
"""What `uwsgi` and the edits of its files read."""


def uwsgi(situation: Situation, host: Host, part: str) -> dict[str, tuple[Key, ...]]:
    """The number of processes in uWSGI's files, where the site chooses one."""
    chosen: Settings = read(situation.site)
    if not chosen.api_processes:
        return {}
    processes = keys("uwsgi", processes=str(chosen.api_processes))
    return dict.fromkeys(part_of(situation, host.name, part).uwsgi, processes)
