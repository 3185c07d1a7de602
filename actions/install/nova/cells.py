"""What the steps about cells share: the API database, and the URLs that cells get."""

from __future__ import annotations

from actions.deployments.nova_manage import nova_manage
from actions.deployments.packages import PACKAGES
from actions.facts.nova import cell_mappings
from actions.facts.nova.cell_mappings import ApiDatabase
from actions.formats.url import MYSQL_PORT, Url, expanded
from actions.install.nova import api_schema, nova_config
from actions.install.nova.nova_database import CELL1
from actions.install.step import Blocked, first_host, require
from actions.install.step_factories.database import connection
from actions.model.command import Shell
from actions.model.plan import Situation

# Templates: nova fills them from nova.conf, so that no password is on a command line or in two places.
DATABASE = "{scheme}://{username}:{password}@{hostname}"
TRANSPORT = "{scheme}://{username}:{password}@{hostname}:{port}/"


def api_database(situation: Situation) -> ApiDatabase:
    """Nova's cell mappings; none yet where an earlier step will make their table."""
    after = (nova_config.STEP.name, api_schema.STEP.name)
    found = require(situation, cell_mappings.PROBE, empty=ApiDatabase(), after=after)
    if found.code and not situation.pending.intersection(after):
        raise Blocked(f"nova's API database cannot be read: {found.error}")
    return found


def place(situation: Situation, stored: str) -> tuple[str, int, str]:
    """Where a stored database URL leads with the site's own nova.conf."""
    conf = connection(situation, "nova", CELL1).wire()
    url = Url.parse(expanded(stored, conf))
    return url.place(MYSQL_PORT) if url else ("", 0, "")


def on_controller(situation: Situation, arguments: str) -> Shell:
    """nova-manage on the first controller."""
    return nova_manage(
        PACKAGES, first_host(situation.site.having("controller"), "controller").name, arguments
    )
