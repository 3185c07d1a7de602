"""The first administrator, and Keystone's own entry in the catalog (PRE-07)."""

from __future__ import annotations

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import KEYSTONE
from actions.facts.keystone import endpoints, identity_services
from actions.install.passwords import ADMIN, password
from actions.install.settings import read
from actions.install.step import current, deciding, first_host
from actions.install.step_factories.identity import INTERFACES
from actions.model.command import Shell
from actions.model.plan import Decision, Situation, already, do
from actions.model.secret import Text


def plan(situation: Situation) -> Decision:
    """Bootstrap until the administrator gets in and Keystone is in the catalog.

    It may be run again: it makes what is missing, and gives the administrator the site's password.
    """
    host = first_host(situation.site.having("controller"), "controller").name
    chosen = read(situation.site)
    secret = password(situation, ADMIN)
    services = current(situation, identity_services.PROBE)
    found = current(situation, endpoints.PROBE)
    own = {s.id for s in services or () if s.type == "identity"}
    there = {e.interface for e in found or () if e.service in own and e.region == chosen.region}
    if there.issuperset(INTERFACES):
        return already("the administrator gets in, and Keystone is in the catalog")
    urls = " ".join(f"--bootstrap-{name}-url {chosen.auth_url}v3/" for name in INTERFACES)
    line = (
        "read -r OS_BOOTSTRAP_PASSWORD; export OS_BOOTSTRAP_PASSWORD; "
        f"{PACKAGES.tools[KEYSTONE].line} bootstrap {urls} --bootstrap-region-id {chosen.region}"
    )
    error = situation.snapshot.reading(identity_services.PROBE).error
    why = "the administrator or Keystone's own endpoints are missing"
    return do(Shell(host, line, stdin=Text.of(secret, "\n")), why=f"{why} ({error})" if error else why)


STEP = deciding(
    "keystone-bootstrap",
    "Keystone's administrator and its own endpoints",
    (identity_services.PROBE, endpoints.PROBE),
    plan,
    verify_timeout=30,
    deviation="the password as an argument, where `ps` shows it to everyone. Here it goes through "
    "standard input.",
)
