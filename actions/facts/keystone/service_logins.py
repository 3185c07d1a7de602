"""Whether Keystone lets each service in with the password of its configuration.

Asked on the service's own host: no password leaves it, and none is on a command line.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from actions.deployments.all import confs
from actions.deployments.services import CINDER_API, GLANCE_API, NEUTRON_API, NOVA_API, PLACEMENT_API
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult

FILES = confs(CINDER_API, GLANCE_API, NEUTRON_API, NOVA_API, PLACEMENT_API)
LOGIN = """\
import configparser, json, sys, urllib.error, urllib.request
for path in sys.argv[1:]:
    conf = configparser.RawConfigParser(strict=False, allow_no_value=True)
    conf.read(path)
    if not conf.has_option("keystone_authtoken", "password"):
        continue
    key = conf["keystone_authtoken"]
    domain = {"name": key.get("user_domain_name", "Default")}
    user = {"name": key["username"], "domain": domain, "password": key["password"]}
    body = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}}}
    url = key["auth_url"].rstrip("/")
    url = (url[:-3] if url.endswith("/v3") else url) + "/v3/auth/tokens"
    kind = {"Content-Type": "application/json"}
    login = urllib.request.Request(url, json.dumps(body).encode(), kind)
    try:
        status = urllib.request.urlopen(login, timeout=8).status
    except urllib.error.HTTPError as error:
        status = error.code
    except OSError:
        status = 0
    print(path, status)
"""

Logins = Mapping[str, int]
"""HTTP status by the file's path: 201 it is let in, 401 it is not, 0 nobody answers."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every controller."""
    line = " ".join(("python3 -c", shlex.quote(LOGIN), *FILES))
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.having("controller")}


def parse(answer: ShellResult) -> Logins:
    """A path and a number a line; files that are not there, or hold no password, have none."""
    if answer.exit:
        last = (answer.err.strip().splitlines() or ["no error"])[-1][:200]
        raise ParseError(f"a configuration file could not be read for its login: {last}")
    rows = [line.split() for line in answer.out.splitlines()]
    return {row[0]: int(row[1]) for row in rows if len(row) == 2 and row[1].isdigit()}


PROBE = Probe("service-logins", ask, parse, period=0, timeout=40)
