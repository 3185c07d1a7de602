"""MariaDB listens on the management address, with room for many services (PRE-02)."""

from __future__ import annotations

from actions.deployments.packages import PARTS
from actions.deployments.parts import DATABASE
from actions.install.base import base_packages
from actions.install.settings import read
from actions.install.step_factories.small_file import small_file_step
from actions.model.plan import Situation
from actions.model.secret import Text
from actions.model.site import Host

PATH = PARTS[DATABASE].settings
_TEXT = """\
# Written by stackmend: OpenStack's own settings; what the package set is in 50-server.cnf.
[mysqld]
bind-address = {address}
character-set-server = utf8mb3
collation-server = utf8mb3_general_ci
default-storage-engine = innodb
innodb_file_per_table = on
max_connections = 4096
"""


def text(situation: Situation, host: Host, _now: str | None) -> Text:
    """A file of its own, read after the package's."""
    return Text.of(_TEXT.format(address=read(situation.site).address(host.name)))


STEP = small_file_step(
    "mariadb-config",
    "MariaDB's settings for OpenStack",
    DATABASE,
    PATH,
    text,
    after=(base_packages.STEP.name,),
)
