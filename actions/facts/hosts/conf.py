"""What OpenStack's configuration files set, on every host: all keys, without comments.

The text of a file, with its comments, is read only when a step edits it: `conf_text`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from actions.deployments import parts
from actions.deployments.all import (
    CONFIGURATIONS,
    confs,
    defaults,
    files_of,
    units_of,
    usual_tool,
    whose,
)
from actions.deployments.deployment import Deployment
from actions.deployments.services import NOVA_API, NOVA_CONDUCTOR
from actions.facts._support import conf_folder
from actions.facts._support.conf_folder import FILE_LAST, FOLDER_LAST, Folder
from actions.facts._support.files import HostFile, files_line, host_files
from actions.facts._support.shell import bounded, script, sections
from actions.facts.hosts import host_layout
from actions.formats import oslo_ini
from actions.formats.url import Url
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult
from actions.model.secret import Secret

FOLDERS = tuple(f"{path}.d/*.conf" for path in CONFIGURATIONS if path.endswith(".conf"))
"""What oslo.config reads after a file of that name, sorted: its --config-dir where none is given."""
_BEFORE: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("database", "connection"): (
        ("DEFAULT", "sql_connection"), ("database", "sql_connection"), ("sql", "connection"),
    ),
    ("keystone_authtoken", "username"): (("keystone_authtoken", "user_name"),),
    ("keystone_authtoken", "project_name"): (("keystone_authtoken", "tenant_name"),),
    **{
        ("oslo_messaging_rabbit", name): (("oslo_messaging_rabbit", before),)
        for name, before in (
            ("ssl", "rabbit_use_ssl"), ("ssl_ca_file", "kombu_ssl_ca_certs"),
            ("ssl_cert_file", "kombu_ssl_certfile"), ("ssl_key_file", "kombu_ssl_keyfile"),
            ("ssl_version", "kombu_ssl_version"),
        )
    },
}  # fmt: skip
"""Names that a key had before and that are read still, in oslo.config's order."""
TRUE = ("1", "on", "true", "yes")
"""What oslo.config takes for true, in any case of letters."""
_SECRET_WORDS = ("password", "secret", "token", "connection", "transport_url", "_key")


@dataclass(frozen=True)
class ConfFile:
    """One file's keys; what may hold a password is a `Secret`."""

    keys: Mapping[tuple[str, str], str | Secret] = field(default_factory=dict)
    age: float = 0.0
    """Seconds since it was last changed, by the host's own clock."""
    owner: str = ""
    """user:group."""
    mode: str = ""
    """Octal, as `stat -c %a` prints it."""
    folder: Folder | None = None
    """What the files of its folder (`nova.conf.d`) add; None: there are none."""

    def value(self, section: str, key: str) -> str:
        """A key's value, or nothing; a secret one is given as it is: do not show it."""
        names = ((section, key), *_BEFORE.get((section, key), ()))
        value = next((self.keys[name] for name in names if name in self.keys), "")
        return value.reveal() if isinstance(value, Secret) else value

    def on(self, section: str, key: str) -> bool:
        """Whether a switch is on; one that is not set is taken to be off."""
        return self.value(section, key).lower() in TRUE

    def url(self, section: str, key: str) -> Url | None:
        """A key's value as a URL, if it is set and is one."""
        value = self.value(section, key)
        return Url.parse(value) if value else None


def set_elsewhere(host: str, file: ConfFile, names: Iterable[tuple[str, str]]) -> str:
    """Why an edit of the file would change nothing: a file of its folder sets the key after it."""
    there = file.folder
    if there is None:
        return ""
    found = ", ".join(f"[{n[0]}] {n[1]} in {there.files[n]}" for n in names if there.counts(n))
    return f"{found} of {host} is set beside the file itself: change it there." if found else ""


Conf = Mapping[str, ConfFile]
"""By the file's path; only files that exist."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    line = files_line((*CONFIGURATIONS, *FOLDERS), keys="-sHvE '^([#;]|[[:space:]]*$)'")
    some = f"ls {' '.join(FOLDERS)} 2>/dev/null | grep -q ."
    line = f"{line}; {script(started=f'{some} && {bounded(conf_folder.WORDS, 4)}')}"
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> Conf:
    """Lines of `stat` and of `grep -H`, without comments and blank ones; what units were started with.

    The latter only where a folder has files.
    """
    whole: dict[str, list[HostFile]] = {}
    for file in sorted(host_files(answer, "keys"), key=lambda one: one.path):
        folder, _, _ = file.path.rpartition("/")
        whole.setdefault(folder[:-2] if folder.endswith(".conf.d") else file.path, []).append(file)
    started = sections(answer).get("started", "")
    return {path: _file(path, files, started) for path, files in whole.items()}


def _file(path: str, files: list[HostFile], started: str) -> ConfFile:
    """What a file and those of its folder set, as one; sorted, as oslo.config reads them."""
    texts = [(file.path, oslo_ini.parse("\n".join(file.lines))) for file in files]
    own = {key: value for name, keys in texts if name == path for key, value in keys.items()}
    more = {key: value for name, keys in texts if name != path for key, value in keys.items()}
    age = min(file.age for file in files)
    if not more:
        return ConfFile(_meant(own), age, files[0].owner, files[0].mode)
    files_of_keys = {key: name for name, keys in texts if name != path for key in keys}
    units = conf_folder.orders(path, started)
    folder = conf_folder.folder(own, more, files_of_keys, units, _meant)
    return ConfFile(folder.ways[folder.order], age, files[0].owner, files[0].mode, folder)


def _as_read(file: ConfFile, laid: Deployment | None, service: str) -> ConfFile:
    """What it says to a service: by the words of its unit, or as its deployment starts it."""
    if file.folder is None:
        return file
    order = file.folder.of(laid.units_of(service) if laid else units_of(service))
    named = laid is not None and service in laid.named
    order = order or (FILE_LAST if named else FOLDER_LAST)
    return replace(file, keys=file.folder.ways[order], folder=replace(file.folder, order=order))


def _meant(keys: oslo_ini.Keys) -> dict[tuple[str, str], str | Secret]:
    return {name: guarded(name[1], value) for name, value in oslo_ini.meant(keys).items()}


def guarded(key: str, value: str) -> str | Secret:
    """A value as it may be kept: a `Secret` where the key says that there is a password in it."""
    return Secret(value) if any(word in key for word in _SECRET_WORDS) else value


class HostConf(NamedTuple):
    """A service's configuration on one host."""

    host: str
    file: ConfFile
    path: str
    laid: Deployment | None = None
    """What the host was recognised as."""
    service: str = ""
    """Whose it is, where it is one of several."""

    @property
    def deployment(self) -> Deployment:
        """Whose way of laying out a host this is: it says how nova's tools are run there."""
        return self.laid or whose(self.path)

    @property
    def nova_manage(self) -> str:
        """How an operator calls nova-manage there, beside this configuration."""
        return (self.deployment.tool(parts.NOVA, self.service) or usual_tool(parts.NOVA)).line


def conf_of(snapshot: Snapshot, host: str, service: str) -> HostConf | None:
    """The configuration of a service on a host, wherever its deployment keeps it."""
    files = snapshot.get(PROBE, host) or {}
    laid = host_layout.deployment(snapshot, host)
    paths = laid.configurations.get(service, ())[:1] if laid else confs(service)
    path = next((path for path in paths if path in files), "")
    if not path:
        return None
    read = _as_read(files[path], laid, service)
    return HostConf(host, _filled(files, path, read), path, laid, service)


def own_conf_of(snapshot: Snapshot, host: str, service: str) -> HostConf | None:
    """All that a service reads on a host, as one file: the last of its files there, which counts."""
    files = snapshot.get(PROBE, host) or {}
    laid = host_layout.deployment(snapshot, host)
    ways = [laid.configurations.get(service, ())] if laid else files_of(service)
    for paths in ([path for path in way if path in files] for way in ways):
        if paths:
            read = [_as_read(files[path], laid, service) for path in paths]
            keys = {key: value for file in read for key, value in file.keys.items()}
            return HostConf(host, replace(read[-1], keys=keys), paths[-1], laid, service)
    return None


def _filled(files: Conf, path: str, file: ConfFile) -> ConfFile:
    """A file with the keys that it has not, and its package's own has."""
    under = [files[name].keys for name in defaults(path) if name in files]
    keys = {key: value for known in under for key, value in known.items()}
    return replace(file, keys={**keys, **file.keys}) if keys else file


def nova_conf(snapshot: Snapshot) -> HostConf | None:
    """nova-api's on the first controller where that names the API database."""
    for host in snapshot.site.having("controller"):
        found = conf_of(snapshot, host.name, NOVA_API)
        if found is not None and found.file.url("api_database", "connection"):
            return found
    return None


def cell_conf(snapshot: Snapshot) -> HostConf | None:
    """nova-conductor's beside it, whose [database] is the cell's: nova-api's may be cell0's."""
    api = nova_conf(snapshot)
    own = conf_of(snapshot, api.host, NOVA_CONDUCTOR) if api else None
    return own if own is not None and own.file.url("database", "connection") else api


def nova_manage(snapshot: Snapshot) -> str:
    """How an operator calls nova-manage on the controller that `nova_conf` chooses."""
    found = nova_conf(snapshot)
    return found.nova_manage if found else usual_tool(parts.NOVA).line


def nova_url(snapshot: Snapshot, section: str) -> tuple[str, Url] | None:
    """That controller's name, and the URL that [section]/connection of its nova.conf is."""
    found = nova_conf(snapshot)
    url = found.file.url(section, "connection") if found else None
    return (found.host, url) if found and url else None


PROBE = Probe("conf", ask, parse, period=60, needs=(host_layout.PROBE,))
