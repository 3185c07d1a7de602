"""Glance's tables are gone: its version page is well, and every list ends in HTTP 500."""

from __future__ import annotations

from actions.deployments.parts import GLANCE

from ..breaking.hands import on
from ..breaking.model import Break, Confirm

_MOVE = (
    "mysql -e 'CREATE DATABASE IF NOT EXISTS {1} CHARACTER SET utf8mb3' && "
    "mysql -NB information_schema -e \"SELECT CONCAT('RENAME TABLE {0}.', table_name, ' TO {1}.', "
    "table_name, ';') "
    "FROM tables WHERE table_schema = '{0}'\" | {{ echo 'SET FOREIGN_KEY_CHECKS=0;'; cat; }} | mysql"
)

BREAK = Break(
    name="glance-tables-gone",
    title="Glance's tables renamed away",
    needs=(GLANCE,),
    source="BROKEN B",
    first=r"^schema-behind .*glance",
    why=(
        "tables that are gone come back from a backup; an empty schema would hide that the images "
        "are lost"
    ),
    confirm=Confirm("openstack image list -f value -c Status", "^active$"),
    make=on("controller", _MOVE.format("glance", "glance_away")),
    take_back=on(
        "controller", f"{_MOVE.format('glance_away', 'glance')} && mysql -e 'DROP DATABASE glance_away'"
    ),
)
