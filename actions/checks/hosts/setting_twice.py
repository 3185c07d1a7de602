"""A key is set in a configuration and, otherwise, in its folder: programs differ in which they take.

oslo.config reads `nova.conf.d` after nova.conf where no --config-file is given, as for nova-manage and
most APIs under uWSGI, and before it where one is: so Debian's and Ubuntu's packages start the others.
Left in nova.conf, the package's own `connection = sqlite://…` is what nova-conductor opens, and
nova-manage makes the tables elsewhere (seen on a cloud that was built by hand). Source: the
configurations, and the words that each unit was started with; of one that is off, how its packages do.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support.service_accounts import conf_login
from actions.checks._support.wording import listed
from actions.facts._support.conf_folder import FILE_LAST, FOLDER_LAST, Folder
from actions.facts.hosts import conf, host_layout, units
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity
from actions.model.secret import Secret

CODE = "setting-twice"
_NO_SERVER = "sqlite:"
"""A URL that nothing of a cloud is ever right with."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a file, where something runs that takes the file before its folder."""
    for host, files in snapshot.each(conf.PROBE).items():
        for path, file in files.items():
            if file.folder is not None and file.folder.differs:
                takers = _takers(snapshot, host, path, file.folder)
                if takers:
                    yield _finding(snapshot, host, path, file.folder, takers)


def _takers(snapshot: Snapshot, host: str, path: str, folder: Folder) -> list[str]:
    """The units there to which the file counts before its folder: those that run, by their words."""
    laid = host_layout.deployment(snapshot, host)
    known = snapshot.get(units.PROBE, host) or {}
    services = {name: laid.service_of(name) for name in known} if laid else {}
    found = {
        name: FILE_LAST
        for name, service in services.items()
        if laid and service in laid.named and path in laid.configurations.get(service, ())
    }
    return sorted(name for name, order in (found | dict(folder.units)).items() if order != FOLDER_LAST)


def _finding(snapshot: Snapshot, host: str, path: str, folder: Folder, takers: list[str]) -> Finding:
    own = {name: folder.ways[FILE_LAST][name] for name in folder.differs}
    keys = [f"[{section}] {key}" for section, key in own]
    others = listed({folder.files[name] for name in own})
    useless = any(isinstance(v, Secret) and v.reveal().startswith(_NO_SERVER) for v in own.values())
    return Finding(
        CODE,
        Severity.CRITICAL if useless else Severity.WARNING,
        f"{host} {path}",
        f"{path} on {host} and {others} differ in {listed(keys)}: {listed(takers)}, started with "
        f"--config-file, take{'s' * (len(takers) == 1)} what {path} says, programs without it the "
        "other. Leave it in one of them, and restart what reads it.",
        entity=conf_login(host, path),
        down=useless,
        evidence=(
            Evidence(
                f"{path} on {host}",
                "; ".join(
                    f"{name} = {'****' if isinstance(value, Secret) else value}"
                    for name, value in zip(keys, own.values(), strict=True)
                ),
                snapshot.reading(conf.PROBE, host).at,
            ),
        ),
    )


CHECK = Check(
    CODE,
    "Settings that a file and its folder tell otherwise",
    (conf.PROBE, host_layout.PROBE, units.PROBE),
    find,
    Area.HOSTS,
)
