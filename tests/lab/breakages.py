"""How a cloud's cells are broken by hand: the mistakes of BREAKAGES, made on a real Nova."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from .cloud import Cloud

CELL0 = "00000000-0000-0000-0000-000000000000"
ROW = f"UPDATE nova_api.cell_mappings SET updated_at = UTC_TIMESTAMP(), {{}} WHERE uuid = '{CELL0}';"


@dataclass(frozen=True)
class Breakage:
    """One way to break cell0, and what `stackmend check` is to call it."""

    name: str
    code: str
    sql: str
    """Run as the database's root, once `Cloud.filled`."""

    def make(self, cloud: Cloud) -> None:
        """Break it."""
        cloud.sql(cloud.filled(self.sql))


def _url(text: str) -> str:
    return ROW.format(f"database_connection = '{text}'")


BREAKAGES = (
    Breakage(
        "cell1's database",
        "cell0-shared",
        _url("mysql+pymysql://{nova_db_user}:{nova_db_password}@controller/nova"),
    ),
    Breakage(
        "cell1's database under another name of its server",
        "cell0-shared",
        _url("mysql+pymysql://{nova_db_user}:{nova_db_password}@10.20.0.11/nova"),
    ),
    Breakage(
        "a missing database",
        "cell0-absent",
        "DROP DATABASE nova_cell0; "
        "REVOKE ALL ON nova_cell0.* FROM '{nova_db_user}'@'%', '{nova_db_user}'@'localhost';",
    ),
    Breakage(
        "a wrong password",
        "cell0-refused",
        _url("mysql+pymysql://{nova_db_user}:no-longer-it@controller/nova_cell0"),
    ),
    Breakage(
        "a host that is not there",
        "cell0-unreachable",
        _url("mysql+pymysql://{nova_db_user}:{nova_db_password}@10.20.0.99/nova_cell0"),
    ),
    Breakage(
        "rabbit:// as its transport",
        "cell0-transport",
        ROW.format("transport_url = 'rabbit://openstack:x@controller:5672/'"),
    ),
    Breakage(
        "no mapping at all",
        "cell0-missing",
        f"DELETE FROM nova_api.cell_mappings WHERE uuid = '{CELL0}';",
    ),
    Breakage(
        "_cell0_cell0",
        "cell0-doubled",
        _url("mysql+pymysql://{nova_db_user}:{nova_db_password}@controller/nova_cell0_cell0"),
    ),
)

UNKNOWN_NAME = Breakage(
    "a name that its host's resolver says nothing of",
    "cell0-unreachable",
    _url("mysql+pymysql://{nova_db_user}:{nova_db_password}@db9.example/nova_cell0"),
)

_SILENT = (
    "import socket, time; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); "
    's.bind(("127.0.0.9", 53)); time.sleep(3600)'
)


def silence_resolver(cloud: Cloud) -> None:
    """The controller's name server answers no question: what is not in /etc/hosts takes 20 s then."""
    done = cloud.on(
        "controller",
        f"systemd-run -q --unit=silent-resolver python3 -c '{_SILENT}' && "
        f"for file in {cloud.place.resolver_files}; do cp $file $file.well && "
        "printf 'nameserver 127.0.0.9\\noptions timeout:10 attempts:2\\n' >$file; done",
    )
    assert done.returncode == 0, done.stderr


def let_resolver_answer(cloud: Cloud) -> None:
    """As it was, if that was not done yet."""
    cloud.on(
        "controller",
        f"for file in {cloud.place.resolver_files}; do if [ -e $file.well ]; then "
        "cat $file.well >$file; rm $file.well; fi; done; systemctl stop silent-resolver",
    )


@contextmanager
def silent_resolver(cloud: Cloud) -> Iterator[None]:
    """A name server that answers no question."""
    silence_resolver(cloud)
    try:
        yield
    finally:
        let_resolver_answer(cloud)
