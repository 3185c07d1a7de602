"""A service's configuration names a region that the catalog does not have (T-CFG-02).

Debian's packages ship `region_name = regionOne` in [keystone_authtoken] and elsewhere; where the
section has a user and no password yet, nobody has configured it, and nothing is told. keystoneauth
compares exactly: with RegionOne in Keystone every call ends in HTTP 500 ("internal endpoint for
identity service in regionOne region not found"). Source: the regions of Keystone's catalog.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support.service_accounts import conf_login
from actions.checks._support.wording import listed
from actions.facts.hosts import conf
from actions.facts.hosts.conf import ConfFile
from actions.facts.keystone import catalog
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "region-unknown"
KEYS = (
    ("cinder", "os_region_name"),
    ("keystone_authtoken", "region_name"),
    ("neutron", "region_name"),
    ("nova", "region_name"),
    ("placement", "os_region_name"),
    ("placement", "region_name"),
    ("service_user", "region_name"),
)


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each file, with the hosts where it says the same."""
    offered = snapshot.get(catalog.PROBE) or ()
    regions = {address.region for service in offered for address in service.addresses} - {""}
    groups: dict[tuple[str, str], list[str]] = {}
    for host, files in snapshot.each(conf.PROBE).items():
        for path, file in files.items():
            wrong = {
                f"[{section}] {key} = {value}"
                for section, key in KEYS
                if (value := file.value(section, key))
                and value not in regions
                and not _logs_in_nowhere(file, section)
            }
            if wrong and regions:
                groups.setdefault((path, listed(wrong)), []).append(host)
    for (path, wrong_keys), hosts in groups.items():
        yield Finding(
            CODE,
            Severity.CRITICAL,
            f"{hosts[0]} {path}" if len(hosts) == 1 else path,
            f"{path} on {listed(hosts)} has {wrong_keys}, and the catalog knows only "
            f"{listed(regions)}: calls end with HTTP 500 until it is set right and the service "
            "restarted.",
            entity=conf_login(hosts[0], path),
            down=True,
            evidence=(
                Evidence(
                    f"{path} on {hosts[0]}", wrong_keys, snapshot.reading(conf.PROBE, hosts[0]).at
                ),
            ),
        )


def _logs_in_nowhere(file: ConfFile, section: str) -> bool:
    """A user without a password, as a package ships it: nobody has configured it yet."""
    return bool(file.value(section, "username")) and (section, "password") not in file.keys


CHECK = Check(CODE, "Regions that the catalog lacks", (conf.PROBE, catalog.PROBE), find, Area.APIS)
